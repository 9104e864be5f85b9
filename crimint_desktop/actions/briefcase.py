"""The briefcase: which folders may be held offline, which are, and until when they open without the service."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from concurrent.futures import Future
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from crimint_desktop.actions import reading
from crimint_desktop.actions.desk import Desk
from crimint_desktop.actions.reading import ListQuery
from crimint_desktop.store import cursors, preferences
from crimint_domain.errors import Unavailable
from crimint_domain.views import instant

if TYPE_CHECKING:
    from crimint_desktop.remote.answers import Access, FolderSize
    from crimint_desktop.remote.answers import Briefcase as Answer
    from crimint_desktop.store.database import Connection

__all__ = ["Folder", "HeldHere", "Offered", "ServicePort", "apply", "held_here", "look", "propose"]

Result = TypeVar("Result")

_KEPT = "briefcase"
_LEASE_UNTIL = "lease_until"
_HITS = 500


class ServicePort(Protocol):
    """What is asked of the service; raises Refused or Unavailable."""

    def me(self) -> Access:
        """Who is signed in, and which folders may be held here."""

    def subscribe(self, folders: Sequence[str] | None) -> Answer:
        """Choose folders; None for everything there is room for."""


@dataclass(frozen=True, slots=True)
class Folder:
    """A folder that may be held: its id, its name in words, and what it costs. ``always`` cannot be left out."""

    id: str
    name: str
    records: int
    bytes: int
    held: bool
    always: bool


@dataclass(frozen=True, slots=True)
class Offered:
    """Every folder that may be held, the ceiling (0: none is known), and when the lease ends (None: none yet).

    ``away`` says why the service could not be asked; then the folders are those it named last, and nothing can be
    chosen.
    """

    folders: tuple[Folder, ...] = ()
    ceiling_records: int = 0
    ceiling_bytes: int = 0
    until: datetime | None = None
    away: str = ""


@dataclass(frozen=True, slots=True)
class HeldHere:
    """What lies on this device, in one line: records, the folders they are from, and until when it opens."""

    records: int = 0
    folders: int = 0
    until: datetime | None = None


def held_here(conn: Connection) -> HeldHere:
    """Count what lies here."""
    records = int(conn.exec_driver_sql("SELECT count(*) FROM record WHERE version > 0 AND stream != ''").scalar_one())
    filled = conn.exec_driver_sql("SELECT DISTINCT stream FROM record WHERE version > 0")
    streams = {stream for (stream,) in filled}
    folders = {each.folder for each in cursors.streams(conn) if each.id in streams}
    return HeldHere(records, len(folders), _until(conn))


def _until(conn: Connection) -> datetime | None:
    return instant(preferences.get(conn, _LEASE_UNTIL))


def look(
    ask: Callable[[Callable[[], Offered]], Future[Offered]], service: ServicePort, desk: Desk
) -> Future[Offered]:  # fmt: skip
    """Ask the service which folders may be held; where it is away, say so beside what it said last."""

    def work() -> Offered:
        try:
            access = service.me()
        except Unavailable as fault:
            return _as_kept(desk, fault.says)
        kept = {
            "folders": [asdict(each) for each in access.folders],
            "records": access.ceiling.records,
            "bytes": access.ceiling.bytes,
        }
        desk.act(lambda conn: preferences.set(conn, _KEPT, kept)).result()
        return _as_kept(desk, "")

    return ask(work)


def _as_kept(desk: Desk, away: str) -> Offered:
    kept, until = desk.look(lambda conn: (preferences.get(conn, _KEPT) or {}, _until(conn))).result()
    folders = tuple(_folder(each, desk) for each in kept.get("folders", ()))
    return Offered(folders, int(kept.get("records", 0)), int(kept.get("bytes", 0)), until, away)


def _folder(kept: dict[str, Any], desk: Desk) -> Folder:
    name = _name(str(kept["id"]), desk)
    return Folder(kept["id"], name, kept["records"], kept["bytes"], kept["held"], kept["always"])


def _name(folder: str, desk: Desk) -> str:
    kind, _, name = folder.partition("/")
    if kind == "operation":
        return f"Operation {name}"
    if kind == "desk":
        return "Your drafts"
    unit = desk.unit_name(name)
    return f"{unit}, submitted" if kind == "holding" else f"{unit}, released" if kind == "shelf" else folder


def apply(
    ask: Callable[[Callable[[], Offered]], Future[Offered]], service: ServicePort, desk: Desk,
    folders: Collection[str] | None,
) -> Future[Offered]:  # fmt: skip
    """Choose the folders to hold (None: everything there is room for); the next round brings and removes what that
    means. Raises Refused above the ceiling of policy, and Unavailable while the service is away."""

    def work() -> Offered:
        answer = service.subscribe(None if folders is None else sorted(folders))
        desk.act(lambda conn: _keep_chosen(conn, answer.folders)).result()
        desk.changed()
        return _as_kept(desk, "")

    return ask(work)


def _keep_chosen(conn: Connection, held: Sequence[FolderSize]) -> None:
    kept: dict[str, Any] = dict(preferences.get(conn, _KEPT) or {})
    now = {each.id: each for each in held}
    folders = [{**each, "held": each["id"] in now} for each in kept.get("folders", ())]
    preferences.set(conn, _KEPT, {**kept, "folders": folders})


def propose(desk: Desk, text: str, reason: str) -> Future[frozenset[str]]:
    """Search what is here and return the folders in which the hits lie. A search, and so logged as one."""
    proposed: Future[frozenset[str]] = Future()

    def tell(done: Future[reading.Page]) -> None:
        error = done.exception()
        if error is not None:
            proposed.set_exception(error)
            return
        rows = [hit.row for hit in done.result().hits]
        proposed.set_result(
            frozenset(f"operation/{row.operation}" if row.operation else f"shelf/{row.unit}" for row in rows)
        )

    reading.rows(desk, ListQuery(text=text), None, _HITS, reason).add_done_callback(tell)
    return proposed
