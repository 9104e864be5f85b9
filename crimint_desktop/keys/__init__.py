"""The cache key: how it is made, kept, unwrapped, and how it leaves memory. Nothing else may touch a secret."""
