"""Prints ``accessibility/conformance.md`` from the criteria, our claims and what the checks found."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from accessibility.conformance.claim import Claim
from accessibility.conformance.claims_en import EN
from accessibility.conformance.claims_operable import OPERABLE
from accessibility.conformance.claims_perceivable import PERCEIVABLE
from accessibility.conformance.claims_understandable import ROBUST, UNDERSTANDABLE
from accessibility.conformance.criteria import EN_OWN, EN_REPEATED, WCAG, Criterion
from accessibility.conformance.evidence import PASSED, Results

PRINTED = Path(__file__).resolve().parents[1] / "conformance.md"
CLAIMS: tuple[Claim, ...] = (*PERCEIVABLE, *OPERABLE, *UNDERSTANDABLE, *ROBUST, *EN)
WORDS = {"supports": "supports", "partly": "partly", "not": "does not", "n.a.": "n.a."}
NOT_SHOWN = "**not shown**"


def claims() -> dict[str, Claim]:
    """Every claim by the number of its criterion."""
    return {claim.number: claim for claim in CLAIMS}


def evidence() -> tuple[str, ...]:
    """Everything that claims name."""
    return tuple(dict.fromkeys(each for claim in CLAIMS for each in claim.shown_by))


def verdict(claim: Claim, results: Results) -> str:
    """What may be said of a criterion: the claim, or that it is not shown since a check failed or was not run."""
    good = all(results.found.get(each) == PASSED for each in claim.shown_by)
    return WORDS[claim.verdict] if good else NOT_SHOWN


def printed(results: Results) -> str:
    """The page as it should be committed."""
    known = claims()
    counted = Counter(verdict(known[each.same_as or each.number], results) for each in (*WCAG, *EN_REPEATED, *EN_OWN))
    lines = [
        "# How the program stands to WCAG 2.2 and EN 301 549",
        "",
        "Printed by `python -m accessibility.conformance` from what the checks found; a test fails when this page is",
        "not what would be printed, when a criterion is missing, or when a rule, journey or test it names does not",
        f"exist. A claim whose evidence failed or was not run reads {NOT_SHOWN}. WCAG is read for software as WCAG2ICT",
        "(W3C Group Note, 2024) says; clauses of EN 301 549 are those of V3.2.1.",
        "",
        f"Looked at: {results.screens} screens and states in {results.views} views (themes and text sizes), and"
        f" {_count('journey')} journeys heard with a real screen reader; {_count('rule')} rules and"
        f" {_count('test')} tests are named here as evidence.",
        "",
        "What only a person on Windows can judge (Narrator, Magnifier's modes, Voice Access, braille) is in",
        "`manual_windows.md`, and nothing here rests on it.",
        "",
        "| | " + " | ".join(counted) + " |",
        "|---" * (len(counted) + 1) + "|",
        "| criteria | " + " | ".join(str(times) for times in counted.values()) + " |",
        "",
        "## WCAG 2.2, levels A and AA",
        "",
        *_table(WCAG, results),
        "",
        "## EN 301 549, clause 11: what it repeats of WCAG",
        "",
        *_repeated(results),
        "",
        "## EN 301 549, clauses 11 and 12: what it asks beyond",
        "",
        *_table(EN_OWN, results),
    ]
    return "\n".join(lines) + "\n"


def _count(kind: str) -> int:
    return sum(each.startswith(f"{kind}:") for each in evidence())


def _table(criteria: tuple[Criterion, ...], results: Results) -> Iterator[str]:
    yield "| criterion | | how | shown by |"
    yield "|---|---|---|---|"
    for each in criteria:
        claim = claims()[each.number]
        level = f" ({each.level})" if each.level else ""
        shown = "<br>".join(_told(piece, results) for piece in claim.shown_by)
        yield f"| {each.number} {each.name}{level} | {verdict(claim, results)} | {claim.says} | {shown} |"


def _told(piece: str, results: Results) -> str:
    kind, _, name = piece.partition(":")
    how = results.found.get(piece, "not run")
    short = name.removeprefix("tests/") if kind == "test" else name
    return f"{kind} `{short}`" + ("" if how == PASSED else f": **{how}**")


def _repeated(results: Results) -> Iterator[str]:
    yield "| clause | | as |"
    yield "|---|---|---|"
    for each in EN_REPEATED:
        yield f"| {each.number} {each.name} | {verdict(claims()[each.same_as], results)} | {each.same_as} |"
