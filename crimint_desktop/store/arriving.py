"""Records on their way into the cache, and what became of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from crimint_desktop.store.plain_json import write_json

if TYPE_CHECKING:
    from crimint_desktop.shape import ReportShape
    from crimint_domain.parts import Document

__all__ = ["Arriving", "Rejected", "Served", "Taken"]


class Arriving(Protocol):
    """A record as a page of a stream brings it; ``at`` is UTC text, ``by`` the name of who made this version.

    ``raw`` is its document's JSON, ``shape`` the same as a value where the document has the usual shape.
    """

    @property
    def id(self) -> str:
        """Which record."""

    @property
    def kind(self) -> str:
        """Of which kind."""

    @property
    def schema(self) -> int:
        """The schema of its document."""

    @property
    def version(self) -> int:
        """Which version."""

    @property
    def document(self) -> Document:
        """Its document; worked out anew each time."""

    @property
    def raw(self) -> bytes:
        """The same as JSON."""

    @property
    def shape(self) -> ReportShape | None:
        """The same as a value, or None."""

    @property
    def by(self) -> str:
        """Who made this version."""

    @property
    def at(self) -> str:
        """When."""


@dataclass(frozen=True, slots=True)
class Served:
    """A record that arrives, from its document as a dict."""

    id: str
    kind: str
    schema: int
    version: int
    document: Document
    by: str
    at: str

    @property
    def raw(self) -> bytes:
        """The document as JSON."""
        return write_json(self.document)

    @property
    def shape(self) -> None:
        """It is read the careful way."""


@dataclass(frozen=True, slots=True)
class Rejected:
    """A record that was not taken, with the sentence that says why: never with anything of its content."""

    record: str
    says: str


@dataclass(frozen=True, slots=True)
class Taken:
    """How many records of a page were taken, and which were not."""

    count: int
    rejected: tuple[Rejected, ...] = ()
