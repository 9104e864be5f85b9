"""Signing in, with the service or without it."""
