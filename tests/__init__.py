"""Sentences about behaviour, each checked."""
