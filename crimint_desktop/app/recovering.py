"""Recovering a copy by two people: the owner asks, somebody else agrees, a new passphrase opens it again."""

from __future__ import annotations

import os
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass
from threading import Event
from typing import TYPE_CHECKING, TypeVar

from crimint_desktop.actions.spelling import Spelling
from crimint_desktop.app.bindings import local
from crimint_desktop.app.proving import Proved
from crimint_desktop.app.set_aside import set_aside
from crimint_desktop.config import VERSION
from crimint_desktop.keys.cache_key import check_length
from crimint_desktop.keys.sealed_box import RECOVERED, Box, bound_to, fresh_private, open_box, public_of
from crimint_desktop.remote.handing_in import RecoveryRequest, Requests
from crimint_desktop.remote.line import HttpLine
from crimint_desktop.remote.service import Device, Service
from crimint_desktop.remote.sign_in import SignIn
from crimint_desktop.store import logbook
from crimint_desktop.ui.recovery.acts import Agreement, RecoveryActs, Waiting
from crimint_desktop.ui.spelling.acts import SpellingActs
from crimint_domain.errors import Problem, Refused, Unavailable
from crimint_domain.views import instant

if TYPE_CHECKING:
    from crimint_desktop.app.opening import OpenDesk, Opener
    from crimint_desktop.app.vouching import Vouching
    from crimint_desktop.ui.jobs import Jobs

__all__ = ["Recovering", "Recovery", "agree", "agree_as", "ask", "ask_as", "finish", "look"]

Result = TypeVar("Result")
_LANE = "ask"


@dataclass(frozen=True, slots=True)
class Recovery:
    """A request under way. ``private`` is the half of a key that only this process has: the service answers to it."""

    proved: Proved
    request: RecoveryRequest
    private: bytes


def ask(opener: Opener, service: str, user: str, password: str) -> Recovery:
    """Prove the owner and ask for the key of their cache here. Raises Refused (part ``password``) and Unavailable."""
    return ask_as(opener, opener.prove(service, user, password))


def ask_as(opener: Opener, proved: Proved) -> Recovery:
    """Ask for the key of the cache here of who has proved themselves. Raises Refused and Unavailable."""
    if proved.nothing_kept or proved.keyring is None:
        raise Unavailable(
            "This computer's keyring cannot be used now, so the copy cannot be opened again here. Ask your"
            " administrator.",
            cause="keyring-missing",
        )
    header = opener.key_of(proved).header()
    if header.recovery is None:
        raise Unavailable(
            "This copy was made without a way to recover it. Begin a new one; the old one is set aside.",
            cause="cache-not-recoverable",
        )
    private, wrap = fresh_private(os.urandom), header.recovery
    asked = {
        "service": header.service, "recovery_key": proved.hello.recovery_key, "reply_key": public_of(private).hex(),
        "wrapped": {
            "ephemeral": wrap.ephemeral.hex(), "nonce": wrap.nonce.hex(), "sealed": wrap.sealed.hex(),
        },
    }  # fmt: skip
    return Recovery(proved, _over(proved.who, proved, lambda requests: requests.ask_recovery(asked)), private)


def agree(recovery: Recovery, agreement: Agreement) -> None:
    """Let somebody else agree at this very screen; their sign-in serves that and nothing else.

    Raises Refused (parts ``second-user``, ``second-password``, ``reason``) and Unavailable.
    """
    proved, who = recovery.proved, SignIn()
    if agreement.user.strip() == proved.access.user:
        raise _somebody_else()
    line = Service(HttpLine(proved.origin), Device(proved.device, VERSION), who)
    try:
        try:
            who.take(line.sign_in(agreement.user.strip(), agreement.password))
        except Refused as refused:
            raise Refused(Problem("second-password", str(refused))) from refused
        Requests(line).decide_recovery(recovery.request.id, agreed=True, reason=agreement.reason)
    finally:
        who.forget()
        line.close()


def agree_as(recovery: Recovery, user: str, who: SignIn, reason: str) -> None:
    """Let somebody else agree who has just proved themselves in the browser; their tokens are forgotten after it.

    Raises Refused (parts ``second-user``, ``reason``) and Unavailable.
    """
    try:
        if user == recovery.proved.user:
            raise _somebody_else()
        _over(
            who, recovery.proved,
            lambda requests: requests.decide_recovery(recovery.request.id, agreed=True, reason=reason),
        )  # fmt: skip
    finally:
        who.forget()


def _somebody_else() -> Refused:
    return Refused(Problem("second-user", "The second person must be somebody else than you."))


def look(recovery: Recovery) -> bytes | None:
    """Return the cache's key if somebody has agreed, None while nobody has; raises Refused when it is over."""
    told = _over(recovery.proved.who, recovery.proved, lambda requests: requests.recovery(recovery.request.id))
    if told.state == "waiting":
        return None
    if told.key is None:
        words = {"refused": "It was refused.", "expired": "Nobody agreed in time.", "replaced": "It was asked anew."}
        raise Refused(Problem("", f"{words.get(told.state, 'The request is over.')} Ask again if you need it."))
    box = Box(*(bytes.fromhex(each) for each in (told.key.ephemeral, told.key.nonce, told.key.sealed)))
    key = open_box(box, recovery.private, RECOVERED, binding=bound_to("recovery", 1, told.id))
    if key is None:
        raise Unavailable("The answer of the service was not meant for this program. Ask again.", cause="not-for-us")
    return key


def finish(opener: Opener, recovery: Recovery, data_key: bytes, passphrase: str) -> OpenDesk:
    """Give the cache a new passphrase and open it, with everything in it; it is written into this device's log."""
    check_length(passphrase)
    opener.key_of(recovery.proved).restore(data_key, passphrase)
    opened = opener.open(recovery.proved, passphrase)
    told = f"Recovered by request {recovery.request.id}"
    opened.desk.act(
        lambda conn: logbook.append(conn, opened.desk.logbook, "alteration", "recover cache", (), told)
    ).result()
    return opened


def _over(who: SignIn, proved: Proved, work: Callable[[Requests], Result]) -> Result:
    line = Service(HttpLine(proved.origin), Device(proved.device, VERSION), who)
    try:
        return work(Requests(line))
    finally:
        line.close()


class Recovering:
    """Binds the recovery screen to one person's copy. ``vouching`` makes what signs in through the browser, on the
    lane that needs it."""

    def __init__(
        self, opener: Callable[[], Opener], jobs: Jobs,
        open_desk: Callable[[Callable[[], OpenDesk | None]], Future[bool]], service: str, user: str,
        vouching: Callable[[], Vouching],
    ) -> None:  # fmt: skip
        self._opener = opener
        self._jobs = jobs
        self._open_desk = open_desk
        self._service = service
        self._user = user
        self._vouching = vouching
        self._stopped = Event()
        self._recovery: Recovery | None = None
        self._key: bytes | None = None

    def acts(self, back: Callable[[str], object]) -> RecoveryActs:
        """What the screen may do."""
        return RecoveryActs(
            ask=lambda password: self._run(lambda: self._ask(password)),
            agree=lambda agreement: self._run(lambda: agree(self._asked(), agreement)),
            look=lambda: self._run(self._look),
            finish=lambda passphrase: self._open_desk(lambda: self._finish(passphrase)),
            begin_new=lambda: self._run(self._begin_new),
            back=back,
            ask_with_browser=lambda: self._run(self._ask_with_browser(self._fresh())),
            agree_with_browser=lambda reason: self._run(self._agree_with_browser(self._fresh(), reason)),
            stop=self._stopped_by_hand,
            spelling=self._spelling(),
        )

    def _spelling(self) -> SpellingActs:
        """How reasons are checked while no cache is open: nothing can be added to one's own words."""
        speller = Spelling(None, lambda work: self._jobs.run("spelling", work))
        return SpellingActs(speller.look, speller.suggest, speller.ignore, None, lambda: True)

    def _fresh(self) -> Event:
        """What ends the waiting for the browser that begins now."""
        self._stopped = Event()
        return self._stopped

    def _stopped_by_hand(self) -> None:
        self._stopped.set()

    def _ask_with_browser(self, stopped: Event) -> Callable[[], Waiting]:
        def work() -> Waiting:
            return self._begun(ask_as(self._opener(), self._vouching().prove(self._service, self._user, stopped)))

        return work

    def _agree_with_browser(self, stopped: Event, reason: str) -> Callable[[], None]:
        def work() -> None:
            recovery = self._asked()
            user, who = self._vouching().beside(recovery.proved.origin, stopped)
            agree_as(recovery, user, who, reason)

        return work

    def _begin_new(self) -> str:
        opener = self._opener()
        return set_aside(opener.profile, opener.clock, self._service, self._user)

    def _run(self, work: Callable[[], Result]) -> Future[Result]:
        return self._jobs.run(_LANE, work)

    def _ask(self, password: str) -> Waiting:
        return self._begun(ask(self._opener(), self._service, self._user, password))

    def _begun(self, recovery: Recovery) -> Waiting:
        self._recovery = recovery
        until = instant(self._recovery.request.expires_at)
        return Waiting(self._recovery.request.id, f"{local(until):%H:%M}" if until is not None else "")

    def _asked(self) -> Recovery:
        if self._recovery is None:
            raise Refused(Problem("", "Ask for recovery first."))
        return self._recovery

    def _look(self) -> bool:
        self._key = look(self._asked())
        return self._key is not None

    def _finish(self, passphrase: str) -> OpenDesk:
        if self._key is None:
            raise Refused(Problem("", "Nobody has agreed yet."))
        return finish(self._opener(), self._asked(), self._key, passphrase)
