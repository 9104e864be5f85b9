"""The arithmetic of the bench: never its times."""
