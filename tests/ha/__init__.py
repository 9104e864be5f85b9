"""The parts of the trial of losing a leader that can be tried without a cluster."""
