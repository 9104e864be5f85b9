"""Sending this device's log, signed: before the checkpoint, because without it the lease is not renewed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from crimint_desktop.remote.failure import LogGap, LogRejected
from crimint_desktop.store import logbook
from crimint_desktop.sync import device

if TYPE_CHECKING:
    from crimint_desktop.keys.device_key import DeviceKey
    from crimint_desktop.store.database import Database
    from crimint_desktop.sync.applying import Hand
    from crimint_desktop.sync.ledger import Ledger
    from crimint_desktop.sync.port import ServicePort
    from crimint_domain.audit import Entry

__all__ = ["Upload"]

_AT_ONCE: Final = 500


class Upload:
    """Sends the log of one round. ``end`` is the last entry it has seen, whether or not the service took it."""

    def __init__(self, port: ServicePort, db: Database, hand: Hand, ledger: Ledger) -> None:
        self._port = port
        self._db = db
        self._hand = hand
        self._ledger = ledger
        self._sent_again = False
        self.end = 0

    def run(self) -> None:
        """Make this device's key known where it is not yet, then send every entry the service has not."""
        key = self._known_key()
        self.end = self._db.read(logbook.acknowledged).result()
        while True:
            entries, reasons = self._db.read(lambda conn: logbook.unsent(conn, _AT_ONCE)).result()
            if not entries:
                return
            self.end = entries[-1].sequence
            beside = [{"seq": each.sequence, "salt": each.salt.hex(), "text": each.text} for each in reasons]
            try:
                answer = self._port.upload(entries, beside, device.signed(key, self._hand.logbook, entries))
            except LogGap as gap:
                if self.again_from(gap.acked):
                    continue
                self._ledger.told.append(LogRejected("log-gap").says)
                return
            except LogRejected as fault:
                self._ledger.told.append(fault.says)
                return
            if not self._taken(entries, answer.acked_seq, answer.chain_hash):
                return

    def _known_key(self) -> DeviceKey:
        known = self._db.read(device.is_registered).result()
        key = self._db.run(lambda conn: device.key_of(conn, self._hand.logbook), waiting=False).result()
        if not known:
            self._port.register(key.public_text)
            self._db.run(device.registered, waiting=False).result()
        return key

    def _taken(self, entries: tuple[Entry, ...], acked: int, chain_hash: str) -> bool:
        there = next((each for each in entries if each.sequence == acked), None)
        if there is None or (chain_hash and chain_hash != there.hash):
            self._ledger.told.append(LogRejected("log-forked").says)
            return False
        self._db.run(lambda conn: logbook.acknowledge(conn, acked), waiting=False).result()
        return True

    def again_from(self, acked: int) -> bool:
        """Have the log sent again behind what the service says it has, as after a restore; once in a round. Returns
        whether there is anything to send again."""
        mine = self._db.read(logbook.acknowledged).result()
        if self._sent_again or acked >= mine:
            return False
        self._sent_again = True
        self._db.run(lambda conn: logbook.send_again(conn, acked), waiting=False).result()
        return True
