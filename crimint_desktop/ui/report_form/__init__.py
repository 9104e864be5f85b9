"""Writing a report: one scrolling page with a list of its parts."""
