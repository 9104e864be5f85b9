"""The rules of the house: each a small pure function over one file, with a planted breach that it must find."""
