"""The first half: both sign in, the officer writes and submits, the LIO sees it and opens it."""

from __future__ import annotations

import time
from typing import Final

from crimint_service.sample import PASSWORD
from demo import words
from demo.line import NotSeen, Station
from demo.stage import LIO, OFFICER, Stage, is_agreed

__all__ = ["OfficersReport"]

_SOURCES: Final = {"1": "Reliable source.", "2": "Untested source."}
"""How the sentence under a grade begins, by the code of the source."""


class OfficersReport:
    """Writing, grading, linking and submitting, all by keys."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage

    # signing in

    def start(self) -> str:
        """Start both workstations, one after the other."""
        for user in (OFFICER, LIO):
            self._stage.stations[user] = self._stage.conductor.start(user, self._stage.central.url)
        self._stage.picture(self._stage.officer, "sign-in")
        return f"processes {self._stage.officer.pid} and {self._stage.lio.pid}"

    def sign_in(self, user: str) -> str:
        """Sign in for the first time, choosing a passphrase."""
        station = self._stage.stations[user]
        station.wait_until(lambda seen: "Password" in seen["words"], "the first sign-in is offered")
        station.tab_to("Password")
        station.type(PASSWORD)
        station.press("Return")
        station.wait_until(
            lambda seen: "New offline passphrase again" in seen["words"], "a passphrase is to be chosen", 60
        )
        station.type(words.PASSPHRASES[user])
        station.tab_to("New offline passphrase again")
        station.type(words.PASSPHRASES[user])
        station.press("Return")
        station.wait_until(lambda seen: seen["title"].startswith("Home"), "the workplace is shown", 60)
        seen = station.wait_until(is_agreed, "the first agreement with the service", 60)
        return str(seen["status"])

    def look_at_home(self) -> str:
        """Choose the operation at hand, from which reasons are inherited."""
        for station in self._stage.stations.values():
            station.press("Ctrl+R", "Down")
            station.press("Ctrl+1")
        return "reasons come from the operation chosen"

    # the report

    def begin(self) -> str:
        """Begin a report and give it a title."""
        officer = self._stage.officer
        officer.press("Ctrl+N")
        self._stage.record = str(officer.wait_until(lambda seen: seen["form"], "the form is shown")["form"])
        officer.press("Ctrl+J")
        officer.choose_row("Header")
        officer.press("Return")
        officer.tab_to("Title")
        officer.type(words.TITLE)
        return ""

    def write_item(self, number: int) -> str:
        """Write an item and type its grade; C asks for conditions."""
        officer, item = self._stage.officer, words.ITEMS[number - 1]
        if number == 1:
            officer.press("Ctrl+J")
            officer.choose_row("Item 1")
            officer.press("Return")
        else:
            officer.press("Ctrl+I")
        officer.wait_until(lambda seen: seen["focus"].startswith(f"Item {number}"), f"the keyboard is in item {number}")
        officer.type(item.text)
        officer.press("Ctrl+G")
        officer.type(item.code)
        if item.code.endswith("c"):
            officer.tab_to(f"Item {number} handling instructions")
            officer.type(words.CONDITIONS)
        source = _SOURCES[item.code[0]]
        meanings = [each for each in officer.see()["words"] if each.startswith(source)]
        if not meanings:
            raise NotSeen(f"the meaning of {item.code.upper()}: {source}")
        if number == 2:
            self._stage.picture(officer, "grading")
        return f"{item.code.upper()}: {meanings[-1]}"

    def say_how_known(self) -> str:
        """Go to what is still missing and choose by digit."""
        officer = self._stage.officer
        officer.press("F8")
        officer.wait_until(lambda seen: seen["focus"].startswith("1,"), "F8 goes to how it is known")
        officer.press("2")
        return str(officer.see()["focus"])

    def link_known(self) -> str:
        """Find a person whom the register has, and link them to item 2."""
        officer = self._stage.officer
        name = str(officer.order("known", kind="person")[0])
        self._link_field(officer, 2)
        officer.type(name)
        listed = "form.item2.matches"
        officer.wait_until(lambda seen: any(name in row for row in seen["lists"].get(listed, ())), "the card is found")
        self._stage.picture(officer, "link")
        officer.press("Down")
        officer.choose_row(name)
        officer.press("Return")
        officer.wait_until(lambda seen: seen["focus"].startswith("Item 2: role"), "the role is asked for")
        officer.press("S")
        seen = officer.wait_until(
            lambda seen: any("Suspect" in row for row in seen["lists"].get("form.item2.linked", ())), "the role is kept"
        )
        return str(seen["lists"]["form.item2.linked"][0])

    def link_new(self) -> str:
        """Search for a place that is not there, and make a card for it."""
        officer = self._stage.officer
        self._link_field(officer, 1)
        officer.type(words.NEW_PLACE)
        officer.tab_to("Item 1: kind")
        officer.press("L")
        listed = "form.item1.matches"
        officer.wait_until(
            lambda seen: any("New location" in row for row in seen["lists"].get(listed, ())), "a new card is offered"
        )
        officer.tab_to("Before you create")
        officer.choose_row("New location")
        officer.press("Return")
        seen = officer.wait_until(
            lambda seen: any(words.NEW_PLACE in row for row in seen["lists"].get("form.item1.linked", ())),
            "it is linked",
        )
        return str(seen["lists"]["form.item1.linked"][0])

    def _link_field(self, officer: Station, number: int) -> None:
        officer.press("Ctrl+J")
        officer.choose_row(f"Item {number}")
        officer.press("Return", "Ctrl+L")
        officer.wait_until(lambda seen: seen["focus"].startswith(f"Item {number}: link"), "the field to link is there")

    def pictures(self) -> str:
        """Show the form as others see it: dark, in a contrast theme, at twice the text size."""
        officer = self._stage.officer
        officer.press("Ctrl+J")
        officer.choose_row("Item 2")
        officer.press("Return", "Ctrl+G")
        for name, theme, text in (
            ("form", "light", 100), ("form-dark", "dark", 100), ("form-contrast", "contrast-dark", 100),
            ("form-200", "light", 200),
        ):  # fmt: skip
            officer.order("dress", theme=theme, text=text)
            officer.press("Ctrl+G")  # where the keyboard is, is in sight
            self._stage.picture(officer, name)
        officer.order("dress", theme="light", text=100)
        return "light, dark, contrast, 200 % text"

    def submit_and_see(self) -> str:
        """Submit, and wait until the LIO has it on the screen."""
        officer, lio = self._stage.officer, self._stage.lio
        lio.press("Ctrl+2")
        lio.wait_until(lambda seen: seen["lists"].get("reports.table"), "the LIO has the list before the eyes")
        began = time.perf_counter()
        officer.press("Ctrl+Return")
        officer.wait_until(lambda seen: not seen["form"], "the form is left")
        lio.wait_until(
            lambda seen: any(words.TITLE[:30] in row for row in seen["lists"].get("reports.table", ())),
            "the report is in the LIO's list",
        )
        seconds = time.perf_counter() - began
        officer.wait_until(is_agreed, "the officer's workstation has agreed too")
        return f"in the LIO's list {seconds:.1f} s after Ctrl+Enter"

    def open_it(self) -> str:
        """Open it: the log line is written before anything is shown."""
        lio = self._stage.lio
        before = lio.order("log")["count"]
        lio.tab_to("Reports")
        self._stage.picture(lio, "list")
        lio.choose_row(words.TITLE[:30])
        if lio.order("log")["count"] != before:
            raise AssertionError("moving through the list was logged as if something had been opened")
        lio.press("Return")
        lio.wait_until(lambda seen: any(words.ITEMS[1].text in text for text in seen["texts"]), "its words are shown")
        logged = lio.order("log")["count"]
        if logged != before + 1:
            raise AssertionError(f"opening wrote {logged - before} lines into the log, not one")
        self._stage.picture(lio, "reading-pane")
        return f"logged as entry {logged}"
