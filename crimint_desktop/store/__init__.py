"""The encrypted cache: the only SQL of the desktop program."""
