"""The power goes at any moment, and the disk keeps any part of what it was not made to keep: nothing said is lost."""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from crimint_desktop.store import logbook
from crimint_desktop.store.cache_file import open_cache
from crimint_domain.ids import text_of
from crimint_service.app import create
from tests.chaos.disk import CALLS, Disk, Event, events_of
from tests.chaos.recorded import ROUNDS
from tests.chaos.register import look
from tests.service.world import quick
from tests.sync.conftest import KEY

SEED = 20_261_123
IMAGES = int(os.environ.get("IMAGES", "300"))


class Lost(Exception):
    """Something that was said is not on the disk."""


@pytest.fixture(scope="module")
def recording(tmp_path_factory, project) -> tuple[Path, list[Event]]:
    """Everything that a device and a register asked of the disk, in order, and what was said in between."""
    folder = tmp_path_factory.mktemp("recorded")
    for store in ("cache", "register"):
        (folder / store).mkdir()
    stores = [f"{folder}/cache/cache.db", f"{folder}/register/register.db"]
    program = [sys.executable, "-m", "tests.chaos.recorded", *stores]
    strace = ["strace", "-f", "-qq", "-y", "-xx", "-s", "5000000", "--seccomp-bpf", "-e", f"trace={CALLS}"]
    # Compiled modules are written by renaming, which stores never do and the model does not know.
    env = os.environ | {"PYTHONDONTWRITEBYTECODE": "1"}
    with (folder / "errors.txt").open("wb") as errors:
        recording = [*strace, "-o", f"{folder}/trace", *program]
        subprocess.run(recording, cwd=project, env=env, stdout=subprocess.PIPE, stderr=errors, check=True)
    with (folder / "trace").open(encoding="ascii") as trace:
        return folder, list(events_of(trace))


def images(
    recording: tuple[Path, list[Event]], store: str, into: Path, number: int, deaf: tuple[str, ...] = ()
) -> Iterator[tuple[Path, list[str]]]:
    """Yield folders as a power cut may have left them, each with what had been said before it."""
    folder, events = recording
    chance, disk = random.Random(SEED), Disk(folder / store, deaf)
    said: list[str] = []
    begins = next(n for n, each in enumerate(events) if each.path.parent == folder / store)
    cuts = sorted(chance.choices(range(begins, len(events)), k=number))
    for at, event in enumerate(events):
        while cuts and cuts[0] == at:
            cuts.pop(0)
            image = into / "image"
            shutil.rmtree(image, ignore_errors=True)
            image.mkdir()
            disk.cut(chance, image)
            yield image, said
        disk.happens(event)
        if event.what == "say":
            said.append(event.content.decode().strip())


def after(said: list[str], what: str) -> set[str]:
    return {line.partition(" ")[2] for line in said if line.startswith(what)}


def check_cache(image: Path, said: list[str]) -> None:
    """Open a cache as the program does; what was said is there and the log is whole."""
    if said and not (image / "cache.db").exists():
        raise Lost
    with closing(open_cache(image / "cache.db", KEY)) as db:
        rows = db.read(lambda conn: conn.exec_driver_sql(
            "SELECT id, document, parts, 0 FROM outbox UNION ALL SELECT id, document, parts, 1 FROM sent").all()
        ).result()  # fmt: skip
        words = b"".join(each for row in rows for each in row[1:3] if each).decode()
        taken = {text_of(row[0]) for row in rows if row[3]}
        if not all(word in words for word in after(said, "typed")) or not after(said, "taken") <= taken:
            raise Lost
        assert db.run(logbook.verify_chain).result()[0] >= len(after(said, "typed"))
        assert db.checkpoint_truncate().result()  # pages torn in the file are whole in its log
        assert db.read(lambda conn: conn.exec_driver_sql("PRAGMA cipher_integrity_check").all()).result() == []


def check_register(image: Path, said: list[str]) -> None:
    """Open a register as the service does; every receipt that went out is there, with what it stands for."""
    if not said:  # it may not have been finished: then starting the service finishes it
        create(quick(str(image / "register.db")), "practice").state.parts.database.close()
    register = look(image / "register.db")
    if not after(said, "taken") <= register.receipts.keys():
        raise Lost
    register.assert_sound()


STORES = [pytest.param("cache", check_cache, id="cache"), pytest.param("register", check_register, id="register")]


@pytest.mark.timeout(max(240, IMAGES // 4))
@pytest.mark.parametrize(("store", "check"), STORES)
def test_whatever_a_power_cut_leaves_opens_and_holds_everything_that_was_said(
    recording, tmp_path, capsys, store, check
):  # fmt: skip
    opened = 0
    for image, said in images(recording, store, tmp_path, IMAGES):
        check(image, said)
        opened += 1
    with capsys.disabled():
        print(f"\n{opened} images of the {store}, from {len(recording[1])} events", end=" ")
    assert opened == IMAGES


@pytest.mark.timeout(240)
@pytest.mark.parametrize(("store", "check"), STORES)
def test_a_log_that_is_not_made_safe_would_be_found(recording, tmp_path, store, check):
    """The same images, had nobody synced the write-ahead log: the counter-proof."""
    spoilt = 0
    for image, said in images(recording, store, tmp_path, 60, deaf=("-wal",)):
        try:
            check(image, said)
        except Exception:
            spoilt += 1
    assert spoilt > 15


def test_the_recording_holds_what_it_must(recording):
    folder, events = recording
    said = [each.content.decode().split()[0] for each in events if each.what == "say"]
    assert said.count("typed") == said.count("taken") == 4 * ROUNDS
    for store in ("cache/cache.db", "register/register.db"):
        written = [each for each in events if each.path == folder / store and each.what == "write" and each.content]
        assert len(written) > 50, "nothing was moved out of the write-ahead log"
        assert [each for each in events if each.path == folder / f"{store}-wal" and each.what == "sync"]
