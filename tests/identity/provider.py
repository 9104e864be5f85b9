"""A real identity provider on this machine, and a browser that goes where it is sent."""

from __future__ import annotations

import subprocess
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit

import requests

from crimint_desktop.remote.answers import Provider
from crimint_service.config import Oidc

AUDIENCE = "urn:crimint:register"
CLIENT = "crimint-desktop"
_HERE = Path(__file__).resolve().parent
_INSTALLED = _HERE.parents[1] / ".venv" / "identity-provider"
_MOST_STEPS = 8


@dataclass(frozen=True)
class Running:
    """A running provider; what a test changes in it stays until it is changed again."""

    issuer: str
    http: requests.Session

    @property
    def oidc(self) -> Oidc:
        """What a service is told of it."""
        return Oidc(self.issuer, CLIENT, AUDIENCE)

    @property
    def for_desktop(self) -> Provider:
        """What a desktop is told of it."""
        return Provider(self.issuer, CLIENT, "openid profile offline_access register")

    def groups(self, person: str, *groups: str) -> None:
        """Put a person into these groups and no others."""
        self._change("groups", person=person, groups=groups)

    def rotate(self) -> None:
        """Sign with another key from now on, and publish only that."""
        self._change("rotate")

    def lifetime(self, seconds: int) -> None:
        """Let access tokens live so long from now on."""
        self._change("lifetime", seconds=seconds)

    def token(self, person: str, audience: str = AUDIENCE) -> str:
        """Issue an access token without a browser."""
        return str(self._change("token", person=person, audience=audience)["token"])

    def _change(self, what: str, **said: Any) -> Any:
        answer = self.http.post(f"{self.issuer}/test/{what}", json=said, timeout=10)
        assert answer.status_code == 200, answer.text
        return answer.json()


@contextmanager
def a_provider() -> Iterator[Running]:
    """Run a provider until left."""
    assert (_INSTALLED / "ready").exists(), "the identity provider is not installed: run setup/ready.sh tests"
    # It is found beside its packages, so that node finds them.
    script = _INSTALLED / "provider.mjs"
    script.write_text((_HERE / "provider" / "provider.mjs").read_text(encoding="utf-8"), encoding="utf-8")
    running = subprocess.Popen(
        ["node", str(script)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    )
    assert running.stdin is not None
    assert running.stdout is not None
    with requests.Session() as http:
        http.trust_env = False
        try:
            issuer = running.stdout.readline().strip()
            assert issuer, "the identity provider did not start"
            yield Running(issuer, http)
        finally:
            running.stdin.close()
            running.wait(10)
            running.stdout.close()


@dataclass
class Browser:
    """A browser at which somebody sits (nobody: then the sign-in is refused); it opens what it is given in a thread
    of its own, as a browser does. ``missing`` stands for a computer without one, ``idle`` for somebody who looks at the
    page and does nothing."""

    who: str = ""
    missing: bool = False
    idle: bool = False
    change: Any = None
    pages: list[requests.Response] = field(default_factory=list)
    visited: list[str] = field(default_factory=list)
    threads: list[threading.Thread] = field(default_factory=list)

    def open(self, url: str) -> bool:
        """Open an address; say whether that was possible."""
        if self.missing:
            return False
        if self.idle:
            return True
        thread = threading.Thread(target=self._visit, args=(url,))
        thread.start()
        self.threads.append(thread)
        return True

    def _visit(self, url: str) -> None:
        with requests.Session() as session:
            session.trust_env = False
            if self.who:
                session.cookies.set("sits_here", self.who)
            for _ in range(_MOST_STEPS):
                self.visited.append(url)
                answer = session.get(url, allow_redirects=False, timeout=10)
                following = answer.headers.get("Location")
                if following is None:
                    self.pages.append(answer)
                    return
                url = urljoin(url, following)
                if self.change is not None and urlsplit(url).path == "/cb":
                    url = self.change(url)

    def close(self) -> None:
        """Wait until every page has come."""
        for each in self.threads:
            each.join(10)


def all_of(rows: Sequence[Any]) -> list[tuple[Any, ...]]:
    """Return rows as plain tuples."""
    return [tuple(row) for row in rows]
