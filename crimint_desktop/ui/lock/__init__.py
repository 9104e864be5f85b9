"""Locked: a blank window, a passphrase, and the way back to the same caret."""
