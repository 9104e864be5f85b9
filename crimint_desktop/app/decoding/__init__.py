"""Decoding apart: what strangers made is unfolded in a process that can reach nothing and keeps nothing."""
