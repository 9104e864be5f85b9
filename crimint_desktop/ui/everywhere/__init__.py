"""Searching everything one may read, at the service."""
