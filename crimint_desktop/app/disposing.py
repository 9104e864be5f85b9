"""Disposal: the place in the navigation for who manages records, its pages, and the service behind them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crimint_desktop.actions import disposal, everywhere
from crimint_desktop.actions.reading import ListQuery
from crimint_desktop.app import pages as page_keys
from crimint_desktop.app.parts import new_id
from crimint_desktop.app.searching import AtService
from crimint_desktop.remote import erasures
from crimint_desktop.ui.main_window import Place

if TYPE_CHECKING:
    from concurrent.futures import Future

    from crimint_desktop.app.workplace import Workplace
    from crimint_desktop.remote.erasures import Act, Erasure, What
    from crimint_desktop.remote.service import Service
    from crimint_desktop.ui.disposal.acts import DisposalActs
    from crimint_desktop.ui.disposal.page import DisposalPage

__all__ = ["Disposing", "ErasesAtService"]


class ErasesAtService:
    """The service as the acts of disposal ask it."""

    def __init__(self, service: Service) -> None:
        self._service = service

    def listed(self) -> tuple[Erasure, ...]:
        """Give what waits and what is over."""
        return erasures.listed(self._service)

    def look(self, name: str) -> Erasure:
        """Give one."""
        return erasures.look(self._service, name)

    def propose(self, name: str, what: What, record: str, ground: str, words: str) -> Erasure:
        """Take a proposal."""
        return erasures.propose(self._service, name, what, record, ground, words)

    def decide(self, name: str, act: Act, reason: str, version: int) -> Erasure:
        """Take what a second person says."""
        return erasures.decide(self._service, name, act, reason, version)


class Disposing:
    """Serves one workplace."""

    def __init__(self, work: Workplace) -> None:
        self._work = work
        # A proposal keeps its name while it is asked again: a lost answer makes no second one.
        self._names: dict[tuple[str, ...], str] = {}

    def places(self) -> tuple[Place, ...]:
        """The entry of the navigation, for who manages records."""
        if not disposal.may_erase(self._work.desk):
            return ()
        return (Place("disposal", "Disposal", "retention", self._page),)

    def _page(self) -> DisposalPage:
        from crimint_desktop.ui.disposal.page import DisposalPage

        return DisposalPage(self.acts(), self._work.jobs)

    def acts(self) -> DisposalActs:
        """What the pages may do."""
        from crimint_desktop.ui.disposal.acts import DisposalActs, grounds

        work, ask = self._work, self._work.bindings.ask
        at_service = ErasesAtService(work.bindings.service)
        searched = AtService(work.bindings.service)
        return DisposalActs(
            listed=lambda: disposal.listed(ask, at_service),
            look=lambda name: disposal.look(ask, at_service, work.desk, name, work.choices.reason()),
            decide=lambda shown, act, reason: disposal.decide(ask, at_service, work.desk, shown, act, reason),
            search=lambda text: everywhere.search(
                ask, searched, work.desk, ListQuery(text=text, kinds=("report", "card")), "", work.choices.reason()
            ),
            propose=self._propose,
            read=work.elsewhere.read,
            open=self._open,
            new=self._new,
            done=self._done,
            grounds=grounds(work.desk.codes, work.desk.now().date()),
            me=work.desk.principal.user,
            setting=work.bindings.reading_setting(),
        )  # fmt: skip

    def _propose(self, what: What, record: tuple[str, int], ground: str, words: str) -> Future[Erasure]:
        name = self._names.setdefault((what, record[0], ground, words), new_id())
        service = ErasesAtService(self._work.bindings.service)
        return disposal.propose(self._work.bindings.ask, service, self._work.desk, name, what, record, ground, words)

    def _open(self, name: str) -> None:
        self._work.jobs.when(self._work.window, self.acts().look(name), self._show)

    def _show(self, erasure: Erasure) -> None:
        from crimint_desktop.ui.disposal.erasure_page import ErasurePage

        key = page_keys.erasure(erasure.id)
        self._work.window.close_page(key)
        self._work.window.open_page(key, ErasurePage(erasure, self.acts(), self._work.jobs))

    def _new(self) -> None:
        from crimint_desktop.ui.disposal.propose_page import ProposePage

        self._names.clear()
        self._work.window.close_page(page_keys.PROPOSE)
        self._work.window.open_page(page_keys.PROPOSE, ProposePage(self.acts(), self._work.jobs))

    def _done(self, says: str) -> None:
        self._work.window.go("disposal")
        self._work.window.close_page(page_keys.PROPOSE)
        self._work.notice(says)
