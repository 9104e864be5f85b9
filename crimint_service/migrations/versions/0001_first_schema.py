"""The first schema of the register: who, what, and the log."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def _text(name: str, **more: Any) -> sa.Column[str]:  # noqa: ANN401 - passed on
    return sa.Column(name, sa.Text, **({"nullable": False} | more))


def _id(name: str, **more: Any) -> sa.Column[str]:  # noqa: ANN401 - passed on
    return sa.Column(name, sa.String(36), **({"nullable": False} | more))


def _number(name: str, **more: Any) -> sa.Column[int]:  # noqa: ANN401 - passed on
    return sa.Column(name, sa.BigInteger, **({"nullable": False} | more))


def _serial(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.BigInteger().with_variant(sa.Integer, "sqlite"), primary_key=True, autoincrement=True)


def upgrade() -> None:
    _people()
    _devices()
    _streams()
    _records()
    _changes()
    _log()


def _people() -> None:
    op.create_table(
        "setting",
        _text("name", primary_key=True),
        _text("value"),
    )
    op.create_table(
        "unit",
        _text("id", primary_key=True),
        _text("name"),
        _text("prefix", unique=True),
    )
    op.create_table(
        "operation",
        _text("name", primary_key=True),
    )
    op.create_table(
        "account",
        _text("user_id", primary_key=True),
        _text("name"),
        _text("password_hash"),
        _text("roles"),
        _text("units"),
        _text("clearance"),
        _text("compartments"),
        _text("lists"),
        _text("cache_mode"),
        sa.Column("disabled", sa.Boolean, nullable=False),
        _number("failures"),
        _number("locked_until_s"),
        _number("access_version"),
    )


def _devices() -> None:
    op.create_table(
        "access_token",
        _text("hash", primary_key=True),
        _text("family"),
        _text("user_id"),
        _text("device"),
        _number("expires_s"),
    )
    op.create_index("ix_access_token_expires_s", "access_token", ["expires_s"])
    op.create_index("ix_access_token_family", "access_token", ["family"])
    op.create_table(
        "refresh_token",
        _text("hash", primary_key=True),
        _text("family"),
        _text("user_id"),
        _text("device"),
        _number("expires_s"),
        _text("state"),
    )
    op.create_index("ix_refresh_token_family", "refresh_token", ["family"])
    op.create_index("ix_refresh_token_user_id", "refresh_token", ["user_id"])
    op.create_table(
        "device",
        _id("device_id", primary_key=True),
        _text("user_id", primary_key=True),
        _text("first_at"),
        _text("last_at"),
        _text("client_version"),
        _text("lease_until"),
        _text("command"),
        _text("state"),
        _number("acked_seq"),
        _text("chain_hash"),
    )
    op.create_table(
        "told",
        _id("device_id", primary_key=True),
        _text("user_id", primary_key=True),
        _text("stream_id", primary_key=True),
        _text("at"),
        _text("ended_at"),
        _text("purged_at"),
    )


def _streams() -> None:
    op.create_table(
        "folder",
        _serial("id"),
        _text("key", unique=True),
        _text("kind"),
        _text("name"),
    )
    op.create_table(
        "label",
        _serial("id"),
        _text("key", unique=True),
        _text("kind"),
        _text("user_id"),
        _text("unit"),
    )
    op.create_index("label_by_reader", "label", ["kind", "user_id", "unit"])
    op.create_table(
        "stream",
        _number("folder_id", primary_key=True, autoincrement=False),
        _number("label_id", primary_key=True, autoincrement=False),
        _text("id", unique=True),
        _number("head"),
        _number("floor"),
        _number("live"),
        _number("checksum"),
    )
    op.create_index("stream_by_label", "stream", ["label_id"])


def _records() -> None:
    op.create_table(
        "record",
        _id("id", primary_key=True),
        _number("folder_id"),
        _number("label_id"),
        _number("seq"),
        _number("version"),
        _text("kind"),
        _number("schema"),
        _text("document"),
        _text("unit"),
        _text("by_name"),
        _text("at"),
    )
    op.create_index("record_by_stream", "record", ["folder_id", "label_id", "seq"])
    op.create_table(
        "gone",
        _number("folder_id", primary_key=True, autoincrement=False),
        _number("label_id", primary_key=True, autoincrement=False),
        _id("record_id", primary_key=True),
        _number("seq"),
        _number("version"),
        _text("reason"),
        _text("at"),
    )
    op.create_index("gone_by_stream", "gone", ["folder_id", "label_id", "seq"])
    op.create_table(
        "record_version",
        _id("record_id", primary_key=True),
        _number("version", primary_key=True, autoincrement=False),
        _number("folder_id"),
        _number("label_id"),
        _text("by_user"),
        _text("by_name"),
        _text("at"),
        _text("step"),
        _text("reason"),
        _text("parts", nullable=True),
        _text("aside", nullable=True),
    )
    op.create_table(
        "erasure",
        _id("record_id", primary_key=True),
        _number("version"),
        _text("by_user"),
        _text("at"),
        _text("reason"),
    )


def _changes() -> None:
    op.create_table(
        "receipt",
        _id("change_id", primary_key=True),
        _id("record_id"),
        _text("author"),
        _id("device"),
        _text("content_hash"),
        _number("status"),
        _number("version"),
        _text("problem"),
        _text("at"),
    )
    op.create_index("ix_receipt_record_id", "receipt", ["record_id"])
    op.create_table(
        "kept_change",
        _id("change_id", primary_key=True),
        _id("record_id"),
        _text("unit"),
        _text("author"),
        _id("device"),
        _text("content"),
        _text("at"),
    )
    op.create_index("ix_kept_change_record_id", "kept_change", ["record_id"])
    op.create_table(
        "numbering",
        _text("prefix", primary_key=True),
        _number("year", primary_key=True, autoincrement=False),
        _number("last"),
    )


def _log() -> None:
    op.create_table(
        "served",
        _serial("id"),
        _text("at"),
        _text("user_id"),
        _id("device"),
        _text("act"),
        _text("subject"),
        _number("amount"),
        sa.Column("records", sa.LargeBinary, nullable=False),
    )
    op.create_table(
        "device_entry",
        _id("device_id", primary_key=True),
        _text("user_id", primary_key=True),
        _number("sequence", primary_key=True, autoincrement=False),
        _text("at"),
        _text("received_at"),
        _number("monotonic_ms"),
        _text("action"),
        _text("act"),
        _text("records"),
        _text("commitment"),
        _text("previous"),
        _text("hash"),
    )
    op.create_table(
        "entry_reason",
        _id("device_id", primary_key=True),
        _text("user_id", primary_key=True),
        _number("sequence", primary_key=True, autoincrement=False),
        _text("salt"),
        _text("text"),
    )
