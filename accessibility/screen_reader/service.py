"""A service with a small invented register, beside the program in the private desktop."""

from __future__ import annotations

import sys

from accessibility.screen_reader.session import Session

__all__ = ["PASSWORD", "USER", "invented_register"]

USER = "okonjo"
PASSWORD = "sample-register-1"
_REPORTS = "30"
_SEED = "7"
_SERVICE = (sys.executable, "-m", "crimint_service")


def invented_register(session: Session) -> list[str]:
    """Fill a register, serve it, and give the arguments with which the program greets its officer. Raises NoSession
    if it does not come up."""
    database = str(session.folder / "register.db")
    filling = session.start(
        "sample", [*_SERVICE, "sample", "--database", database, "--reports", _REPORTS, "--seed", _SEED]
    )
    session.wait("the invented register", lambda: filling.poll() is not None)
    session.start("service", [*_SERVICE, "serve", "--database", database, "--port", "0"])
    log = session.folder / "service.log"
    session.wait("the service", lambda: "listening on" in log.read_text(encoding="utf-8"))
    address = next(line for line in log.read_text(encoding="utf-8").splitlines() if "listening on" in line).split()[-1]
    return ["--profile", str(session.folder / "profile"), "--service", address, "--user", USER]
