"""The trial: lose the leader in each way while everybody writes, then compare the receipts with what is there."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable
from dataclasses import asdict, dataclass

import sqlalchemy as sa

from ha.cluster import Cluster, Node
from ha.following import Follower
from ha.load import Load

__all__ = ["Event", "Verdict", "play"]

_SETTLE_S = 4.0
_AFTER_S = 5.0
_GOES_ON_S = 120.0


@dataclass(frozen=True, slots=True)
class Event:
    """One way in which the leader was lost. ``silence_s`` is how long nothing was acknowledged, ``whole_s`` how long
    until three members stood again."""

    name: str
    leader_before: str
    leader_after: str
    acknowledged: int
    silence_s: float
    whole_s: float


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the comparison found. Everything in ``wrong`` is a sentence."""

    events: tuple[Event, ...]
    acknowledged: int
    lost: int
    doubled: int
    pages_read: int
    failures: dict[str, int]
    wrong: tuple[str, ...]

    @property
    def holds(self) -> bool:
        """Whether nothing acknowledged was lost or done twice and nobody read anything that must not be."""
        return not (self.lost or self.doubled or self.wrong)

    def plain(self) -> dict[str, object]:
        """Return it for writing as JSON."""
        return asdict(self) | {"holds": self.holds}


def play(cluster: Cluster, urls: tuple[str, ...], say: Callable[[str], None]) -> Verdict:
    """Play every way of losing a leader and return the verdict."""
    load, follower = Load(urls), Follower(urls[-1])
    load.start()
    follower.start()
    time.sleep(_SETTLE_S)
    events = []
    ways: tuple[tuple[str, Callable[[Node], None]], ...] = (
        ("the leader's machine is lost", cluster.lose),
        ("the leader's database crashes, its keeper lives", cluster.crash),
        ("the leader hands over as planned", cluster.hand_over),
        ("the leader is cut off from electors and followers", cluster.part),
        ("the followers are cut off from the leader", cluster.lose_followers),
    )
    try:
        for name, happens in ways:
            events.append(_event(cluster, load, name, happens))
            say(f"{name}: {events[-1].silence_s:.1f} s without a receipt, whole again after {events[-1].whole_s:.1f} s")
    finally:
        load.stop()
        follower.stop()
    return _verdict(cluster, load, follower, tuple(events))


def _event(cluster: Cluster, load: Load, name: str, happens: Callable[[Node], None]) -> Event:
    cluster.wait_until_whole()
    leader, before, began = cluster.leader(), len(load.acknowledged), time.monotonic()
    happens(leader)
    _wait_until_receipts_flow(load, began)
    cluster.mend(leader)
    cluster.wait_until_whole()
    whole = time.monotonic() - began
    time.sleep(_AFTER_S)
    silence = load.longest_silence(began)
    return Event(name, leader.name, cluster.leader().name, len(load.acknowledged) - before, silence, whole)


def _wait_until_receipts_flow(load: Load, since: float) -> None:
    """Wait until receipts have come for a second without a break of more than half a second."""
    while time.monotonic() - since < _GOES_ON_S:
        time.sleep(0.5)
        now = time.monotonic()
        lately = {int((now - each.at) / 0.5) for each in load.acknowledged[-400:] if now - each.at < 1.0}
        if now - since > 2.0 and lately == {0, 1}:
            return
    raise AssertionError("no receipt came any more")


def _verdict(cluster: Cluster, load: Load, follower: Follower, events: tuple[Event, ...]) -> Verdict:
    engine = sa.create_engine(sa.make_url(cluster.address()).set(drivername="postgresql+psycopg"))
    with engine.connect() as connection:
        there: dict[str, int] = dict(connection.execute(sa.text("SELECT id, version FROM record")).tuples().all())
        versions = Counter(connection.execute(sa.text("SELECT record_id FROM record_version")).scalars())
        kept: dict[str, int] = dict(
            connection.execute(sa.text("SELECT change_id, version FROM receipt")).tuples().all()
        )
    engine.dispose()
    newest: dict[str, int] = {}
    for each in load.acknowledged:
        newest[each.record] = max(newest.get(each.record, 0), each.version)
    lost = [each for each in load.acknowledged if kept.get(each.change) != each.version]
    lost += [each for each in load.acknowledged if there.get(each.record, 0) < each.version]
    doubled = [record for record, version in newest.items() if versions[record] != version or there[record] != version]
    wrong = list(follower.wrong)
    missing = [record for record, version in newest.items() if follower.versions.get(record, 0) != version]
    if missing:
        wrong.append(f"{len(missing)} records did not reach the reader as they stand")
    if len(follower.epochs) > 1:
        wrong.append("the register said that its history had changed")
    if not load.acknowledged:
        wrong.append("nothing was acknowledged at all")
    return Verdict(
        events, len(load.acknowledged), len(lost), len(doubled), follower.pages, dict(load.failures), tuple(wrong)
    )
