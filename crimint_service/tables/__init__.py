"""Every table of the register, one metadata for both engines."""

from crimint_service.tables.attachments import attachment, attachment_part
from crimint_service.tables.columns import insert_into, metadata
from crimint_service.tables.log import device_entry, entry_reason, served
from crimint_service.tables.people import access_token, account, device, operation, refresh_token, setting, told, unit
from crimint_service.tables.register import (
    erasure,
    folder,
    gone,
    kept_change,
    label,
    numbering,
    receipt,
    record,
    record_version,
    stream,
)

__all__ = [
    "access_token",
    "account",
    "attachment",
    "attachment_part",
    "device",
    "device_entry",
    "entry_reason",
    "erasure",
    "folder",
    "gone",
    "insert_into",
    "kept_change",
    "label",
    "metadata",
    "numbering",
    "operation",
    "receipt",
    "record",
    "record_version",
    "refresh_token",
    "served",
    "setting",
    "stream",
    "told",
    "unit",
]
