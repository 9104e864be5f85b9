"""What the checks found last: kept in ``results.json``, and gathered from a run of ``make accessibility``."""

from __future__ import annotations

import ast
import json
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ET
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from accessibility.magnifier.following import LACKS
from accessibility.rules.catalogue import RULES
from accessibility.screen_reader.journey import journey_names, read_script, script_of
from accessibility.screen_reader.words import compare
from accessibility.screens import SCREENS

ROOT = Path(__file__).resolve().parents[2]
KEPT = Path(__file__).resolve().parent / "results.json"
PASSED = "passed"
LOOKED_FOR = frozenset({"audit", "walk", "contrast", "palette"})
"""The checks whose rules ``make accessibility`` looks for on every screen; those of Windows are read elsewhere."""


class NotRun(RuntimeError):
    """Something that has to be run first was not; says what."""


@dataclass(frozen=True, slots=True)
class Results:
    """``screens`` and ``views`` count what was looked at; ``found`` says of each piece of evidence how it went:
    ``passed``, or in words what was wrong."""

    screens: int
    views: int
    found: dict[str, str]

    def missing(self, wanted: Iterable[str]) -> tuple[str, ...]:
        """Which of these pieces of evidence were not tried."""
        return tuple(each for each in wanted if each not in self.found)


def kept(path: Path = KEPT) -> Results:
    """The results as committed."""
    raw = json.loads(path.read_text(encoding="utf-8"))
    return Results(raw["screens"], raw["views"], raw["found"])


def keep(results: Results, path: Path = KEPT) -> None:
    """Commit these results from now on."""
    raw = {"screens": results.screens, "views": results.views, "found": dict(sorted(results.found.items()))}
    path.write_text(json.dumps(raw, indent=1) + "\n", encoding="utf-8")


def unknown(evidence: Iterable[str]) -> tuple[str, ...]:
    """Which pieces of evidence name a rule, journey or test that does not exist."""
    return tuple(each for each in evidence if not _exists(each))


def _exists(evidence: str) -> bool:
    kind, _, rest = evidence.partition(":")
    if kind == "rule":
        return rest in {rule.id for rule in RULES if rule.check in LOOKED_FOR}
    if kind in ("journey", "magnified"):
        return rest in journey_names() and script_of(rest).exists()
    path, _, name = rest.partition("::")
    return kind == "test" and (ROOT / path).is_file() and name in _tests_in(ROOT / path)


def _tests_in(path: Path) -> frozenset[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return frozenset(node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef))


def gather(evidence: Iterable[str], out: Path) -> Results:
    """Read what ``make accessibility`` left in ``out``, run the tests that are named, and put it together.

    Raises NotRun where a screen was not looked at, a journey not played, or a test is not there.
    """
    wanted = tuple(dict.fromkeys(evidence))
    screens, views, wrong = _looked(out / "findings.txt")
    found: dict[str, str] = {}
    for each in wanted:
        kind, _, rest = each.partition(":")
        if kind == "rule":
            times = wrong.get(rest, 0)
            found[each] = f"{times} found" if times else PASSED
        elif kind == "journey":
            found[each] = _heard(rest, out)
        elif kind == "magnified":
            found[each] = _followed(rest, out)
    found |= _tried([each for each in wanted if each.startswith("test:")])
    return Results(screens, views, found)


def _looked(findings: Path) -> tuple[int, int, dict[str, int]]:
    if not findings.exists():
        raise NotRun(f"{findings} is not there: run make accessibility first")
    titles: set[str] = set()
    wrong: dict[str, int] = {}
    views = 0
    for line in findings.read_text(encoding="utf-8").splitlines():
        if line.startswith("# "):
            views += 1
            titles.add(line[2:].rsplit(":", 1)[0].rsplit(", ", 2)[0])
        elif line.startswith("error "):
            rule = line.split()[1]
            wrong[rule] = wrong.get(rule, 0) + 1
    lacking = {screen.title for screen in SCREENS} - titles
    if lacking:
        raise NotRun(f"not looked at: {', '.join(sorted(lacking))}")
    return len(SCREENS), views, wrong


def _heard(name: str, out: Path) -> str:
    transcript = out / f"{name}.transcript.txt"
    if not transcript.exists():
        raise NotRun(f"the journey {name} was not played")
    expected = read_script(script_of(name).read_text(encoding="utf-8"))
    heard = read_script(transcript.read_text(encoding="utf-8"))
    if [step for step, _ in expected] != [step for step, _ in heard]:
        return "another journey was played"
    wrong = sum(bool(compare(said, now)) for (_, said), (_, now) in zip(expected, heard, strict=True))
    return f"{wrong} steps differ" if wrong else PASSED


def _followed(name: str, out: Path) -> str:
    page = out / f"{name}.magnified.txt"
    if not page.exists():
        raise NotRun(f"the journey {name} was not played under the magnifier")
    looks = page.read_text(encoding="utf-8").splitlines()
    wrong = sum(look.startswith(LACKS) for look in looks)
    return f"{wrong} of {len(looks)} looks lacked something" if wrong or not looks else PASSED


def _tried(evidence: list[str]) -> dict[str, str]:
    if not evidence:
        return {}
    nodes = {each: each.removeprefix("test:") for each in evidence}
    with tempfile.TemporaryDirectory(prefix="crimint-conformance-") as folder:
        report = Path(folder) / "junit.xml"
        command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", f"--junitxml={report}"]
        subprocess.run([*command, *nodes.values()], cwd=ROOT, capture_output=True, check=False)
        if not report.exists():
            raise NotRun("the tests could not be collected")
        cases = list(ET.parse(report).getroot().iter("testcase"))  # noqa: S314 - written by our own test run
    return {each: _told(node, cases) for each, node in nodes.items()}


def _told(node: str, cases: list[ET.Element]) -> str:
    path, _, name = node.partition("::")
    module = path.removesuffix(".py").replace("/", ".")
    mine = [
        case for case in cases if case.get("classname") == module and case.get("name", "").partition("[")[0] == name
    ]
    if not mine:
        raise NotRun(f"{node} was not run")
    failed = sum(case.find("failure") is not None or case.find("error") is not None for case in mine)
    return f"{failed} failed" if failed else PASSED
