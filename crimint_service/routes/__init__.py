"""The wire: what comes in is checked for size and shape, what goes out passed the door to records."""
