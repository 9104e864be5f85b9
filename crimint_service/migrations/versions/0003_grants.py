"""Grants: who may read beyond their role, until when and by whose word."""

import json
import uuid
from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

from crimint_service.migrations.columns import identifier, number, text

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_TEXTS = (
    "granted_by", "approved_by", "reason", "at", "ended_by", "ended_reason", "ended_at",
)  # fmt: skip


def upgrade() -> None:
    compartment = op.create_table("compartment", text("name", primary_key=True))
    access_list = op.create_table("access_list", text("name", primary_key=True))
    grant = op.create_table(
        "grant",
        identifier("id", primary_key=True),
        text("holder_kind"),
        text("holder"),
        text("kind"),
        text("name"),
        number("from_s"),
        number("to_s"),
        *(text(name) for name in _TEXTS),
    )
    op.create_index("grant_by_holder", "grant", ["holder_kind", "holder"])
    _split_labels()
    _move_memberships({"compartment": compartment, "list": access_list}, grant)
    # The columns stay, as they are, for a service of the version before, until it has been replaced.


def _split_labels() -> None:
    """What narrows a label stood only inside its key."""
    for name in ("compartment", "access_list"):
        op.add_column("label", text(name, server_default=sa.text("''")))
    label = sa.table("label", *(sa.column(name) for name in ("id", "key", "compartment", "access_list")))
    connection = op.get_bind()
    for number_of, key in connection.execute(sa.select(label.c.id, label.c.key)).all():
        compartment, access_list = json.loads(key)[4:6]
        if compartment or access_list:
            connection.execute(
                sa.update(label).where(label.c.id == number_of).values(compartment=compartment, access_list=access_list)
            )


def _move_memberships(tables: dict[str, sa.Table], grant: sa.Table) -> None:
    """Who was in a compartment or on a list by their account is so by a grant without an end."""
    connection = op.get_bind()
    account = sa.table("account", *(sa.column(name) for name in ("user_id", "compartments", "lists")))
    at = datetime.now(UTC).isoformat(timespec="seconds")
    known: dict[str, set[str]] = {"compartment": set(), "list": set()}
    for user, compartments, lists in connection.execute(sa.select(account)).all():
        for kind, names in (("compartment", compartments), ("list", lists)):
            for name in json.loads(names):
                if name not in known[kind]:
                    known[kind].add(name)
                    connection.execute(sa.insert(tables[kind]).values(name=name))
                words = dict.fromkeys(_TEXTS, "") | {"reason": "Stood in the account", "at": at}
                connection.execute(
                    sa.insert(grant).values(
                        id=str(uuid.uuid4()), holder_kind="user", holder=user, kind=kind, name=name, from_s=0, to_s=0,
                        **words,
                    )
                )  # fmt: skip
