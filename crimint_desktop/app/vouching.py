"""Signing in with an identity provider: asking the service who that is, and proving oneself in the browser."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from threading import Event

from crimint_desktop.app.opening import OpenDesk, Opener
from crimint_desktop.app.proving import Proved, signing_in
from crimint_desktop.config import VERSION
from crimint_desktop.remote.answers import Hello
from crimint_desktop.remote.browser_sign_in import BrowserSignIn
from crimint_desktop.remote.identity_provider import IdentityProvider, host_of
from crimint_desktop.remote.line import HttpLine, checked_origin
from crimint_desktop.remote.service import Device, Service
from crimint_desktop.remote.sign_in import SignIn
from crimint_desktop.ui.sign_in.acts import Typed, Way
from crimint_domain.errors import Problem, Refused, Unavailable

__all__ = ["Vouching"]

_COUNTS_S = 120.0


@dataclass(frozen=True, slots=True)
class _Held:
    """Somebody who proved themselves a moment ago, and whose cache did not open yet: a mistyped passphrase should not
    cost another walk through the browser."""

    proved: Proved
    keep: bool
    at: float


class Vouching:
    """Serves one program. ``browse`` opens an address in the browser, from any thread; ``opener`` makes what opens
    desks. All but ``forget`` and ``close`` belongs on a lane."""

    def __init__(self, browse: Callable[[str], bool], opener: Callable[[], Opener]) -> None:
        self._browse = browse
        self._opener = opener
        self._held: _Held | None = None
        self._greeting: Service | None = None

    def way(self, service: str) -> Way:
        """Ask a service how one signs in to it, and remember whom this computer saw there last."""
        origin = checked_origin(service)
        hello = self._hello(origin)
        last = self._opener().profile.remembered()
        known = last if last.service == origin else None
        if hello.provider is None:
            return Way()
        return Way(host_of(hello.provider.issuer), known.name if known else "", known.user if known else "")

    def prove(self, service: str, user: str, stopped: Event) -> Proved:
        """Prove in the browser that somebody is ``user``, whose copy lies here, and open nothing. Raises Refused for
        anybody else, and Unavailable."""
        proved = self._proved(Typed(service, user, "", ""), stopped)
        if proved.user != user:
            self._held = None
            raise Refused(
                Problem(
                    "", f"{proved.access.name} signed in, and this copy is somebody else's. Only its owner can ask."
                )
            )
        return proved

    def beside(self, origin: str, stopped: Event) -> tuple[str, SignIn]:
        """Let a second person prove themselves in the same browser, whoever is signed in there; return their id and
        their tokens, which are kept nowhere. Raises Unavailable."""
        provider = self._hello(origin).provider
        if provider is None:
            raise _no_provider()
        opener = self._opener()
        vouched = BrowserSignIn(self._browse, opener.clock, stopped).run(IdentityProvider(provider), anew=True)
        who = signing_in("", provider)
        who.take(vouched.tokens)
        return vouched.user, who

    def open(self, typed: Typed, stopped: Event) -> tuple[Proved, OpenDesk | None]:
        """Prove the person in the browser and open their desk; no desk where a passphrase must be chosen first.
        Setting ``stopped`` ends the waiting for the browser."""
        proved = self._proved(typed, stopped)
        if proved.must_choose:
            self._held = None
            return proved, None
        if not proved.nothing_kept and not typed.passphrase:
            raise Refused(Problem("passphrase", f"Type the offline passphrase of {proved.access.name}."))
        opened = self._opener().open(proved, typed.passphrase)
        self._held = None
        return proved, opened

    def forget(self) -> None:
        """Forget who proved themselves a moment ago."""
        self._held = None

    def close(self) -> None:
        """Let go of everything that is under way."""
        self.forget()
        if self._greeting is not None:
            self._greeting.abandon()

    def _proved(self, typed: Typed, stopped: Event) -> Proved:
        opener, origin = self._opener(), checked_origin(typed.service)
        held, now = self._held, opener.clock.monotonic()
        if held and held.proved.origin == origin and held.keep == typed.keep and now - held.at < _COUNTS_S:
            return held.proved
        hello = self._hello(origin)
        if hello.provider is None:
            raise _no_provider()
        vouched = BrowserSignIn(self._browse, opener.clock, stopped).run(IdentityProvider(hello.provider))
        who = signing_in("", hello.provider)
        who.take(vouched.tokens)
        proved = opener.introduce(origin, vouched.user, who, lambda _line: hello, keep=typed.keep)
        self._held = None if stopped.is_set() else _Held(proved, typed.keep, opener.clock.monotonic())
        return proved

    def _hello(self, origin: str) -> Hello:
        self._greeting = Service(HttpLine(origin), Device(self._opener().new_id(), VERSION), SignIn())
        try:
            return self._greeting.hello()
        finally:
            self._greeting.close()


def _no_provider() -> Unavailable:
    return Unavailable("This service now asks for a name and a password. Look at the form again.", cause="no-provider")
