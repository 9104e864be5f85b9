"""The key of the encrypted cache; nothing outside this package touches a secret."""
