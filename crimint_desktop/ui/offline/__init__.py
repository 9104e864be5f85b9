"""Offline records: which folders are held on this device, how much that is, and until when it opens."""
