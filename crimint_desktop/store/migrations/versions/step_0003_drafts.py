"""Drafts sealed to the service."""

from __future__ import annotations


def upgrade() -> None:
    """Nothing yet."""


def downgrade() -> None:
    """Nothing yet."""
