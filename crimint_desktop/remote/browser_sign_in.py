"""Signing in with the browser: a code with PKCE, brought back to this computer (RFC 8252, RFC 7636, RFC 9207)."""

from __future__ import annotations

import base64
import hashlib
import re
import secrets
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from crimint_desktop.remote.answers import Tokens
from crimint_desktop.remote.loopback import Loopback
from crimint_domain.errors import Unavailable
from crimint_domain.identity import person_id

if TYPE_CHECKING:
    from crimint_desktop.remote.identity_provider import IdentityProvider
    from crimint_domain.ids import Clock

__all__ = ["BrowserSignIn", "Vouched"]

_LONGEST_S: Final = 300.0
_ERROR: Final = re.compile(r"[a-z_]{1,40}")
_SKEW_S: Final = 300


@dataclass(frozen=True, slots=True)
class Vouched:
    """Who signed in, by the id the service will know them by, and their tokens."""

    user: str
    tokens: Tokens


class BrowserSignIn:
    """One sign-in. ``browse`` opens an address in the system's browser and says whether it could; setting ``stopped``,
    from any thread and at any time, ends it at once."""

    def __init__(
        self,
        browse: Callable[[str], bool],
        clock: Clock,
        stopped: threading.Event | None = None,
        longest_s: float = _LONGEST_S,
    ) -> None:
        self._browse = browse
        self._clock = clock
        self._stopped = stopped or threading.Event()
        self._longest_s = longest_s

    def run(self, provider: IdentityProvider, *, max_age_s: int | None = None, anew: bool = False) -> Vouched:
        """Ask the person through the browser and return who they are; raises Unavailable with what went wrong.

        ``max_age_s`` asks for a proof that is not older, as before an export; ``anew`` for one
        by whoever sits there now, also while somebody else is signed in to the browser.
        """
        state, nonce, verifier = (secrets.token_urlsafe(32) for _ in range(3))
        provider.described()
        with Loopback(self._stopped) as loopback:
            asked = self._asked(provider, loopback.address, state, nonce, verifier)
            if max_age_s is not None:
                asked["max_age"] = str(max_age_s)
            if anew:
                asked["prompt"] = "login"
            if self._stopped.is_set():
                raise _stopped()
            if not self._browse(provider.question(asked)):
                raise _no_browser()
            answer = loopback.wait(self._longest_s)
            if answer is None:
                raise _stopped() if self._stopped.is_set() else _nobody_came()
        code = self._code(provider, answer, state)
        issued = provider.exchanged(code, verifier, loopback.address)
        claims = provider.verified(issued.id_token, nonce, self._clock.now())
        self._check_age(claims, max_age_s)
        subject = claims.get(provider.provider.subject_claim)
        if not isinstance(subject, str) or not subject:
            raise _not_about_anybody(provider.host)
        tokens = Tokens(issued.access_token, issued.expires_in, issued.refresh_token)
        return Vouched(person_id(provider.provider.issuer, subject), tokens)

    @staticmethod
    def _asked(provider: IdentityProvider, redirect: str, state: str, nonce: str, verifier: str) -> dict[str, str]:
        challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).decode().rstrip("=")
        asked = {
            "response_type": "code", "client_id": provider.provider.client, "redirect_uri": redirect,
            "scope": provider.provider.scope, "state": state, "nonce": nonce, "code_challenge": challenge,
            "code_challenge_method": "S256",
        }  # fmt: skip
        return asked | ({"resource": provider.provider.resource} if provider.provider.resource else {})

    @staticmethod
    def _code(provider: IdentityProvider, answer: Mapping[str, str], state: str) -> str:
        """The code of an answer to our question, and of the provider we asked."""
        if not secrets.compare_digest(answer.get("state", "").encode(), state.encode()):
            raise _not_ours()
        expected, said = provider.provider.issuer, answer.get("iss")
        if said != expected and (said is not None or provider.described().says_issuer):
            raise _not_ours()
        if "error" in answer:
            raise _refused(provider.host, answer["error"])
        if not answer.get("code"):
            raise _not_ours()
        return answer["code"]

    def _check_age(self, claims: Mapping[str, Any], max_age_s: int | None) -> None:
        if max_age_s is None:
            return
        proved = claims.get("auth_time")
        if not isinstance(proved, int | float) or proved < self._clock.now().timestamp() - max_age_s - _SKEW_S:
            raise Unavailable("You have to prove who you are once more. Sign in again.", cause="proof-too-old")


def _no_browser() -> Unavailable:
    return Unavailable(
        "No browser could be opened on this computer, and signing in needs one. Tell your administrator.",
        cause="browser-missing",
    )


def _stopped() -> Unavailable:
    return Unavailable("Signing in was stopped. Nothing was changed.", cause="stopped")


def _nobody_came() -> Unavailable:
    return Unavailable(
        "Nobody signed in in the browser within five minutes, so CrimInt+ no longer waits. Begin again when you are"
        " ready.",
        cause="browser-slow",
    )


def _not_ours() -> Unavailable:
    return Unavailable(
        "The browser brought an answer that does not belong to this sign-in, so nothing was taken from it. Sign in"
        " again; if it happens twice, tell your administrator.",
        cause="answer-not-ours",
    )


def _refused(host: str, error: str) -> Unavailable:
    if error == "access_denied":
        return Unavailable(
            "The sign-in was stopped or refused in the browser. Nothing was changed.", cause="access-denied"
        )
    named = f" It says: {error}." if _ERROR.fullmatch(error) else ""
    return Unavailable(f"{host} did not sign you in.{named} Tell your administrator.", cause="provider-refused")


def _not_about_anybody(host: str) -> Unavailable:
    return Unavailable(
        f"{host} does not say who you are in the way the service needs. Tell your administrator.",
        cause="provider-not-trusted",
    )
