"""What is missing: said where it is mended, once somebody has been there or has asked to submit, and aloud once."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QWidget

from crimint_desktop.ui.a11y import announce
from crimint_desktop.ui.report_form.block import Block
from crimint_desktop.ui.report_form.contents import Contents, Line
from crimint_desktop.ui.report_form.item_block import ItemBlock
from crimint_desktop.ui.report_form.problem_list import ProblemList
from crimint_desktop.ui.report_form.writing import Writing
from crimint_domain.errors import Problem

__all__ = ["Missing"]


class Missing:
    """Knows which blocks were left, and which problems were said aloud already."""

    def __init__(self, writing: Writing, blocks: Callable[[], Sequence[Block]], contents: Contents) -> None:
        """Look at these blocks, and keep this list of contents true."""
        self._writing = writing
        self._blocks = blocks
        self._contents = contents
        self._left: set[str] = set()
        self._said: set[str] = set()
        self.list = ProblemList()
        self.everywhere = False

    def problems(self) -> tuple[Problem, ...]:
        """What stands before submission, from the top of the page to its end."""
        blocks = self._blocks()
        faults = [Problem(part, says) for block in blocks for part, says in block.faults.items()]
        found = [*faults, *self._writing.problems()]
        return tuple(sorted(found, key=lambda problem: self._place(blocks, problem)))

    @staticmethod
    def _place(blocks: Sequence[Block], problem: Problem) -> int:
        return next((at for at, block in enumerate(blocks) if block.owns(problem.part)), -1)

    def leave(self, block: Block) -> None:
        """Somebody has been in a block and left it: what is missing there may be said from now on."""
        self._left.add(_key(block))
        self.show()
        new = [each for each in self.problems() if block.owns(each.part) and each.says not in self._said]
        if new:
            self._said.update(each.says for each in new)
            announce(block, " ".join(each.says for each in new))

    def show(self) -> tuple[Problem, ...]:
        """Show what is missing, and return all of it."""
        problems = self.problems()
        self._said &= {problem.says for problem in problems}
        for block in self._blocks():
            here = [problem for problem in problems if block.owns(problem.part)]
            block.show_problems(_by_part(here) if self.everywhere or _key(block) in self._left else {})
        self._contents.show_lines(self.lines(problems))
        self.list.show_problems(problems if self.everywhere else ())
        return problems

    def lines(self, problems: Sequence[Problem]) -> tuple[Line, ...]:
        """The list of contents, with how many of these problems each part has."""
        lines = []
        for block in self._blocks():
            count = sum(block.owns(problem.part) for problem in problems)
            code = block.code() if isinstance(block, ItemBlock) else ""
            lines.append(Line(block.objectName(), block.words, count, not count and block.is_empty(), code))
        return tuple(lines)

    def mute(self, problems: Sequence[Problem]) -> None:
        """These were said aloud by somebody else."""
        self._said.update(problem.says for problem in problems)

    def next(self, step: int, now: QWidget | None, within: QWidget) -> Problem | None:
        """The next (1) or previous (-1) problem in reading order as seen from where the keyboard is."""
        problems = self.problems()
        if not problems:
            return None
        targets = [self._target(problem, within) for problem in problems]
        here = [at for at, each in enumerate(targets) if now is not None and (each is now or each.isAncestorOf(now))]
        if here:
            return problems[((here[-1] if step > 0 else here[0]) + step) % len(problems)]
        heights = [each.mapTo(within, QPoint(0, 0)).y() for each in targets]
        inside = now is not None and within.isAncestorOf(now)
        height = now.mapTo(within, QPoint(0, 0)).y() if inside and now is not None else -1
        beyond = [at for at, each in enumerate(heights) if (each >= height if step > 0 else each < height)]
        if not beyond:
            return problems[0 if step > 0 else -1]
        return problems[beyond[0 if step > 0 else -1]]

    def _target(self, problem: Problem, within: QWidget) -> QWidget:
        block = next((block for block in self._blocks() if block.owns(problem.part)), None)
        return block.target(problem.part) if block is not None else within


def _key(block: Block) -> str:
    return block.item.id if isinstance(block, ItemBlock) else block.objectName()


def _by_part(problems: Sequence[Problem]) -> dict[str, str]:
    shown: dict[str, str] = {}
    for problem in problems:
        shown[problem.part] = " ".join(filter(None, (shown.get(problem.part, ""), problem.says)))
    return shown
