"""Spelling while writing: what is misspelt is underlined, and F7 goes through it word by word."""
