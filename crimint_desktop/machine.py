"""What the administrator of this computer has settled for the program: the way through a proxy, and whom to trust.

It is read from where only an administrator can write (``/etc/crimint/machine.json``; on Windows the policies in the
registry), never from the environment: whoever can set a variable of a person's session could otherwise stand between
them and the service.
"""

from __future__ import annotations

import contextlib
import json
import os
import stat
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

from crimint_domain.errors import Unavailable

__all__ = ["SETTLED_IN", "Machine", "bypassed", "checked_proxy", "settled_by", "this_machine"]

SETTLED_IN: Final = Path("/etc/crimint/machine.json")
_ADMINISTRATOR: Final = 0
_POLICIES: Final = r"SOFTWARE\Policies\CrimInt"


@dataclass(frozen=True, slots=True)
class Machine:
    """``proxy`` is ``http://host:port``, or empty for a straight way; ``ca_file`` names the certificates (PEM) to trust
    instead of the system's own."""

    proxy: str = ""
    ca_file: Path | None = None


def this_machine() -> Machine:
    """Return what is settled for this computer; raises Unavailable for settings that cannot be trusted or read."""
    return _windows() if sys.platform == "win32" else settled_by(SETTLED_IN)


def settled_by(file: Path, administrator: int = _ADMINISTRATOR) -> Machine:
    """Return what a file of settings says, if it belongs to ``administrator`` and only they can write it; without a
    file nothing is settled. Raises Unavailable otherwise."""
    try:
        with file.open(encoding="utf-8") as opened:
            about = os.fstat(opened.fileno())
            if about.st_uid != administrator or about.st_mode & (stat.S_IWGRP | stat.S_IWOTH):
                raise _not_settled(f"{file} can be changed by others than this computer's administrator.")
            return _machine(json.load(opened), str(file))
    except FileNotFoundError:
        return Machine()
    except (OSError, ValueError) as fault:
        raise _not_settled(f"{file} cannot be read.") from fault


def checked_proxy(said: str) -> str:
    """Return a proxy as ``http://host:port``, with nothing else in it; raises Unavailable for anything else."""
    try:
        parts = urlsplit(said)
        host, port = parts.hostname, parts.port
    except ValueError:
        host, port, parts = None, None, urlsplit("")
    if parts.scheme != "http" or not host or port is None or parts.username is not None or parts.path not in ("", "/"):
        raise _not_settled("A proxy is written as http://proxy.example:8080.")
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def bypassed(host: str) -> bool:
    """Say whether Windows is set to reach a host without its proxy; elsewhere there is no such list."""
    if sys.platform == "win32":
        import urllib.request

        return bool(urllib.request.proxy_bypass_registry(host))
    return False


def _machine(said: Any, where: str) -> Machine:  # noqa: ANN401 - whatever JSON said
    proxy, ca_file = (said.get("proxy", ""), said.get("ca_file", "")) if isinstance(said, dict) else (None, None)
    if not isinstance(proxy, str) or not isinstance(ca_file, str):
        raise _not_settled(f"{where} does not say what it should.")
    return Machine(checked_proxy(proxy) if proxy else "", Path(ca_file) if ca_file else None)


def _not_settled(why: str) -> Unavailable:
    return Unavailable(
        f"The settings of this computer are not in order, so no connection is made. {why} Tell your administrator.",
        cause="machine-settings",
    )


def _windows() -> Machine:
    """The policies of the computer, else the proxy that Windows itself is set to (a script for one is not run)."""
    said: dict[str, Any] = {}
    if sys.platform == "win32":
        import urllib.request
        import winreg

        with contextlib.suppress(FileNotFoundError), winreg.OpenKey(winreg.HKEY_LOCAL_MACHINE, _POLICIES) as key:
            for name in ("proxy", "ca_file"):
                with contextlib.suppress(FileNotFoundError):
                    said[name] = winreg.QueryValueEx(key, name)[0]
        if "proxy" not in said:
            system = urllib.request.getproxies_registry().get("https", "")
            said["proxy"] = f"http://{urlsplit(system).netloc}" if system else ""
    return _machine(said, _POLICIES)
