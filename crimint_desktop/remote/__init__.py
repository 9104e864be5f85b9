"""The wire to the central service: the only HTTP of the desktop program."""
