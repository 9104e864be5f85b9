"""A service with a small invented register, beside the program in the private desktop."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass

from accessibility.screen_reader.session import Session

__all__ = ["LIO", "PASSPHRASE", "PASSWORD", "RECORDS", "USER", "Beside", "invented_register", "service_goes_away"]

USER = "okonjo"
LIO = "applewhite"
RECORDS = "archer"
PASSWORD = "sample-register-1"
PASSPHRASE = "six invented words for one device"
_REPORTS = "30"
_SEED = "7"
_SERVICE = (sys.executable, "-m", "crimint_service")
_PREPARING = (sys.executable, "-m", "accessibility.screen_reader.preparing")


@dataclass(frozen=True, slots=True)
class Beside:
    """What a journey needs: a register, served, and what was ``prepared`` in it for ``user`` (a name of
    ``preparing.PREPARED``); with ``goes_away`` the service is gone again before the program starts."""

    prepared: str = ""
    user: str = USER
    goes_away: bool = False

    def __call__(self, session: Session) -> list[str]:
        """Start it, and give the arguments with which the program greets its user. Raises NoSession."""
        given = [*_served(session), "--user", self.user]
        if self.prepared:
            making = session.start("preparing", [*_PREPARING, self.prepared, *given])
            session.wait("what the journey needs", lambda: making.poll() is not None, 120)
            session.wait("its preparation without a fault", lambda: making.returncode == 0, 1)
        if self.goes_away:
            service_goes_away(session)
        return given


invented_register: Callable[[Session], list[str]] = Beside()


def service_goes_away(session: Session) -> None:
    """End the service, as when the network is gone."""
    session.end_named("service")


def _served(session: Session) -> list[str]:
    database = str(session.folder / "register.db")
    filling = session.start(
        "sample", [*_SERVICE, "sample", "--database", database, "--reports", _REPORTS, "--seed", _SEED]
    )
    session.wait("the invented register", lambda: filling.poll() is not None, 120)
    session.start("service", [*_SERVICE, "serve", "--database", database, "--port", "0"])
    log = session.folder / "service.log"
    session.wait("the service", lambda: "listening on" in log.read_text(encoding="utf-8"), 60)
    address = next(line for line in log.read_text(encoding="utf-8").splitlines() if "listening on" in line).split()[-1]
    return ["--profile", str(session.folder / "profile"), "--service", address]
