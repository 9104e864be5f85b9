"""One report in full: its words, what may be done with it, and its history."""
