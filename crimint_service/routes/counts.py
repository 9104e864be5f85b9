"""What operators watch: counts and times of requests in the Prometheus text form, without a word of any record."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, start_http_server

__all__ = ["Counts"]

_SECONDS: Final = (0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)


class Counts:
    """The figures of one process. Routes are counted by their template, so that no id becomes a label."""

    def __init__(self) -> None:
        self._registry = kept = CollectorRegistry(auto_describe=True)
        route = ("method", "route", "status")
        self._answered = Counter("crimint_requests", "Requests answered.", route, registry=kept)
        self._seconds = Histogram(
            "crimint_request_seconds", "Seconds until the answer began.", ("route",), buckets=_SECONDS, registry=kept
        )
        self._of_route: dict[tuple[str, str, int], tuple[Counter, Histogram]] = {}
        self._turned_away = Counter("crimint_requests_turned_away", "By which limit.", ("limit",), registry=kept)
        self._receipts = Counter(
            "crimint_receipts", "Changes by the status of the receipt.", ("status",), registry=kept
        )
        self._alarms = Counter("crimint_alarms", "What somebody should look at, by name.", ("name",), registry=kept)
        self._in_flight = Gauge("crimint_requests_in_flight", "Requests being answered now.", registry=kept)

    def answered(self, method: str, route: str, status: int, seconds: float) -> None:
        """Count a request that was answered."""
        found = self._of_route.get((method, route, status))
        if found is None:
            found = self._answered.labels(method, route, str(status)), self._seconds.labels(route)
            self._of_route[method, route, status] = found
        found[0].inc()
        found[1].observe(seconds)

    def turned_away(self, limit: str) -> None:
        """Count a request that a limit refused."""
        self._turned_away.labels(limit).inc()

    def receipt(self, status: int) -> None:
        """Count a change by the status of its receipt."""
        self._receipts.labels(str(status)).inc()

    def alarm(self, name: str) -> None:
        """Count something that should not be, such as a log that forks."""
        self._alarms.labels(name).inc()

    def watch_in_flight(self, number: Callable[[], float]) -> None:
        """Ask this for the number of requests being answered whenever somebody looks."""
        self._in_flight.set_function(number)

    def offer(self, port: int) -> tuple[int, Callable[[], None]]:
        """Answer ``/metrics`` on a port of this machine alone (0: a free one). Returns the port and what ends it."""
        server, thread = start_http_server(port, "127.0.0.1", self._registry)

        def end() -> None:
            server.shutdown()
            server.server_close()
            thread.join()

        return int(server.server_port), end
