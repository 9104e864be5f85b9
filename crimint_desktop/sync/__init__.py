"""Rounds of push, pull and settle that keep the cache and the service in agreement."""
