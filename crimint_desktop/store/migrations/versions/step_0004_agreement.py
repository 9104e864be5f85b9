"""What both sides agreed on, and what did not agree."""

from __future__ import annotations


def upgrade() -> None:
    """Nothing yet."""


def downgrade() -> None:
    """Nothing yet."""
