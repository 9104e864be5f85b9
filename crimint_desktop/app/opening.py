"""Opening a desk: sign-in, key, cache, log and the lines to the service come together here, without any Qt."""

from __future__ import annotations

import contextlib
import os
import platform
import shutil
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from crimint_desktop.actions.desk import Desk
from crimint_desktop.app.carrying_over import carry_over
from crimint_desktop.app.nothing_kept import NothingKept
from crimint_desktop.app.proving import Proved, permission_to_seal, signing_in
from crimint_desktop.app.sealing import Sealing
from crimint_desktop.app.temporary import fresh_folder
from crimint_desktop.app.who import WHO, desk_person, plain
from crimint_desktop.config import VERSION, Profile, Remembered
from crimint_desktop.keys.backoff import Backoff
from crimint_desktop.keys.cache_key import CacheKey, Owner, check_length
from crimint_desktop.keys.header import DamagedHeader, NewerHeader
from crimint_desktop.keys.header_file import HeaderFile
from crimint_desktop.keys.keyring_secret import SecretKeyring
from crimint_desktop.remote.answers import Access, Hello, Provider
from crimint_desktop.remote.identity_provider import host_of
from crimint_desktop.remote.line import HttpLine, checked_origin
from crimint_desktop.remote.service import Device, Service
from crimint_desktop.remote.sign_in import SignIn
from crimint_desktop.store import logbook, preferences
from crimint_desktop.store.cache_file import open_cache
from crimint_desktop.store.database import Database
from crimint_desktop.store.instance_lock import InstanceLock
from crimint_desktop.store.logbook import Logbook
from crimint_desktop.sync import device as devices
from crimint_desktop.sync import lease, pinned_log
from crimint_domain.codes import CodeLists
from crimint_domain.errors import Problem, Refused, Unavailable
from crimint_domain.ids import Clock, NewId, bytes_of, text_of

__all__ = ["OpenDesk", "Opener"]

_REFRESH = "refresh"
_KEY_BYTES = 32
_PREDECESSOR_S = 10.0


@dataclass(frozen=True, slots=True)
class OpenDesk:
    """An open desk with everything that must be closed again. ``offline_mode`` says that it was opened without the
    service; ``nothing_kept`` why nothing is kept on this device, if so, and ``sealing`` seals what has not been sent
    meanwhile."""

    desk: Desk
    origin: str
    hello: Hello
    sign_in: SignIn
    device: Device
    key: CacheKey | None
    lock: InstanceLock
    folder: Path
    offline_mode: bool
    nothing_kept: NothingKept = ""
    sealing: Sealing | None = None

    @property
    def temporary(self) -> bool:
        """Whether the cache lives only as long as this process."""
        return bool(self.nothing_kept)

    def line_to_service(self) -> Service:
        """Return the service over a line of its own: one for each lane."""
        return Service(HttpLine(self.origin), self.device, self.sign_in)

    def close(self) -> None:
        """Close the cache, note the time and where the log stood, and let others open it."""
        with contextlib.suppress(Unavailable):
            self.desk.db.run(lambda conn: lease.steady_now(conn, self.desk.clock)).result()
            logbook.keep_anchor(self.desk.logbook, self.desk.db.read(logbook.head).result(), every=1)
        self.desk.db.close()
        self.lock.release()
        if self.temporary:
            shutil.rmtree(self.folder, ignore_errors=True)
        if self.sealing is not None:
            self.sealing.close()


@dataclass(frozen=True, slots=True)
class _Spot:
    """Where a cache lies, with its key (None: it lives only as long as this process) and its lock in hand."""

    folder: Path
    device: str
    key: CacheKey | None
    lock: InstanceLock


@dataclass(frozen=True, slots=True)
class Opener:
    """Opens desks. ``keyring`` finds the computer's keyring and raises Unavailable where there is none."""

    profile: Profile
    codes: CodeLists
    clock: Clock
    new_id: NewId
    keyring: Callable[[], SecretKeyring]
    backoff: Backoff

    def has_cache(self, service: str, user: str) -> bool:
        """Say whether this person has an offline cache of this service here."""
        try:
            folder = self.profile.cache_folder(checked_origin(service), user.strip())
        except Refused:
            return False
        return HeaderFile(folder / "key.json").exists()

    def keyring_trouble(self) -> str:
        """Say in a sentence why nothing can be kept on this computer, or nothing at all."""
        try:
            self.keyring()
        except Unavailable as fault:
            return fault.says
        return ""

    def sign_in(self, service: str, user: str, password: str, passphrase: str, *, keep: bool = True) -> OpenDesk:
        """Prove oneself and open the desk in one go: :meth:`prove`, then :meth:`open`."""
        if keep and passphrase and not self.has_cache(service, user) and not self.keyring_trouble():
            check_length(passphrase)  # before the service hears of a device that then comes to nothing
        return self.open(self.prove(service, user, password, keep=keep), passphrase)

    def prove(self, service: str, user: str, password: str, *, keep: bool = True) -> Proved:
        """Prove to the service who one is, and learn whether anything may be kept here; ``keep`` is whether the
        person wants that. Raises Refused (parts ``service``, ``user``, ``password``) and Unavailable."""
        origin, name = checked_origin(service), user.strip()
        if not name:
            raise Refused(Problem("user", "Type your user name."))
        if not password:
            raise Refused(Problem("password", "Type your password."))
        who = SignIn()

        def by_password(line: Service) -> Hello:
            hello = line.hello()
            who.take(line.sign_in(name, password))
            return hello

        return self.introduce(origin, name, who, by_password, keep=keep)

    def introduce(
        self, origin: str, user: str, who: SignIn, prove: Callable[[Service], Hello], *, keep: bool
    ) -> Proved:  # fmt: skip
        """Come to the service as ``user``, at the device which their cache is, and learn what they may do; ``prove``
        comes first on the same line. Raises Refused and Unavailable."""
        try:
            keyring: SecretKeyring | None = self.keyring()
        except Unavailable:
            keyring = None
        has_cache = self.has_cache(origin, user)
        if keyring is not None and keep and not has_cache:
            _refuse_orphan(self.profile.cache_folder(origin, user))
        # What is kept nowhere has a log of its own: it is a device of its own too.
        device = self.new_id() if keyring is None or not keep else self._device_of(origin, user)
        line = Service(HttpLine(origin), Device(device, VERSION), who)
        try:
            hello = prove(line)
            access = line.me()
        finally:
            line.close()
        _remember(self.profile, origin, user, hello, access)
        may_keep = access.cache_mode == "cached" or has_cache  # one there may hold unsent work
        nothing: NothingKept = "policy" if not may_keep else "chosen" if not keep else "" if keyring else "keyring"
        return Proved(origin, user, hello, who, access, device, keyring, nothing, first=not has_cache)

    def open(self, proved: Proved, passphrase: str) -> OpenDesk:
        """Open the desk of who has proved themselves; the cache under the passphrase, or one that lives only as long
        as this process. Raises Refused (part ``passphrase``) and Unavailable."""
        if proved.nothing_kept or proved.keyring is None:
            return self._temporary(proved)
        return self._online(proved, passphrase, proved.keyring)

    def key_of(self, proved: Proved) -> CacheKey:
        """Return the wrapped key of this person's cache here, for recovery. Raises Unavailable without a keyring."""
        folder = self.profile.cache_folder(proved.origin, proved.user)
        return self._key(folder, proved.origin, proved.user, proved.keyring or self.keyring())

    def _device_of(self, origin: str, user: str) -> str:
        """Return the id under which the service knows this cache, fresh where there is none yet: a cache made anew
        begins a log of its own, so it is another device."""
        header = HeaderFile(self.profile.cache_folder(origin, user) / "key.json")
        try:
            return text_of(bytes.fromhex(header.read().cache_id))
        except (OSError, DamagedHeader, NewerHeader):
            return self.new_id()

    def _online(self, proved: Proved, passphrase: str, keyring: SecretKeyring) -> OpenDesk:
        origin, user, device = proved.origin, proved.user, proved.device
        folder = self.profile.cache_folder(origin, user)
        key, lock = self._key(folder, origin, user, keyring), _locked(folder)
        try:
            if key.exists():
                data_key = key.open(passphrase)
            else:
                data_key = key.create(passphrase, _recovery_key(proved.hello), cache_id=bytes_of(device).hex())
            db = open_cache(folder / "cache.db", data_key)
        except BaseException:
            lock.release()
            raise
        access = plain(proved.access)
        spot = _Spot(folder, device, key, lock)
        opened = self._opened(origin, proved.hello, proved.who, access, db, spot, offline=False)
        # A passphrase that does not open an old copy is no wrong guess at this one.
        owner, backoff = Owner(origin, user), Backoff(self.clock.monotonic)
        carry_over(folder, opened.desk, lambda path: CacheKey(path, owner, keyring, backoff), passphrase)
        return opened

    def work_offline(self, service: str, user: str, passphrase: str) -> OpenDesk:
        """Open the cache without the service. The passphrase opens it, always, while its lease lasts; the refresh
        token in it then proves the person to the service as soon as that can be reached."""
        origin, name = checked_origin(service), user.strip()
        folder = self.profile.cache_folder(origin, name)
        key = self._key(folder, origin, name, self.keyring())
        if not key.exists():
            _refuse_orphan(folder)
            raise Refused(
                Problem("user", "There is no offline cache of this user here yet. Sign in once while connected.")
            )
        lock = _locked(folder)
        try:
            db = open_cache(folder / "cache.db", key.open(passphrase))
        except BaseException:
            lock.release()
            raise
        try:
            kept = db.run(self._kept).result()
        except BaseException:
            db.close()
            lock.release()
            raise
        provider = Provider(**kept["provider"]) if kept.get("provider") else None
        way = "oidc" if provider else "local"
        words = kept["environment_words"]
        hello = Hello(("v1",), way, kept["environment"], words, VERSION, provider=provider)
        who = signing_in(kept["refresh"], provider)
        spot = _Spot(folder, self._device_of(origin, name), key, lock)
        return self._opened(origin, hello, who, kept, db, spot, offline=True)

    def _kept(self, conn: Any) -> dict[str, Any]:  # noqa: ANN401 - a connection of the store
        """Read who may work here, and refuse when the permission to keep records on this device has ended."""
        kept = preferences.get(conn, WHO)
        if kept is None:
            raise Refused(Problem("user", "This cache has never been filled. Sign in once while connected."))
        shut = devices.shut_because(conn) or (lease.ENDED if lease.has_ended(conn, self.clock) else "")
        if shut:
            raise Refused(Problem("", shut))
        return {**kept, "refresh": preferences.get(conn, _REFRESH) or ""}

    def _temporary(self, proved: Proved) -> OpenDesk:
        folder = fresh_folder()
        try:
            lock = _locked(folder)
            db = open_cache(folder / "cache.db", os.urandom(_KEY_BYTES))
        except BaseException:
            shutil.rmtree(folder, ignore_errors=True)
            raise
        spot = _Spot(folder, proved.device, None, lock)
        opened = self._opened(
            proved.origin, proved.hello, proved.who, plain(proved.access), db, spot, offline=False
        )  # fmt: skip
        sealing = permission_to_seal(proved, self.profile)
        return replace(opened, nothing_kept=proved.nothing_kept or "keyring", sealing=sealing)

    def _opened(
        self,
        origin: str,
        hello: Hello,
        who: SignIn,
        access: dict[str, Any],
        db: Database,
        spot: _Spot,
        *,
        offline: bool,
    ) -> OpenDesk:
        kept = access | {
            "environment": hello.environment, "environment_words": hello.environment_words,
            "provider": asdict(hello.provider) if hello.provider else None,
        }  # fmt: skip
        person = desk_person(access)
        try:
            anchor = spot.key.anchor() if spot.key else None
            book = Logbook(person.principal.user, spot.device, self.clock, os.urandom, anchor)
            db.read(lambda conn: logbook.check(conn, book)).result()
            db.run(lambda conn: self._keep(conn, kept, None if offline else hello)).result()
        except BaseException:
            db.close()
            spot.lock.release()
            raise
        _keep_refresh_tokens(who, db)
        desk = Desk(db, book, person, self.codes, self.clock, self.new_id)
        device = Device(
            spot.device, VERSION, platform.node(), platform.platform(terse=True), "encrypted" if spot.key else "memory"
        )
        return OpenDesk(desk, origin, hello, who, device, spot.key, spot.lock, spot.folder, offline)

    def _keep(self, conn: Any, kept: dict[str, Any], hello: Hello | None) -> None:  # noqa: ANN401 - as above
        """Keep who works here. Whoever has just proved themselves to the service (which then said its keys in
        ``hello``) opens what was to be opened only so."""
        preferences.set(conn, WHO, kept)
        if hello is not None:
            pinned_log.pin_log_key(conn, hello.log_key)
            lease.pin(conn, hello.lease_key)
            devices.unshut(conn)
        lease.steady_now(conn, self.clock)

    def _key(self, folder: Path, origin: str, user: str, keyring: SecretKeyring) -> CacheKey:
        return CacheKey(folder / "key.json", Owner(origin, user), keyring, self.backoff)


def _locked(folder: Path) -> InstanceLock:
    lock = InstanceLock(folder / "in-use")
    lock.take(_PREDECESSOR_S)
    return lock


def _remember(profile: Profile, origin: str, user: str, hello: Hello, access: Access) -> None:
    """Remember who signed in; raises Unavailable where the service speaks of somebody else than the provider does."""
    if hello.provider is None:
        profile.remember(Remembered(origin, user))
    elif access.user == user:
        profile.remember(Remembered(origin, user, access.name, host_of(hello.provider.issuer)))
    else:
        raise Unavailable(
            "The service and the place where you signed in do not speak of the same person, so nothing was opened. Tell"
            " your administrator.",
            cause="somebody-else",
        )


def _refuse_orphan(folder: Path) -> None:
    """A cache without its key must never be written over: it may hold unsent work that recovery can still read."""
    if (folder / "cache.db").exists():
        raise Unavailable(
            "There is an offline cache here, but the file with its wrapped key is missing. Nothing was changed: ask "
            "your administrator to recover it.",
            cause="cache-key-missing",
        )


def _recovery_key(hello: Hello) -> bytes | None:
    import base64

    return base64.b64decode(hello.recovery_key) if hello.recovery_key else None


def _keep_refresh_tokens(who: SignIn, db: Database) -> None:
    def keep(refresh: str) -> None:
        # An answer that is lost with the program costs one password; a wait here could cost a deadlock.
        _forget_outcome(db.run(lambda conn: preferences.set(conn, _REFRESH, refresh), waiting=True))

    who.keep_with(keep)


def _forget_outcome(future: Future[None]) -> None:
    future.add_done_callback(lambda done: done.exception())
