"""Values and rules of criminal intelligence: standard library only, no I/O, no clock, no randomness."""
