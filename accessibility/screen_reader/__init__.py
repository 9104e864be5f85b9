"""Plays journeys by keyboard with the real screen reader Orca, and compares what is spoken with committed scripts."""
