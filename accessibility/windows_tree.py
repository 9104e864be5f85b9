"""What UI Automation is given by the real Windows program: audited, and compared with what is committed.

``windows/run.sh screens`` writes one JSON file a screen (``windows/checks/screens.py`` tells how). Here::

    python -m accessibility.windows_tree FOLDER            # audit and compare; ends with 1 where something is wrong
    python -m accessibility.windows_tree FOLDER --record   # audit, and take what was read for what is expected

The committed pages in ``windows/trees`` are words for people to review: what Narrator has to go by.
"""

from __future__ import annotations

import argparse
import difflib
import json
import re
import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from accessibility.finding import Finding, error

# Windows shows no message box whose window is not shown, and each screen stands alone here: a person listens to it.
LEFT_TO_A_PERSON = frozenset({"Question: discard a draft"})
EXPECTED = Path(__file__).resolve().parents[1] / "windows" / "trees"

# Qt's own parts of a scroll area or a table, which nobody names and nothing focuses.
INNER = frozenset({"ScrollBar", "Thumb", "Separator"})
MUST_HAVE_A_NAME = frozenset(
    {
        "Button", "CheckBox", "ComboBox", "Edit", "Hyperlink", "Image", "List", "ListItem", "MenuItem", "ProgressBar",
        "RadioButton", "Slider", "Spinner", "Tab", "TabItem", "Table", "Tree", "TreeItem", "Window", "Document",
    }
)  # fmt: skip
# Told apart by the row, the heading or the named group in which they stand.
MAY_SHARE_A_NAME = frozenset({"DataItem", "ListItem", "TreeItem", "Header", "HeaderItem", "Text", "RadioButton"})
NEED_NO_IDENTIFIER = frozenset({"DataItem", "ListItem", "TreeItem", "Header", "Window", "TabItem"})
# The words of a menu, a list or a cell are about something else than the element itself.
SAY_WHAT_THEY_LIST = frozenset({"MenuItem", "DataItem", "ListItem", "TreeItem"})
# One line of a page, as ``Element`` writes it.
_LINE = re.compile(
    r'(\w+) "(.*?)"(?: · id (\S+))?( · focusable)?( · disabled)?( · password)?'
    r'(?: · keys (.+?))?(?: · description "(.*?)")?(?: · help "(.*?)")?'
)
TYPE_WORDS = frozenset({"button", "check box", "combo box", "edit", "list", "radio button", "table", "text", "window"})


@dataclass(frozen=True, slots=True)
class Element:
    """One element as a client of UI Automation sees it."""

    control_type: str
    name: str
    automation_id: str
    enabled: bool
    focusable: bool
    access_key: str
    help_text: str
    description: str
    password: bool

    @property
    def made_by_qt(self) -> bool:
        """Whether Qt made the identifier of the names of everything around it: nobody goes by that."""
        return self.automation_id.startswith("QApplication.")

    def __str__(self) -> str:
        """One line of a committed page."""
        words = [f'{self.control_type or "nothing"} "{self.name}"']
        words += [f"id {self.automation_id}"] if self.automation_id and not self.made_by_qt else []
        words += ["focusable"] if self.focusable else []
        words += [] if self.enabled else ["disabled"]
        words += ["password"] if self.password else []
        words += [f"keys {self.access_key}"] if self.access_key else []
        words += [f'description "{self.description}"'] if self.description else []
        words += [f'help "{self.help_text}"'] if self.help_text else []
        return " · ".join(words)


@dataclass(frozen=True, slots=True)
class WindowsTree:
    """One screen: its elements, depth first, and what each press of Tab made the focus event name."""

    screen: str
    elements: tuple[Element, ...]
    tab: tuple[str, ...]

    def page(self) -> str:
        """The page that is committed."""
        lines = [self.screen, "", *map(str, self.elements), "", "Tab goes to", *self.tab, ""]
        return "\n".join(line.replace("\n", " / ") for line in lines)


def read_tree(text: str) -> WindowsTree:
    """Read what ``windows/checks/screens.py`` wrote."""
    read = json.loads(text)
    return WindowsTree(read["screen"], tuple(map(_element, read["elements"])), tuple(read["tab"]))


def _element(read: Mapping[str, Any]) -> Element:
    def word(name: str) -> str:
        return str(read.get(name, ""))

    return Element(
        word("control_type"), word("name"), word("automation_id"), read.get("enabled", False) is True,
        read.get("focusable", False) is True, word("access_key"), word("help_text"), word("description"),
        read.get("password", False) is True,
    )  # fmt: skip


def read_page(text: str) -> WindowsTree:
    """Read a committed page back; identifiers that Qt made up are not on it. Raises ValueError for another page."""
    screen, _, *lines = text.splitlines()
    elements, _, tab = ("\n".join(lines) + "\n").partition("\n\nTab goes to\n")
    stops = (stop.partition(" QApplication.")[0] + " " * (" QApplication." in stop) for stop in tab.splitlines())
    return WindowsTree(screen, tuple(map(_element_of, elements.splitlines())), tuple(stops))


def _element_of(line: str) -> Element:
    found = _LINE.fullmatch(line)
    if found is None:
        raise ValueError(line)
    kind, name, identifier, focusable, disabled, password, keys, said, helped = found.groups(default="")
    known = "" if kind == "nothing" else kind
    return Element(known, name, identifier, not disabled, bool(focusable), keys, helped, said, bool(password))


def audit(tree: WindowsTree) -> Iterator[Finding]:
    """Every element that somebody who hears the program could not make out."""
    for each in tree.elements:
        yield from _alone(tree.screen, each)
    yield from _together(tree)
    yield from _focus(tree)


def _alone(screen: str, each: Element) -> Iterator[Finding]:
    where = f"{screen}: {each}"
    if each.control_type in INNER and not each.focusable:
        return
    if each.control_type in {"", "Custom"}:
        yield error("windows-type", where, "UI Automation calls it Custom, of which Narrator can say nothing")
    if not each.name.strip() and (each.focusable or each.control_type in MUST_HAVE_A_NAME):
        yield error("windows-name", where, "has no name")
    if each.name.strip().lower() in TYPE_WORDS and each.control_type not in SAY_WHAT_THEY_LIST:
        yield error("windows-name", where, "is called what it is, and not what it is for")
    if each.focusable and (not each.automation_id or each.made_by_qt) and each.control_type not in NEED_NO_IDENTIFIER:
        yield error("windows-identifier", where, "has no AutomationId")
    for kind, words in (("description", each.description), ("help text", each.help_text)):
        if words and words == each.name:
            yield error("windows-repeats", where, f"its {kind} repeats its name")


def _together(tree: WindowsTree) -> Iterator[Finding]:
    names = Counter(
        (each.control_type, each.name)
        for each in tree.elements
        if each.focusable and each.enabled and each.control_type not in MAY_SHARE_A_NAME
    )
    for (kind, name), times in names.items():
        if times > 1:
            yield error("windows-same-name", tree.screen, f'{times} of type {kind} are called "{name}"')
    keys = Counter(each.access_key.lower() for each in tree.elements if each.access_key.lower().startswith("alt+"))
    for key, times in keys.items():
        if times > 1:
            yield error("windows-access-key", tree.screen, f"{times} elements answer to {key}")


def _takes_keys(each: Element) -> bool:
    return each.focusable and each.enabled and each.control_type != "Window"


def _focus(tree: WindowsTree) -> Iterator[Finding]:
    if not tree.tab and any(_takes_keys(each) for each in tree.elements):
        yield error("windows-focus", tree.screen, "Tab raises no focus event")
    known = {f"{each.control_type} {each.name!r} {each.automation_id}" for each in tree.elements}
    for stop, times in Counter(tree.tab).items():
        if times > 1:
            yield error("windows-focus", tree.screen, f"Tab comes to {stop} {times} times in one round")
        if stop not in known:
            yield error("windows-focus", tree.screen, f"the focus event names {stop}, which is not in the tree")


def differences(tree: WindowsTree, folder: Path = EXPECTED) -> Sequence[str]:
    """How the screen differs from the page committed for it, as lines of a diff; nothing when it does not."""
    page = folder / page_name(tree.screen)
    expected = page.read_text(encoding="utf-8") if page.exists() else ""
    return tuple(
        difflib.unified_diff(
            expected.splitlines(), tree.page().splitlines(), f"expected: {tree.screen}", "seen", lineterm="", n=1
        )
    )


def page_name(screen: str) -> str:
    """The file that holds the page of this screen."""
    return "-".join("".join(letter if letter.isalnum() else " " for letter in screen.lower()).split()) + ".txt"


def main(arguments: list[str]) -> int:
    """Audit what was read, then compare it or take it for what is expected."""
    parser = argparse.ArgumentParser(prog="python -m accessibility.windows_tree")
    parser.add_argument("folder", type=Path, help="what windows/checks/screens.py wrote")
    parser.add_argument("--record", action="store_true", help="commit to what was read")
    asked = parser.parse_args(arguments)
    trees = [read_tree(file.read_text(encoding="utf-8")) for file in sorted(asked.folder.glob("*.json"))]
    found = [str(finding) for tree in trees for finding in audit(tree)]
    if asked.record:
        EXPECTED.mkdir(exist_ok=True)
        for tree in trees:
            (EXPECTED / page_name(tree.screen)).write_text(tree.page(), encoding="utf-8")
    else:
        found += [line for tree in trees for line in differences(tree)]
    print("\n".join(found))
    elements, stops = sum(len(tree.elements) for tree in trees), sum(len(tree.tab) for tree in trees)
    print(f"{len(trees)} screens, {elements} elements, {stops} focus events; {len(found)} lines of complaint")
    return 1 if found or not trees else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
