"""What the demo concludes from what it sees: never its times."""
