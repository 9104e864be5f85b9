"""Seeded schedules over the real client and the real service in one process, and an oracle apart from both."""
