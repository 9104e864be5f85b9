"""Every table of the register, one metadata for both engines."""

from crimint_service.tables.agreement import mismatch, standing
from crimint_service.tables.alarms import alarm
from crimint_service.tables.attachments import attachment, attachment_part
from crimint_service.tables.attempts import sign_in_attempt
from crimint_service.tables.columns import insert_into, metadata
from crimint_service.tables.devices import device, subscription, told
from crimint_service.tables.drafts import drop_permit, kept_decision
from crimint_service.tables.erasures import epoch_change, login_seen, maintenance
from crimint_service.tables.grants import access_list, compartment, grant
from crimint_service.tables.identity import group_role, identity
from crimint_service.tables.log import device_entry, entry_reason, served, version_proof
from crimint_service.tables.log_tree import log_chain, log_head, log_leaf, log_tile, log_turn
from crimint_service.tables.people import access_token, account, operation, refresh_token, setting, unit
from crimint_service.tables.proposals import erasure_proposal
from crimint_service.tables.recovery import recovery
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
from crimint_service.tables.search import UNDATED, search_line, search_text, served_query

__all__ = [
    "UNDATED",
    "access_list",
    "access_token",
    "account",
    "alarm",
    "attachment",
    "attachment_part",
    "compartment",
    "device",
    "device_entry",
    "drop_permit",
    "entry_reason",
    "epoch_change",
    "erasure",
    "erasure_proposal",
    "folder",
    "gone",
    "grant",
    "group_role",
    "identity",
    "insert_into",
    "kept_change",
    "kept_decision",
    "label",
    "log_chain",
    "log_head",
    "log_leaf",
    "log_tile",
    "log_turn",
    "login_seen",
    "maintenance",
    "metadata",
    "mismatch",
    "numbering",
    "operation",
    "receipt",
    "record",
    "record_version",
    "recovery",
    "refresh_token",
    "search_line",
    "search_text",
    "served",
    "served_query",
    "setting",
    "sign_in_attempt",
    "standing",
    "stream",
    "subscription",
    "told",
    "unit",
    "version_proof",
]
