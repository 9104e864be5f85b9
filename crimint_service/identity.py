"""Who is asking: local accounts, people of an identity provider, and the tokens by which each is known again.

Passwords are kept as Argon2id hashes, tokens as SHA-256 of what was handed out. A refresh token works once; one
that comes a second time was copied, and everything that grew from the same sign-in is revoked.

An access token of the identity provider is verified when it first comes, and then kept like one of our own, for the
device that brought it: at another device it is worth nothing.
"""

from __future__ import annotations

import hashlib
import secrets
import threading
from dataclasses import dataclass
from typing import Any, Final

import sqlalchemy as sa
from argon2 import PasswordHasher
from argon2.exceptions import VerificationError

from crimint_domain.views import instant_text
from crimint_service import attempts, devices, identity_people
from crimint_service.config import Settings
from crimint_service.database import Database
from crimint_service.faults import Fault
from crimint_service.identity_tokens import Verifier
from crimint_service.recognition import Known, Met, known_from, recognised
from crimint_service.tables import access_token, account, insert_into, refresh_token

__all__ = ["Accounts", "Tokens"]

_HASHES_AT_ONCE: Final = 2
_LANES: Final = 4
_WAIT_FOR_TURN_S: Final = 10.0
_LONGEST_PASSWORD: Final = 1_024


@dataclass(frozen=True, slots=True)
class Tokens:
    """What a sign-in gives: an access token for a few minutes and a refresh token for one renewal."""

    token: str
    expires_s: int
    refresh: str


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _wrong() -> Fault:
    return Fault(401, "sign-in-refused", "The name or the password is not right.")


def _expired() -> Fault:
    return Fault(401, "token-expired", "Please sign in again.")


class Accounts:
    """Signing in and being known again. ``verifier`` knows the tokens of the identity provider, where there is one.
    Safe to use from many threads."""

    def __init__(self, database: Database, settings: Settings, verifier: Verifier | None = None) -> None:
        self._verifier = verifier
        self._database = database
        self._settings = settings
        self._hasher = PasswordHasher(
            time_cost=settings.password_passes, memory_cost=settings.password_memory_kib, parallelism=_LANES
        )
        self._gate = threading.BoundedSemaphore(_HASHES_AT_ONCE)
        self._nobody = self._hasher.hash(secrets.token_hex())

    def hash(self, password: str) -> str:
        """Hash a password for keeping. Takes its time and memory on purpose."""
        return self._hasher.hash(password)

    def sign_in(self, user: str, password: str, device: str) -> Tokens:
        """Sign in by name and password; raises Fault (401, 429 while sign-ins under the name are not looked at, or 403
        where no passwords are kept). A name that nobody has gets the same answers for the same work.
        """
        self._refuse_where_none_are_kept()

        def look(connection: sa.Connection) -> str:
            attempts.refuse_locked(connection, user, self._now_s())
            kept = sa.select(account.c.password_hash).where(account.c.user_id == user, account.c.disabled.is_(False))
            return connection.execute(kept).scalar_one_or_none() or ""

        kept = self._database.read(look)
        right = self._verify(kept or self._nobody, password) and bool(kept)

        def decide(connection: sa.Connection) -> Tokens | None:
            now_s = self._now_s()
            # Whoever asks many times at once is not told what came after the guess that locked the name.
            attempts.refuse_locked(connection, user, now_s)
            if right:
                return self._succeeded(connection, user, device, now_s)
            attempts.note_failed(connection, user, now_s)
            return None

        given = self._database.write(decide)
        if given is None:
            raise _wrong()
        return given

    def renew(self, refresh: str, device: str) -> Tokens:
        """Exchange a refresh token for new tokens; raises Fault 401, and revokes its family when it was used before.

        Whoever comes with a token that once was theirs is told, by a Fault 403, that the account or the device is no
        longer dealt with: the copy there must lock, not only ask for a password.
        """
        self._refuse_where_none_are_kept()
        now_s = self._now_s()

        def exchange(connection: sa.Connection) -> Tokens | None:
            query = sa.select(refresh_token).where(refresh_token.c.hash == _hash(refresh)).with_for_update()
            found = connection.execute(query).one_or_none()
            if found is None or found.expires_s <= now_s:
                return None
            if found.device == device:
                _refuse_denied(connection, found.user_id, device)
            if found.state != "live" or found.device != device or known_from(connection, found.user_id) is None:
                _revoke(connection, found.family)
                return None
            connection.execute(sa.update(refresh_token).where(refresh_token.c.hash == found.hash).values(state="used"))
            return self._issue(connection, found.user_id, device, found.family, now_s)

        tokens = self._database.write(exchange)
        if tokens is None:
            raise _expired()
        return tokens

    def met(self, token: str, device: str) -> Met:
        """Return whose token this is, and how the device stands; raises Fault 401 for one that is not, or no longer,
        valid at this device.

        Whoever brings the provider's token is met first: their account follows what the provider says of them. Raises
        Fault 403 for somebody who may not use this register, 503 while the provider cannot be asked for its keys.
        """
        there, met = self._database.read(lambda connection: self.look(connection, token, device))
        if not there and self._verifier is not None:
            self._vouched_for(self._verifier, token, device)
            _, met = self._database.read(lambda connection: self.look(connection, token, device))
        if met is None:
            raise _expired()
        return met

    def look(self, connection: sa.Connection, token: str, device: str) -> tuple[bool, Met | None]:
        """Say whether a token was met here before, and return who brings it now, if it is valid at this device."""
        now = self._settings.clock.now()
        return recognised(connection, _hash(token), device, now, local_accounts=self._settings.local_accounts)

    def _vouched_for(self, verifier: Verifier, token: str, device: str) -> None:
        vouched = verifier.vouched(token)
        at = instant_text(self._settings.clock.now()) or ""

        def meet(connection: sa.Connection) -> Known | None:
            if not identity_people.meet(connection, vouched, at):
                connection.execute(sa.delete(access_token).where(access_token.c.user_id == vouched.user))
                return None
            _refuse_denied(connection, vouched.user, device)
            row = {
                "hash": _hash(token), "family": devices.PROVIDER, "user_id": vouched.user, "device": device,
                "expires_s": vouched.until_s,
            }  # fmt: skip
            connection.execute(sa.delete(access_token).where(access_token.c.expires_s <= self._now_s()))
            connection.execute(insert_into(connection, access_token).values(row).on_conflict_do_nothing())
            bound = sa.select(access_token.c.device).where(access_token.c.hash == row["hash"])
            if connection.execute(bound).scalar_one() != device:
                raise _expired()
            return known_from(connection, vouched.user)

        if self._database.write(meet) is None:
            raise Fault(403, "lease-denied", "None of your groups may use this register any more.")

    def _refuse_where_none_are_kept(self) -> None:
        if not self._settings.local_accounts:
            raise Fault(403, "no-passwords", "This service keeps no passwords. Sign in with your organisation.")

    def _now_s(self) -> int:
        return int(self._settings.clock.now().timestamp())

    def _verify(self, password_hash: str, password: str) -> bool:
        if len(password) > _LONGEST_PASSWORD:
            return False
        if not self._gate.acquire(timeout=_WAIT_FOR_TURN_S):
            raise Fault(503, "busy", "Many people are signing in. Try again in a moment.", retry_after_s=5)
        try:
            return self._hasher.verify(password_hash, password)
        except VerificationError:
            return False
        finally:
            self._gate.release()

    def _succeeded(self, connection: sa.Connection, user: str, device: str, now_s: int) -> Tokens:
        attempts.forget(connection, user)
        connection.execute(sa.delete(access_token).where(access_token.c.expires_s <= now_s))
        connection.execute(sa.delete(refresh_token).where(refresh_token.c.expires_s <= now_s))
        return self._issue(connection, user, device, self._settings.new_id(), now_s)

    def _issue(self, connection: sa.Connection, user: str, device: str, family: str, now_s: int) -> Tokens:
        tokens = Tokens(secrets.token_urlsafe(32), self._settings.token_s, secrets.token_urlsafe(32))
        of: dict[str, Any] = {"family": family, "user_id": user, "device": device}
        connection.execute(
            sa.insert(access_token).values(hash=_hash(tokens.token), expires_s=now_s + self._settings.token_s, **of)
        )
        connection.execute(
            sa.insert(refresh_token).values(
                hash=_hash(tokens.refresh), expires_s=now_s + self._settings.refresh_s, state="live", **of
            )
        )
        return tokens


def _refuse_denied(connection: sa.Connection, user: str, device: str) -> None:
    devices.refuse_blocked(devices.standing(connection, user, device))
    if known_from(connection, user) is None:
        raise Fault(403, "lease-denied", "This account is no longer in use, so nothing may be kept for it here.")


def _revoke(connection: sa.Connection, family: str) -> None:
    connection.execute(sa.delete(access_token).where(access_token.c.family == family))
    connection.execute(sa.update(refresh_token).where(refresh_token.c.family == family).values(state="revoked"))
