"""One line to the service: a question goes out, a whole answer comes back in time, or Unavailable is raised.

Nothing here knows what is asked. A line belongs to one lane; ``abandon`` alone may be called from elsewhere.
"""

from __future__ import annotations

import ipaddress
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, Protocol
from urllib.parse import urlencode, urlsplit

from crimint_desktop.machine import Machine, bypassed, this_machine
from crimint_desktop.remote import failure
from crimint_desktop.remote.unpacking import unpacked
from crimint_domain.errors import Problem, Refused, Unavailable

if TYPE_CHECKING:
    from pathlib import Path

    from requests import Response, Session

__all__ = ["Answer", "HttpLine", "Line", "Question", "checked_origin"]

_CHUNK: Final = 64 * 1024
_CONNECT_S: Final = 10.0
_NO_BODY: Final = frozenset({204, 304})


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked. ``within_s`` bounds the whole exchange; ``largest`` the bytes of the unpacked answer.
    ``repeatable`` says that asking twice does no harm, so a cut answer may be asked for once more."""

    method: str
    path: str
    query: Mapping[str, str | int] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes | None = None
    within_s: float = 30.0
    largest: int = 1024 * 1024
    repeatable: bool = True


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back, whole and unpacked. Names of headers are in lower case."""

    status: int
    headers: Mapping[str, str]
    body: bytes


class Line(Protocol):
    """Where questions go: the network, or in tests a service in memory."""

    def exchange(self, question: Question) -> Answer:
        """Return the whole answer. Raises Unavailable when there is none, or not all of it, or not in time."""

    def abandon(self) -> None:
        """Give up the exchange under way, from any thread: it raises Unavailable at once."""

    def close(self) -> None:
        """Hang up."""


def checked_origin(address: str) -> str:
    """Return the origin (``https://host[:port]``) of a service's address; raises Refused for what is not safe.

    Without encryption only this very machine may be spoken to.
    """
    try:
        parts = urlsplit(address.strip())
        port = parts.port
    except ValueError:
        parts, port = urlsplit(""), None
    host = parts.hostname or ""
    if parts.scheme not in ("http", "https") or not host or parts.username is not None:
        raise Refused(
            Problem("service", "This is not the address of a service. It looks like https://crimint.example.")
        )
    if parts.path not in ("", "/") or parts.query or parts.fragment:
        raise Refused(Problem("service", "The address of a service ends after its name, like https://crimint.example."))
    if parts.scheme == "http" and not _is_this_machine(host):
        raise Refused(Problem("service", "This address is not encrypted. Use one that starts with https://."))
    shown = f"[{host}]" if ":" in host else host
    return f"{parts.scheme}://{shown}" + (f":{port}" if port is not None else "")


def _is_this_machine(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


class HttpLine:
    """A line over HTTP, on the way and with the trust that the administrator of this computer has settled; ``machine``
    stands for that in tests, and ``ca_file`` names other certificates to trust.

    Nothing from the environment counts: no proxies, no certificate bundles, no passwords from files. Redirects are
    not followed. Raises Refused for an address that is not safe.
    """

    def __init__(self, origin: str, *, ca_file: Path | None = None, machine: Machine | None = None) -> None:
        self._origin = checked_origin(origin)
        self._machine = Machine(ca_file=ca_file) if ca_file is not None else machine
        self._session: Session | None = None
        self._sockets: list[Any] = []
        self._guard = threading.Lock()
        self._over = False

    def exchange(self, question: Question) -> Answer:
        """Ask, and ask once more if the answer was cut and asking twice does no harm."""
        until = time.monotonic() + question.within_s
        try:
            return self._once(question, until)
        except Unavailable as fault:
            if fault.cause != "answer-cut" or not question.repeatable or self._over:
                raise
        return self._once(question, until)

    def abandon(self) -> None:
        """Shut the connection under the exchange; a thread that waits on it wakes at once."""
        with self._guard:
            self._over = True
            for each in self._sockets:
                _shut(each)

    def close(self) -> None:
        """Close every connection; the line can be used again afterwards."""
        if self._session is not None:
            self._session.close()
            self._session = None

    def _once(self, question: Question, until: float) -> Answer:
        import requests

        watch = _Watch(max(0.0, until - time.monotonic()), self.abandon)
        with self._guard:
            self._over = False
        try:
            with watch, self._sent(question, max(0.1, until - time.monotonic())) as response:
                body = _read(response, question.largest, until)
                return _complete(response, body, question.largest)
        except (requests.RequestException, OSError) as fault:
            self.close()
            raise _translated(fault, late=watch.rang or time.monotonic() >= until) from fault
        except Unavailable:
            self.close()  # what follows on this connection is not to be trusted
            if watch.rang:
                raise failure.slow() from None
            raise

    def _sent(self, question: Question, seconds: float) -> Response:
        """Send straight through the adapter: the session would read a redirect's body whole, however large."""
        import requests

        session, url = self._opened(), self._url(question)
        asked = requests.Request(question.method, url, dict(question.headers), data=question.body)
        return session.get_adapter(url).send(
            session.prepare_request(asked),
            stream=True,
            timeout=(min(_CONNECT_S, seconds), seconds),
            proxies=self._proxies(),
        )

    def _proxies(self) -> dict[str, str]:
        """The proxy for what leaves this machine, if one is settled: it carries what it cannot read."""
        proxy = self._machine.proxy if self._machine is not None else ""
        host = urlsplit(self._origin).hostname or ""
        return {"https": proxy} if proxy and not _is_this_machine(host) and not bypassed(host) else {}

    def _url(self, question: Question) -> str:
        return f"{self._origin}{question.path}" + (f"?{urlencode(question.query)}" if question.query else "")

    def _opened(self) -> Session:
        if self._session is None:
            from crimint_desktop.remote.session import new_session

            self._machine = self._machine or this_machine()
            self._session = new_session(self._machine, self._remember)
        return self._session

    def _remember(self, opened: Any) -> None:  # noqa: ANN401 - a socket, wrapped or not
        with self._guard:
            self._sockets = [opened]
            if self._over:
                _shut(opened)


class _Watch:
    """Rings when the time is up, unless left before."""

    def __init__(self, seconds: float, ring: Any) -> None:  # noqa: ANN401 - a callable without arguments
        self.rang = False
        self._ring = ring
        self._timer = threading.Timer(seconds, self._up)
        self._timer.daemon = True

    def _up(self) -> None:
        self.rang = True
        self._ring()

    def __enter__(self) -> None:
        self._timer.start()

    def __exit__(self, *_: object) -> None:
        self._timer.cancel()


def _shut(opened: Any) -> None:  # noqa: ANN401 - a socket, wrapped or not
    import contextlib
    import socket

    with contextlib.suppress(OSError, AttributeError):
        opened.shutdown(socket.SHUT_RDWR)


def _read(response: Response, largest: int, until: float) -> bytes:
    """Read the body as it travels, never more than ``largest`` and never longer than allowed."""
    import urllib3

    said = response.headers.get("Content-Length")
    if said is not None and said.isdigit() and int(said) > largest:
        raise failure.too_large()
    pieces: list[bytes] = []
    size = 0
    try:
        while piece := response.raw.read(_CHUNK, decode_content=False):
            pieces.append(piece)
            size += len(piece)
            if size > largest:
                raise failure.too_large()
            if time.monotonic() >= until:
                raise failure.slow()
    except urllib3.exceptions.HTTPError as fault:
        raise _translated(fault, late=time.monotonic() >= until) from fault
    return b"".join(pieces)


def _complete(response: Response, body: bytes, largest: int) -> Answer:
    headers = {name.lower(): value for name, value in response.headers.items()}
    said = headers.get("content-length")
    chunked = headers.get("transfer-encoding", "").lower() == "chunked"
    if response.status_code not in _NO_BODY and not chunked and (said is None or said != str(len(body))):
        raise failure.cut()
    return Answer(response.status_code, headers, unpacked(body, headers.get("content-encoding", ""), largest))


def load_session() -> None:
    """Load what the first question needs, ahead of the moment somebody waits for it."""
    import crimint_desktop.remote.session  # noqa: F401 - loading it is the point


def _translated(fault: Exception, *, late: bool) -> Exception:
    import requests
    import urllib3

    if late or isinstance(fault, requests.Timeout | urllib3.exceptions.ReadTimeoutError):
        return failure.down() if isinstance(fault, requests.ConnectTimeout) else failure.slow()
    if isinstance(fault, requests.exceptions.SSLError):
        return failure.not_trusted()
    if isinstance(fault, requests.exceptions.ProxyError):
        return failure.proxy_down()
    if isinstance(fault, requests.ConnectionError):
        return failure.cut() if _was_connected(fault) else failure.down()
    if isinstance(fault, urllib3.exceptions.HTTPError | requests.exceptions.ChunkedEncodingError):
        return failure.cut()
    return failure.rubbish() if isinstance(fault, requests.RequestException) else failure.down()


def _was_connected(fault: Exception) -> bool:
    """Whether the line broke after it stood: then the question may have arrived."""
    import urllib3

    return any(isinstance(each, urllib3.exceptions.ProtocolError) for each in fault.args)
