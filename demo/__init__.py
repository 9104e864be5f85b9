"""The whole thread played by two running programs, for a reader who has no display."""
