"""What a person may choose for themselves; everything holds from the moment it is chosen."""
