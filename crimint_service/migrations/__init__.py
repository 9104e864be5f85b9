"""The steps from an empty register to the present one, in order; nothing here imports the project."""
