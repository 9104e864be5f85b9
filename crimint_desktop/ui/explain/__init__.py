"""F1: what the field that has the keyboard is for, in a sentence or two."""
