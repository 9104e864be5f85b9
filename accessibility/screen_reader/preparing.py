"""What stands in the register and in a cache before a journey begins, made by the program's own acts, without a screen.

    python -m accessibility.screen_reader.preparing WHAT --profile FOLDER --service URL

WHAT is one of ``PREPARED``. All of it is invented.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType
from typing import Final

from accessibility.screen_reader.service import LIO, PASSPHRASE, PASSWORD, RECORDS, USER
from crimint_desktop.actions import attachments, drafting, evaluating
from crimint_desktop.actions.desk import Desk
from crimint_desktop.app.opening import OpenDesk
from crimint_desktop.app.parts import make_opener
from crimint_desktop.cli import options_from
from crimint_desktop.config import Profile
from crimint_desktop.remote import erasures
from crimint_desktop.sync import round as rounds
from crimint_domain.attachment import Attachment
from crimint_domain.grading import CURRENT_SCHEME, Grading
from crimint_domain.handling import Handling
from crimint_domain.report import Item, Report, Source
from crimint_domain.views import report_document

__all__ = ["PREPARED", "main"]

_VAN: Final = "A blue van stood at the yard with its lights off."
_BICYCLES: Final = "He sells bicycles that are not his."
_LEAD: Final = "Lead lay in the ditch by the chapel."
_ASK: Final = "Ask the author first."
_NOTE: Final = "Timetable of the yard.\nLorries come at six and at nine.\nNobody is there at noon.\n"


class _Place:
    """Where desks are opened: one profile for the person of the journey, others for everybody else."""

    def __init__(self, profile: Profile, service: str) -> None:
        self._profile = profile
        self._service = service

    @contextmanager
    def desk_of(self, user: str, *, beside: bool = False) -> Iterator[OpenDesk]:
        """Open a desk, in step with the service; ``beside`` means another computer."""
        profile = Profile(self._profile.folder.with_name(f"desk-of-{user}")) if beside else self._profile
        opened = make_opener(profile).sign_in(self._service, user, PASSWORD, PASSPHRASE)
        try:
            agree(opened)
            yield opened
        finally:
            opened.close()


def agree(opened: OpenDesk) -> None:
    """Run a round."""
    line, desk = opened.line_to_service(), opened.desk
    try:
        rounds.run(line, desk.db, desk.logbook, desk.clock, desk.new_id, lambda _progress: None)
    finally:
        line.close()


def _known(place: _Place) -> None:
    """A cache from an earlier day."""
    with place.desk_of(USER):
        pass


def _to_evaluate(place: _Place) -> None:
    """A report that an officer has submitted, and a cache of the evaluator."""
    with place.desk_of(USER, beside=True) as officer:
        _submit(officer.desk, _van_and_bicycles)
        agree(officer)
    with place.desk_of(LIO):
        pass


def _conflict(place: _Place) -> None:
    """The officer's own report, of which two people have changed the same parts apart."""
    with place.desk_of(USER) as officer:
        record = _submit(officer.desk, _van_and_bicycles)
        agree(officer)
        with place.desk_of(LIO, beside=True) as evaluator:
            mine = drafting.resume(officer.desk, record, "").result().report
            _change(officer.desk, _graded_again(mine, "2", "B"))
            item = mine.items[0].id
            better = Grading(CURRENT_SCHEME, "2", "D")
            why = "The officer saw it from far away."
            evaluating.regrade(evaluator.desk, record, item, better, _open(), why).result()
            agree(evaluator)
        agree(officer)


def _with_file(place: _Place) -> None:
    """The officer's own report with a text file beside it, and another such file to be added."""
    with place.desk_of(USER) as officer:
        path = Path.home() / "timetable.txt"
        path.write_text(_NOTE, encoding="utf-8")

        def with_file(desk: Desk, report: Report) -> Report:
            file = attachments.add_file(desk, _at_once, report.id, str(path)).result()
            return replace(_van_and_bicycles(desk, report), attachments=(file,))

        _submit(officer.desk, with_file)
        agree(officer)


def _to_dispose(place: _Place) -> None:
    """Two released reports, one of which somebody proposes to erase, and a cache of the records manager who looks."""
    with place.desk_of(USER, beside=True) as officer, place.desk_of(LIO, beside=True) as evaluator:
        records = [_submit(officer.desk, _van_and_bicycles), _submit(officer.desk, _lead)]
        agree(officer)
        agree(evaluator)
        for step in ("evaluate", "release"):
            for record in records:
                evaluating.take_step(evaluator.desk, record, step, "").result()
            agree(evaluator)
    with place.desk_of("keeper", beside=True) as keeper:
        line = keeper.line_to_service()
        try:
            erasures.propose(line, keeper.desk.new_id(), "erase", records[1], "K1", "Review of 12 November, group 3.")
        finally:
            line.close()
    with place.desk_of(RECORDS):
        pass


PREPARED: Final[Mapping[str, Callable[[_Place], None]]] = MappingProxyType(
    {
        "known": _known, "to-evaluate": _to_evaluate, "conflict": _conflict, "with-file": _with_file,
        "to-dispose": _to_dispose,
    }
)  # fmt: skip


def _submit(desk: Desk, write: Callable[[Desk, Report], Report]) -> str:
    begun = drafting.begin_draft(desk, "").result().report
    drafting.submit(desk, begun.id, report_document(write(desk, begun))).result()
    return begun.id


def _change(desk: Desk, report: Report) -> None:
    drafting.keep(desk, report.id, report_document(report)).result()
    drafting.leave(desk, report.id).result()


def _van_and_bicycles(desk: Desk, report: Report) -> Report:
    conditions = Handling(CURRENT_SCHEME, "C", "A1", "S1", _ASK)
    items = (
        Item(report.items[0].id, _VAN, "fact", Grading(CURRENT_SCHEME, "1", "A"), _open()),
        Item(desk.new_id(), _BICYCLES, "fact", Grading(CURRENT_SCHEME, "2", "C"), conditions),
    )
    return replace(report, title=_VAN, source=Source("saw"), items=items)


def _lead(_desk: Desk, report: Report) -> Report:
    item = Item(report.items[0].id, _LEAD, "fact", Grading(CURRENT_SCHEME, "1", "A"), _open())
    return replace(report, title=_LEAD, source=Source("saw"), items=(item,))


def _graded_again(report: Report, source: str, assessment: str) -> Report:
    first, *others = report.items
    graded = replace(first, grading=Grading(CURRENT_SCHEME, source, assessment))
    return replace(report, items=(graded, *others))


def _open() -> Handling:
    return Handling(CURRENT_SCHEME, "P")


def _at_once(work: Callable[[], Attachment]) -> Future[Attachment]:
    done: Future[Attachment] = Future()
    done.set_result(work())
    return done


def main(arguments: Sequence[str]) -> int:
    """Prepare what the first argument names."""
    what, *rest = arguments
    options = options_from(rest)
    Path(options.profile.folder).mkdir(parents=True, exist_ok=True)
    PREPARED[what](_Place(options.profile, options.service))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
