"""Erasing records by two people."""
