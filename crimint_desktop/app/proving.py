"""Who has proved themselves to a service, and what was learnt by it, before any desk is opened."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass, replace

from crimint_desktop.app.nothing_kept import NothingKept
from crimint_desktop.app.sealing import Sealing, Slip
from crimint_desktop.config import VERSION, Profile
from crimint_desktop.keys.keyring_secret import SecretKeyring
from crimint_desktop.remote.answers import Access, Hello, Provider
from crimint_desktop.remote.handing_in import Requests
from crimint_desktop.remote.identity_provider import IdentityProvider
from crimint_desktop.remote.line import HttpLine
from crimint_desktop.remote.service import Device, Service
from crimint_desktop.remote.sign_in import SignIn
from crimint_desktop.store.drop_box import DropBox
from crimint_domain.errors import Refused, Unavailable

__all__ = ["Proved", "permission_to_seal", "signing_in"]


@dataclass(frozen=True, slots=True)
class Proved:
    """A signed-in person at this computer. ``nothing_kept`` says why nothing will be kept here, if so; ``first``
    that no cache of theirs is here yet."""

    origin: str
    user: str
    hello: Hello
    who: SignIn
    access: Access
    device: str
    keyring: SecretKeyring | None
    nothing_kept: NothingKept
    first: bool

    @property
    def must_choose(self) -> bool:
        """Whether a cache is to be made, for which a passphrase must be chosen first."""
        return self.first and not self.nothing_kept

    def keeping_nothing(self) -> Proved:
        """The same person, who would rather have nothing kept here."""
        return replace(self, nothing_kept=self.nothing_kept or "chosen")


def signing_in(refresh: str, provider: Provider | None) -> SignIn:
    """Return how somebody stays signed in: renewed by the identity provider where there is one, else by the service."""
    return SignIn(refresh, renew=IdentityProvider(provider).renewed if provider is not None else None)


def permission_to_seal(proved: Proved, profile: Profile) -> Sealing | None:
    """Ask the service for a permit to hand in what is sealed here; None where it gives none or nothing can be kept."""
    if not proved.hello.drop_key:
        return None
    service = Service(HttpLine(proved.origin), Device(proved.device, VERSION), proved.who)
    try:
        permit = Requests(service).permit()
    except (Unavailable, Refused):
        return None
    finally:
        service.close()
    for root in profile.drop_folders():
        with contextlib.suppress(Unavailable):
            return Sealing(Slip(proved.origin, proved.hello.drop_key, permit), DropBox(root).open(proved.device))
    return None
