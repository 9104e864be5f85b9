"""A change that the service keeps for one's unit."""
