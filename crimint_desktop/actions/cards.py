"""Making a card for somebody or something no card was found for."""

from __future__ import annotations

from concurrent.futures import Future
from typing import TYPE_CHECKING

from crimint_desktop.actions import changing
from crimint_desktop.actions.desk import Desk
from crimint_domain.card import Attribute, Card
from crimint_domain.errors import Problem, Refused
from crimint_domain.mention import Kind
from crimint_domain.views import card_document

if TYPE_CHECKING:
    from crimint_desktop.store.database import Connection

__all__ = ["new_card"]


def new_card(desk: Desk, kind: Kind, title: str, cites: str) -> Future[Card]:
    """Make a card in one's own unit under the name as reported; ``cites`` is the item that names it."""
    name = " ".join(title.split())
    if not name:
        raise Refused(Problem("as_reported", "Write the name as reported first."))

    def work(conn: Connection) -> Card:
        attribute = Attribute(desk.new_id(), "name", name, cites)
        card = Card(desk.new_id(), kind, name, desk.unit.id, (attribute,))
        changing.create(conn, desk, "card", card.id, card_document(card))
        return card

    future = desk.act(work)
    future.add_done_callback(lambda done: desk.changed() if done.exception() is None else None)
    return future
