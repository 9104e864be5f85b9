"""The first schema of the register: who, what, and the log."""

import sqlalchemy as sa
from alembic import op

from crimint_service.migrations.columns import identifier, number, serial, text

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


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
        text("name", primary_key=True),
        text("value"),
    )
    op.create_table(
        "unit",
        text("id", primary_key=True),
        text("name"),
        text("prefix", unique=True),
    )
    op.create_table(
        "operation",
        text("name", primary_key=True),
    )
    op.create_table(
        "account",
        text("user_id", primary_key=True),
        text("name"),
        text("password_hash"),
        text("roles"),
        text("units"),
        text("clearance"),
        text("compartments"),
        text("lists"),
        text("cache_mode"),
        sa.Column("disabled", sa.Boolean, nullable=False),
        number("failures"),
        number("locked_until_s"),
        number("access_version"),
    )


def _devices() -> None:
    op.create_table(
        "access_token",
        text("hash", primary_key=True),
        text("family"),
        text("user_id"),
        text("device"),
        number("expires_s"),
    )
    op.create_index("ix_access_token_expires_s", "access_token", ["expires_s"])
    op.create_index("ix_access_token_family", "access_token", ["family"])
    op.create_table(
        "refresh_token",
        text("hash", primary_key=True),
        text("family"),
        text("user_id"),
        text("device"),
        number("expires_s"),
        text("state"),
    )
    op.create_index("ix_refresh_token_family", "refresh_token", ["family"])
    op.create_index("ix_refresh_token_user_id", "refresh_token", ["user_id"])
    op.create_table(
        "device",
        identifier("device_id", primary_key=True),
        text("user_id", primary_key=True),
        text("first_at"),
        text("last_at"),
        text("client_version"),
        text("lease_until"),
        text("command"),
        text("state"),
        number("acked_seq"),
        text("chain_hash"),
    )
    op.create_table(
        "told",
        identifier("device_id", primary_key=True),
        text("user_id", primary_key=True),
        text("stream_id", primary_key=True),
        text("at"),
        text("ended_at"),
        text("purged_at"),
    )


def _streams() -> None:
    op.create_table(
        "folder",
        serial("id"),
        text("key", unique=True),
        text("kind"),
        text("name"),
    )
    op.create_table(
        "label",
        serial("id"),
        text("key", unique=True),
        text("kind"),
        text("user_id"),
        text("unit"),
    )
    op.create_index("label_by_reader", "label", ["kind", "user_id", "unit"])
    op.create_table(
        "stream",
        number("folder_id", primary_key=True, autoincrement=False),
        number("label_id", primary_key=True, autoincrement=False),
        text("id", unique=True),
        number("head"),
        number("floor"),
        number("live"),
        number("checksum"),
    )
    op.create_index("stream_by_label", "stream", ["label_id"])


def _records() -> None:
    op.create_table(
        "record",
        identifier("id", primary_key=True),
        number("folder_id"),
        number("label_id"),
        number("seq"),
        number("version"),
        text("kind"),
        number("schema"),
        text("document"),
        text("unit"),
        text("by_name"),
        text("at"),
    )
    op.create_index("record_by_stream", "record", ["folder_id", "label_id", "seq"])
    op.create_table(
        "gone",
        number("folder_id", primary_key=True, autoincrement=False),
        number("label_id", primary_key=True, autoincrement=False),
        identifier("record_id", primary_key=True),
        number("seq"),
        number("version"),
        text("reason"),
        text("at"),
    )
    op.create_index("gone_by_stream", "gone", ["folder_id", "label_id", "seq"])
    op.create_table(
        "record_version",
        identifier("record_id", primary_key=True),
        number("version", primary_key=True, autoincrement=False),
        number("folder_id"),
        number("label_id"),
        text("by_user"),
        text("by_name"),
        text("at"),
        text("step"),
        text("reason"),
        text("parts", nullable=True),
        text("aside", nullable=True),
    )
    op.create_table(
        "erasure",
        identifier("record_id", primary_key=True),
        number("version"),
        text("by_user"),
        text("at"),
        text("reason"),
    )


def _changes() -> None:
    op.create_table(
        "receipt",
        identifier("change_id", primary_key=True),
        identifier("record_id"),
        text("author"),
        identifier("device"),
        text("content_hash"),
        number("status"),
        number("version"),
        text("problem"),
        text("at"),
    )
    op.create_index("ix_receipt_record_id", "receipt", ["record_id"])
    op.create_table(
        "kept_change",
        identifier("change_id", primary_key=True),
        identifier("record_id"),
        text("unit"),
        text("author"),
        identifier("device"),
        text("content"),
        text("at"),
    )
    op.create_index("ix_kept_change_record_id", "kept_change", ["record_id"])
    op.create_table(
        "numbering",
        text("prefix", primary_key=True),
        number("year", primary_key=True, autoincrement=False),
        number("last"),
    )


def _log() -> None:
    op.create_table(
        "served",
        serial("id"),
        text("at"),
        text("user_id"),
        identifier("device"),
        text("act"),
        text("subject"),
        number("amount"),
        sa.Column("records", sa.LargeBinary, nullable=False),
    )
    op.create_table(
        "device_entry",
        identifier("device_id", primary_key=True),
        text("user_id", primary_key=True),
        number("sequence", primary_key=True, autoincrement=False),
        text("at"),
        text("received_at"),
        number("monotonic_ms"),
        text("action"),
        text("act"),
        text("records"),
        text("commitment"),
        text("previous"),
        text("hash"),
    )
    op.create_table(
        "entry_reason",
        identifier("device_id", primary_key=True),
        text("user_id", primary_key=True),
        number("sequence", primary_key=True, autoincrement=False),
        text("salt"),
        text("text"),
    )
