"""Backups that are encrypted and whole, and restores that bring nothing back that was erased."""

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import requests
import sqlalchemy as sa

from crimint_domain.views import instant_text
from crimint_service import erasing, restoring
from crimint_service.app import create
from crimint_service.backup import back_up, note_beside
from crimint_service.encrypted_file import key_beside, key_file, read_key
from crimint_service.epochs import begin_epoch
from crimint_service.erasing import Erased
from crimint_service.erasure_list import keep_list, list_beside, read_list
from crimint_service.faults import Fault
from crimint_service.register import open_register
from crimint_service.restoring import Wanted, begin_again, restore
from crimint_service.sealed_file import seal, unsealed
from crimint_service.tables import access_token, epoch_change, erasure, gone, record
from tests.pages import clear_pages
from tests.protocol.client import Client, a_change, a_creation, a_document, an_item
from tests.protocol.people import KEEPER, OKONJO, PETERS
from tests.service.test_invariants import released
from tests.service.world import HandClock, World, a_world, listening, quick

CANARY = "Xqzvulture"


@pytest.fixture
def spare(database, tmp_path, request) -> str:
    """A place for the restored register."""
    if database.startswith("postgresql"):
        return str(request.getfixturevalue("postgres").fresh())
    return str(tmp_path / "elsewhere" / "register.db")


def backed_up(world: World, folder: Path) -> Path:
    settings = world.parts.settings
    back_up(settings, folder / "copy", folder / "copy.key", folder / "erasures.jsonl")
    return folder / "copy"


def wanted(folder: Path, **more: Any) -> Wanted:
    own: dict[str, Any] = {"key": folder / "copy.key", "erasures": [folder / "erasures.jsonl"]}
    return Wanted(folder / "copy", by="watch", reason="A lost disk", **{**own, **more})


def erase(world: World, name: str) -> None:
    at = instant_text(world.clock.now()) or ""
    world.write(lambda conn: erasing.erase(conn, name, by="keeper", second="peters", reason="Too long", at=at))


def test_a_restored_register_has_everything_but_what_was_erased_since(database, spare, tmp_path):
    with a_world(database) as world:
        officer, evaluator = world.client(OKONJO), world.client(PETERS)
        kept = released(world, officer, evaluator)
        lost = released(world, officer, evaluator, items={"i1": an_item(f"{CANARY} at the mill")})
        backed_up(world, tmp_path)
        old_epoch = officer.checkpoint()["epoch"]
        erase(world, lost)
        never = a_creation()
        officer.send(never)
        erase(world, never["record"])
        keep_list(world.parts.database, tmp_path / "erasures.jsonl")

    done = restore(quick(spare), wanted(tmp_path))

    assert done.erased_again == 1
    if not spare.startswith("postgresql"):
        assert CANARY.encode() not in clear_pages(*key_beside(spare))
    with _again(spare) as world:
        officer = world.client(OKONJO)
        assert officer.everything().keys() == {kept}
        assert officer.checkpoint()["epoch"] == done.epoch != old_epoch
        assert officer.ask("POST", "/v1/sync/checkpoint", _asking(old_epoch))[0] == 409
        assert set(world.rows(sa.select(erasure.c.record_id))) == {(lost,), (never["record"],)}
        assert {reason for (reason,) in world.rows(sa.select(gone.c.reason).where(gone.c.record_id == lost))} == {
            "erased"
        }
        assert [each["status"] for each in officer.send(never)] == [410]
        assert [each["status"] for each in officer.send(a_change(lost, 3, {"title": "Back"}))] == [410]
        [row] = world.rows(sa.select(epoch_change.c.by_user, epoch_change.c.reason))
        assert row == ("watch", "A lost disk")


@contextmanager
def _again(database: str) -> Iterator[World]:
    """The restored service; its people are there already."""
    clock = HandClock()
    app = create(quick(database, clock=clock))
    with listening(app) as url, requests.Session() as http:
        http.headers["Accept-Encoding"] = "identity"
        http.trust_env = False
        yield World(app.state.parts, clock, url, http)


def _asking(epoch: str) -> dict[str, object]:
    return {"epoch": epoch, "access_version": 0, "have_digest": "", "audit_seq": 0}


def test_the_environment_stays_and_nobody_is_signed_in_any_more(database, spare, tmp_path):
    with a_world(database) as world:
        officer = world.client(OKONJO)
        token, refresh = officer.tokens["token"], officer.tokens["refresh"]
        backed_up(world, tmp_path)
        before = world.parts.register
    restore(quick(spare), wanted(tmp_path))
    opened, after = open_register(quick(spare), "practice")
    assert opened.read(lambda conn: conn.execute(sa.select(access_token)).all()) == []
    opened.close()
    assert after.environment == before.environment
    assert (after.content_key, after.lease_key) == (before.content_key, before.lease_key)
    with _again(spare) as world:
        stale = Client(world.request, OKONJO, officer.device, {"token": token})
        assert stale.ask("GET", "/v1/access/me")[0] == 401
        asked = {"grant": "refresh", "refresh": refresh}
        assert world.request("POST", "/v1/token", asked, {"X-Device": officer.device})[0] == 401


def test_a_backup_holds_nothing_in_clear_and_says_what_it_is(world, tmp_path):
    officer = world.client(OKONJO)
    officer.send(a_creation(a_document(CANARY)))
    copy = backed_up(world, tmp_path)
    assert CANARY.encode() not in copy.read_bytes()
    assert b"okonjo" not in copy.read_bytes()
    note = json.loads(note_beside(copy).read_text())
    assert (note["environment"], note["erasures"]) == ("practice", 0)
    assert {each.name for each in tmp_path.iterdir() if each.name.startswith("copy")} == {
        "copy", "copy.json", "copy.key",
    }  # fmt: skip


def test_a_backup_is_never_written_over(world, tmp_path):
    backed_up(world, tmp_path)
    with pytest.raises(FileExistsError):
        backed_up(world, tmp_path)


def test_an_altered_backup_is_not_restored(world, spare, tmp_path):
    copy = backed_up(world, tmp_path)
    whole = bytearray(copy.read_bytes())
    whole[len(whole) // 2] ^= 1
    copy.write_bytes(whole)
    with pytest.raises(Fault, match="its sum is another"):
        restore(quick(spare), wanted(tmp_path))


def test_a_restore_needs_the_list_of_erasures_and_believes_no_shorter_one(world, spare, tmp_path):
    officer = world.client(OKONJO)
    creations = [a_creation() for _ in range(2)]
    officer.send(*creations)
    for each in creations:
        erase(world, each["record"])
    backed_up(world, tmp_path)
    listed = tmp_path / "erasures.jsonl"
    assert len(read_list(listed)[0]) == 2
    with pytest.raises(Fault, match="Name the list"):
        restore(quick(spare), wanted(tmp_path, erasures=[]))
    first, second = listed.read_text().splitlines(keepends=True)
    listed.write_text(first)
    with pytest.raises(Fault, match="older than the backup"):
        restore(quick(spare), wanted(tmp_path))
    listed.write_text(first + second.replace("Too long", "No reason"))
    with pytest.raises(Fault, match="Line 2"):
        restore(quick(spare), wanted(tmp_path))


def test_no_register_is_written_over(world, spare, tmp_path):
    backed_up(world, tmp_path)
    with pytest.raises(Fault, match="already"):
        restore(world.parts.settings, wanted(tmp_path))
    with pytest.raises(Fault, match="key"):
        restore(quick(spare), wanted(tmp_path, key=tmp_path / "not there"))


def test_a_disposal_is_listed_as_soon_as_it_is_answered(embedded):
    officer, evaluator, keeper = embedded.client(OKONJO), embedded.client(PETERS), embedded.client(KEEPER)
    name = released(embedded, officer, evaluator)
    keeper.send(a_change(name, 3, step="dispose", reason="Past its review"))
    path = list_beside(embedded.parts.settings)
    assert path is not None
    [listed], head = read_list(path)
    assert (listed.record, listed.by, head.count) == (name, "keeper", 1)


@pytest.mark.expects_log("list of erasures could not be written")
def test_an_erasure_stands_when_the_list_cannot_be_written_and_is_listed_with_the_next(embedded):
    officer, evaluator, keeper = embedded.client(OKONJO), embedded.client(PETERS), embedded.client(KEEPER)
    names = [released(embedded, officer, evaluator) for _ in range(2)]
    path = list_beside(embedded.parts.settings)
    assert path is not None
    path.mkdir()
    assert keeper.send(a_change(names[0], 3, step="dispose", reason="Past its review"))[0]["status"] == 200
    path.rmdir()
    keeper.send(a_change(names[1], 3, step="dispose", reason="Past its review"))
    assert {each.record for each in read_list(path)[0]} == set(names)


def test_an_embedded_backup_may_stay_under_the_registers_own_key(tmp_path):
    database = tmp_path / "register.db"
    with a_world(str(database)) as world:
        world.client(OKONJO).send(a_creation())
        back_up(world.parts.settings, tmp_path / "copy", None, tmp_path / "erasures.jsonl")
    moved = tmp_path / "new" / "register.db"
    moved.parent.mkdir()
    shutil.copy(key_file(database), key_file(moved))
    restore(quick(str(moved)), wanted(tmp_path, key=None))
    assert read_key(key_file(moved)) == read_key(key_file(database))
    with _again(str(moved)) as world:
        assert len(world.rows(sa.select(record.c.id))) == 1
    assert not list(moved.parent.glob("*restoring*"))


def test_a_restore_that_was_cut_off_leaves_no_register_and_can_be_done_again(embedded, tmp_path, monkeypatch):
    backed_up(embedded, tmp_path)
    moved = tmp_path / "new" / "register.db"

    def cut_off(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as killed:
        killed.setattr(restoring, "vacuum", cut_off)
        with pytest.raises(KeyboardInterrupt):
            restore(quick(str(moved)), wanted(tmp_path))
    assert not moved.exists()
    assert not key_file(moved).exists()
    restore(quick(str(moved)), wanted(tmp_path))
    open_register(quick(str(moved)), "practice")[0].close()


def test_a_register_that_is_not_there_is_not_made_by_backing_it_up(tmp_path):
    with pytest.raises(Fault, match="no register"):
        back_up(quick(str(tmp_path / "register.db")), tmp_path / "copy", None, None)
    assert not (tmp_path / "register.db").exists()


@pytest.mark.parametrize("size", [0, 1, 1_048_576, 1_048_577, 2_500_000])
def test_a_sealed_file_opens_whole_or_not_at_all(tmp_path, size):
    key, plain = bytes(range(32)), bytes(number % 251 for number in range(size))
    (tmp_path / "plain").write_bytes(plain)
    sealed = tmp_path / "sealed"
    with (tmp_path / "plain").open("rb") as source:
        seal(source, sealed, key)
    assert b"".join(unsealed(sealed, key)) == plain
    whole = sealed.read_bytes()
    others = [whole[:-1], whole[:23], whole + b"\x00", b"X" + whole[1:], whole[:-1] + bytes([whole[-1] ^ 1])]
    others += [whole[: 23 + 1_048_592]] if size > 1_048_576 else []  # a whole piece is missing
    for other in others:
        sealed.write_bytes(other)
        with pytest.raises(Fault, match="sealed"):
            b"".join(unsealed(sealed, key))
    sealed.write_bytes(whole)
    with pytest.raises(Fault, match="sealed"):
        b"".join(unsealed(sealed, bytes(32)))


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "crimint_service", *arguments]
    return subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)


def test_the_commands_back_up_erase_and_restore(tmp_path):
    database, moved = tmp_path / "register.db", tmp_path / "moved.db"
    with a_world(str(database)) as world:
        creation = a_creation()
        world.client(OKONJO).send(creation)
    where = ("--database", str(database))
    copy = str(tmp_path / "copy")
    assert "0 erasures" in run("backup", copy, *where).stdout
    erased = run("erase", creation["record"], "--reason", "Too long", "--by", "keeper", "--second", "peters", *where)
    assert (erased.returncode, erased.stderr) == (0, "")
    refused = run("erase", creation["record"], "--reason", "Too long", "--by", "keeper", "--second", "keeper", *where)
    assert refused.returncode == 1
    assert "two people" in refused.stderr
    done = run(
        "restore", copy, "--key", str(key_file(database)), "--list", f"{database}.erasures.jsonl", "--by", "watch",
        "--reason", "Trying it out", "--database", str(moved),
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")
    assert "erased once more: 1" in done.stdout
    new = run("epoch", "new", "--by", "watch", "--reason", "A forced failover", "--database", str(moved))
    assert (new.returncode, new.stderr) == (0, "")
    assert "erased once more: 0" in new.stdout


def test_a_history_that_went_back_by_other_means_is_erased_again_from_the_list(world, tmp_path):
    officer, evaluator = world.client(OKONJO), world.client(PETERS)
    name = released(world, officer, evaluator)
    before = officer.checkpoint()["epoch"]
    listed = Erased(name, 9, "2026-11-20T03:00:00+00:00", "keeper", "peters", "Too long")
    epoch, count = begin_again(
        world.parts.database, world.parts.settings, [listed], by="watch", reason="Put back to a moment"
    )
    assert (count, officer.checkpoint()["epoch"]) == (1, epoch)
    assert epoch != before
    assert officer.everything() == {}
    [row] = world.rows(sa.select(gone.c.version).where(gone.c.record_id == name).distinct())
    assert row == (9,)


def test_a_new_epoch_is_told_by_a_service_that_goes_on_running(world):
    officer = world.client(OKONJO)
    officer.send(a_creation())
    told = officer.checkpoint()
    stream = told["streams"][0]["id"]
    cursor = officer.read(stream)["cursor"]
    fresh = a_creation()["id"]
    world.write(lambda conn: begin_epoch(conn, fresh, by="watch", reason="A forced failover", at=""))

    status, _, body = officer.ask("POST", "/v1/sync/checkpoint", _asking(told["epoch"]))
    assert (status, body["epoch"]) == (409, fresh)
    assert officer.ask("GET", f"/v1/streams/{stream}/changes?cursor={cursor}")[0] == 409
    assert officer.checkpoint()["epoch"] == fresh
    assert len(officer.read(stream)["entries"]) == 1
