"""The report on WCAG and EN 301 549 says what the checks found, of every criterion, and names only what exists."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from accessibility.conformance import evidence as gathering
from accessibility.conformance.criteria import EN_OWN, EN_REPEATED, WCAG
from accessibility.conformance.evidence import PASSED, NotRun, Results, gather, keep, kept, unknown
from accessibility.conformance.page import CLAIMS, NOT_SHOWN, PRINTED, claims, evidence, printed, verdict
from accessibility.magnifier.following import Look
from accessibility.magnifier.shown import Focused
from accessibility.screen_reader.journey import script_of
from accessibility.screens import SCREENS


def test_every_criterion_is_answered_once_and_nothing_else():
    assert len(WCAG) == 55
    assert sum(each.level == "A" for each in WCAG) == 31
    assert len(CLAIMS) == len(claims())
    assert set(claims()) == {each.number for each in (*WCAG, *EN_OWN)}


def test_every_clause_that_repeats_wcag_repeats_a_criterion_that_is_there():
    numbers = {each.number for each in WCAG}
    assert {each.same_as for each in EN_REPEATED} <= numbers
    assert len({each.number for each in (*EN_REPEATED, *EN_OWN)}) == len(EN_REPEATED) + len(EN_OWN)


def test_every_rule_journey_and_test_that_is_named_exists():
    assert unknown(evidence()) == ()


def test_a_rule_journey_or_test_that_does_not_exist_is_found():
    invented = ("rule:no-such-rule", "journey:to_the_moon", "test:tests/ui/test_fields.py::test_nothing", "hearsay:yes")
    assert unknown(invented) == invented
    assert unknown(("magnified:to_the_moon", "magnified:home")) == ("magnified:to_the_moon",)


def test_a_rule_that_no_screen_is_looked_at_for_shows_nothing():
    assert unknown(("rule:windows-type", "rule:focus-ring")) == ("rule:windows-type",)


def test_what_is_supported_is_shown_and_what_is_not_says_why():
    for claim in CLAIMS:
        assert claim.verdict != "supports" or claim.shown_by, claim.number
        assert len(claim.says.split()) > 2, claim.number


def test_the_committed_page_is_what_the_committed_results_say():
    assert PRINTED.read_text(encoding="utf-8") == printed(kept()), "run: python -m accessibility.conformance"


def test_the_committed_results_answer_for_everything_that_is_named():
    assert kept().missing(evidence()) == (), "run make accessibility, which gathers what it found"


def test_a_claim_is_not_shown_once_its_evidence_fails_or_was_not_run():
    results = kept()
    target = claims()["2.5.8"]
    assert verdict(target, results) == "supports"
    failed = replace(results, found={**results.found, "rule:target-small": "2 found"})
    assert verdict(target, failed) == NOT_SHOWN
    assert f"2.5.8 Target Size (Minimum) (AA) | {NOT_SHOWN} |" in printed(failed)
    assert "rule `target-small`: **2 found**" in printed(failed)
    assert verdict(target, Results(1, 1, {})) == NOT_SHOWN


def test_results_are_read_back_as_they_were_kept(tmp_path: Path):
    results = Results(2, 32, {"rule:overlap": PASSED, "journey:home": "1 steps differ"})
    keep(results, tmp_path / "results.json")
    assert kept(tmp_path / "results.json") == results


@pytest.fixture
def run(tmp_path: Path) -> Path:
    """What a run of the audit leaves."""
    lines = [f"# {screen.title}, light, 100 %: 0 errors" for screen in SCREENS]
    lines.append("error  overlap                    window/save: 4 × 4 px lie under window/send")
    (tmp_path / "findings.txt").write_text("\n".join(lines), encoding="utf-8")
    return tmp_path


def test_findings_and_tests_are_gathered(run: Path):
    passing = "test:tests/accessibility/test_contrast.py::test_the_ratio_is_that_of_wcag"
    results = gather(("rule:overlap", "rule:target-small", passing), run)
    assert results.found == {"rule:overlap": "1 found", "rule:target-small": PASSED, passing: PASSED}
    assert results.views == results.screens == len(SCREENS)


def test_a_journey_is_compared_with_its_script(run: Path):
    with pytest.raises(NotRun, match="home was not played"):
        gathering._heard("home", run)
    script = script_of("home").read_text(encoding="utf-8")
    (run / "home.transcript.txt").write_text(script, encoding="utf-8")
    assert gathering._heard("home", run) == PASSED
    (run / "home.transcript.txt").write_text(script.replace("Needs you.", "Table."), encoding="utf-8")
    assert gathering._heard("home", run) == "1 steps differ"
    (run / "home.transcript.txt").write_text(script.rsplit("\n", 2)[0], encoding="utf-8")
    assert gathering._heard("home", run) == "another journey was played"


def test_a_journey_under_the_magnifier_is_read_from_its_list(run: Path):
    with pytest.raises(NotRun, match="home was not played under the magnifier"):
        gather(("magnified:home",), run)
    seen = Look("Tab", 2, Focused("New report", "push button", (0, 0, 90, 30)), "")
    (run / "home.magnified.txt").write_text(f"{seen}\n{replace(seen, power=4)}\n", encoding="utf-8")
    assert gather(("magnified:home",), run).found == {"magnified:home": PASSED}
    lacking = replace(seen, lacks="its words are out of view")
    (run / "home.magnified.txt").write_text(f"{seen}\n{lacking}\n", encoding="utf-8")
    assert gather(("magnified:home",), run).found == {"magnified:home": "1 of 2 looks lacked something"}


def test_a_screen_that_was_not_looked_at_is_named(run: Path):
    short = (run / "findings.txt").read_text(encoding="utf-8").replace("# Lock: waiting, ", "# Lock: elsewhere, ")
    (run / "findings.txt").write_text(short, encoding="utf-8")
    with pytest.raises(NotRun, match="Lock: waiting"):
        gather((), run)
