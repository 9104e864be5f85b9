"""What a user sees and touches: the only Qt of the program apart from its composition."""
