"""A machine is made ready by one script, and a command gets a throwaway session by another."""
