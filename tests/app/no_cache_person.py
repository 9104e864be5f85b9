"""A person at a desk that keeps nothing, in a process of its own: writes, says so, and waits to be killed."""

from __future__ import annotations

import sys
import time
from pathlib import Path

from crimint_desktop.actions import drafting
from crimint_desktop.app.opening import Opener
from crimint_desktop.app.parts import SystemClock, new_id
from crimint_desktop.config import Profile
from crimint_desktop.keys.backoff import Backoff
from crimint_domain.parts import with_parts
from resources.code_lists import code_lists
from tests.app.conftest import no_keyring
from tests.protocol.people import PASSWORD


def main(profile: str, service: str, words: str) -> None:
    """Sign in, write a report, seal it while nothing is sent, and stay."""
    opener = Opener(
        Profile(Path(profile)), code_lists(), SystemClock(), new_id, no_keyring, Backoff(time.monotonic)
    )  # fmt: skip
    opened = opener.sign_in(service, "okonjo", PASSWORD, "")
    desk = opened.desk
    editing = drafting.begin_draft(desk, "").result()
    (item,) = editing.document["items"]
    drafting.keep(desk, editing.report.id, with_parts(editing.document, {f"items/{item}/text": words})).result()
    drafting.leave(desk, editing.report.id).result()
    if opened.sealing is None:
        raise SystemExit("nothing can be sealed")
    opened.sealing.follow(desk)
    print(f"{opened.folder}", flush=True)
    time.sleep(600)


if __name__ == "__main__":
    main(*sys.argv[1:])
