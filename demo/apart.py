"""The second half: apart without the network, together again, the clash settled by a person."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

from demo import words
from demo.line import ROWS_SEEN, NotSeen, Station
from demo.stage import Stage, is_agreed

__all__ = ["Apart"]

_OFFLINE_S, _BACK_S = 30.0, 90.0


class Apart:
    """What both do without each other, and what becomes of it."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage

    def lose_the_network(self) -> str:
        """Stop the service; both say so in their status."""
        self._stage.central.stop()
        said = [
            station.wait_until(lambda seen: "Offline since" in seen["status"], "it says offline", _OFFLINE_S)["status"]
            for station in self._stage.stations.values()
        ]
        return str(said[0])

    def correct(self) -> str:
        """The officer corrects item 2: its words and its grade."""
        officer = self._stage.officer
        self._go_to_report(officer)
        officer.press("Return")
        officer.wait_until(lambda seen: any(words.ITEMS[1].text in text for text in seen["texts"]), "it is open")
        officer.press("F2")
        officer.wait_until(lambda seen: seen["form"] == self._stage.record, "the form is shown again")
        officer.press("Ctrl+J")
        officer.choose_row("Item 2")
        officer.press("Return", "Ctrl+End")
        officer.type(words.CORRECTION)
        officer.press("Ctrl+G")
        officer.type(words.CORRECTED_CODE)
        officer.press("Ctrl+1")
        seen = officer.wait_until(lambda seen: seen["waiting"] >= 1, "the change waits to be sent")
        return f"{seen['waiting']} waiting"

    def regrade(self) -> str:
        """The LIO grades items 2 and 3 again, each with a reason."""
        lio = self._stage.lio
        self._go_to_report(lio)
        lio.press("Return")
        lio.wait_until(lambda seen: any(words.ITEMS[1].text in text for text in seen["texts"]), "it is open")
        lio.press("Ctrl+O")
        lio.wait_until(lambda seen: not seen["lists"].get("reports.table"), "it is open in full")
        for number, (code, reason) in zip((2, 3), words.REGRADED, strict=True):
            lio.tab_to(f"Grade again: item {number}")
            lio.press("Space")
            title = f"Grade item {number} again"
            lio.wait_until(partial(_reads, title), "the panel is open")
            lio.press("Ctrl+G")
            lio.type(code)
            lio.tab_to("Why")
            lio.type(reason)
            lio.press("Ctrl+Return")
            lio.wait_until(partial(_reads_no_more, title), "the grade is kept")
        seen = lio.wait_until(lambda seen: seen["waiting"] >= 1, "the changes wait to be sent")
        return f"{seen['waiting']} waiting"

    def read_on(self) -> str:
        """The LIO opens another report; the officer searches. Neither needs the network."""
        lio, officer = self._stage.lio, self._stage.officer
        before = lio.order("log")["count"]
        lio.press("Ctrl+2")
        lio.wait_until(lambda seen: seen["lists"].get("reports.table"), "the list is shown")
        lio.press("Home", "Down", "Down", "Return")
        lio.wait_until(lambda _seen: lio.order("log")["count"] > before, "another report is opened and logged")
        officer.press("Ctrl+2", "Ctrl+F")
        officer.type("copper")
        officer.press("Return")
        seen = officer.wait_until(
            lambda seen: _finds("copper", seen["lists"].get("reports.table", ())),
            "the search finds what was written",
        )
        found = len(seen["lists"]["reports.table"])
        officer.press("Ctrl+Backspace", "Ctrl+1")
        return f"a search without the service finds {found}"

    def come_back(self) -> str:
        """Start the service where it was: everything merges but one clash."""
        self._stage.central.start()
        for station in (self._stage.lio, self._stage.officer):
            station.press("F5")
            station.wait_until(lambda seen: seen["connected"] and not seen["waiting"], "it has sent all", _BACK_S)
        for station in self._stage.stations.values():
            if station.see()["refused"]:
                raise NotSeen(f"{station.user}: something was refused: {station.see()['status']}")
        clashes = {user: station.see()["conflicts"] for user, station in self._stage.stations.items()}
        if sum(clashes.values()) != 1:
            raise NotSeen(f"one clash was expected: {clashes}")
        self._stage.settled_by = next(user for user, count in clashes.items() if count)
        return f"one clash waits for {self._stage.settled_by}"

    def settle(self) -> str:
        """A person chooses."""
        station = self._stage.stations[self._stage.settled_by]
        station.press("Ctrl+1")
        station.wait_until(lambda seen: seen["lists"].get("home.needs.table"), "Home says what needs a person")
        self._stage.picture(station, "home")
        station.tab_to("Needs you")
        station.choose_row(words.TITLE[:30])
        station.press("Return")
        station.wait_until(lambda seen: seen["title"].startswith("Conflict"), "the conflict screen is shown")
        self._stage.picture(station, "conflict")
        station.press("T")
        station.wait_until(lambda seen: "1 of 1 chosen" in seen["words"], "the choice is shown")
        station.press("Ctrl+Return")
        station.wait_until(lambda seen: not seen["conflicts"], "the conflict is settled")
        return "theirs was chosen, mine stays in the history"

    def agree(self) -> str:
        """Both come to the same version."""
        for station in self._stage.stations.values():
            station.press("F5")
            station.wait_until(is_agreed, "it has agreed with the service", _BACK_S)
        kept: dict[str, dict[str, object]] = {}
        for _ in range(100):
            kept = {
                user: each.order("cached", record=self._stage.record) for user, each in self._stage.stations.items()
            }
            officer, lio = kept.values()
            if officer == lio:
                return f"version {officer['version']} on both"
            self._stage.officer.order("wait", milliseconds=100)
        raise NotSeen(f"they differ: {kept}")

    def _go_to_report(self, station: Station) -> None:
        station.press("Ctrl+2")
        station.wait_until(
            lambda seen: any(words.TITLE[:30] in row for row in seen["lists"].get("reports.table", ())), "it is listed"
        )
        station.tab_to("Reports")
        station.choose_row(words.TITLE[:30])


def _reads(words_shown: str, seen: dict[str, Any]) -> bool:
    return words_shown in seen["words"]


def _reads_no_more(words_shown: str, seen: dict[str, Any]) -> bool:
    return words_shown not in seen["words"]


def _finds(word: str, rows: Sequence[str]) -> bool:
    """Whether the list shows what a search found, and no longer everything."""
    return any(word in row.casefold() for row in rows) and len(rows) < ROWS_SEEN
