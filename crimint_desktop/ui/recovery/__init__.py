"""What helps when a copy kept on this computer does not open."""
