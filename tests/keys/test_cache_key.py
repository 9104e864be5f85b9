"""The wrapped key of a cache: what opens it, what does not, and what is said about it."""

from __future__ import annotations

import json
import os
import stat
import time

import pytest
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from crimint_desktop.keys import header_file
from crimint_desktop.keys.backoff import Backoff
from crimint_desktop.keys.cache_key import CacheKey, Owner
from crimint_desktop.keys.header import DamagedHeader, decode, encode
from crimint_desktop.keys.wrapping import RFC_9106_SECOND, PassphraseCost
from crimint_domain.errors import Refused, Unavailable

PASSPHRASE = "invented swan marzipan"
NEW = "another three words"
OWNER = Owner("https://register.invalid", "okonjo")
CHEAP = PassphraseCost(memory_kib=64, iterations=1, lanes=1)


@pytest.fixture
def path(tmp_path):
    return tmp_path / "cache.key"


@pytest.fixture
def make(path, keyring):
    def at(place=path, owner=OWNER, clock=time.monotonic):
        return CacheKey(place, owner, keyring, Backoff(clock), cost=CHEAP)

    return at


@pytest.fixture
def cache_key(make):
    return make()


def _cause(act):
    with pytest.raises(Unavailable) as caught:
        act()
    assert caught.value.says.endswith(".")
    return caught.value.cause


def _part(act):
    with pytest.raises(Refused) as caught:
        act()
    (problem,) = caught.value.problems
    assert problem.says.endswith(".")
    return problem.part


def test_the_passphrase_opens_what_it_closed(cache_key, make):
    key = cache_key.create(PASSPHRASE)
    assert len(key) == 32
    assert make().open(PASSPHRASE) == key


def test_two_caches_have_two_keys(make, tmp_path):
    assert make(tmp_path / "a").create(PASSPHRASE) != make(tmp_path / "b").create(PASSPHRASE)


def test_the_same_text_from_another_keyboard_opens_it(cache_key):
    key = cache_key.create("cafe\u0301\u00a0au lait")
    assert cache_key.open("café au lait") == key


@pytest.mark.parametrize("text", ["half a pair \ud83d here", "x" * 1_000_000, "كلمة سر طويلة جدا", "\0" * 12])
def test_any_text_can_be_a_passphrase(cache_key, text):
    assert cache_key.create(text) == cache_key.open(text)


def test_a_wrong_passphrase_is_told_at_its_field(cache_key):
    cache_key.create(PASSPHRASE)
    assert _part(lambda: cache_key.open(PASSPHRASE + ".")) == "passphrase"


def test_a_short_passphrase_is_refused_before_anything_is_made(cache_key, path):
    assert _part(lambda: cache_key.create("short")) == "passphrase"
    assert not list(path.parent.iterdir())


def test_an_existing_key_is_never_written_over(cache_key):
    key = cache_key.create(PASSPHRASE)
    with pytest.raises(FileExistsError):
        cache_key.create(NEW)
    assert cache_key.open(PASSPHRASE) == key


def test_neither_the_key_nor_the_keyring_secret_is_in_the_file(cache_key, path, keyring):
    key = cache_key.create(PASSPHRASE)
    header = cache_key.header()
    secret = keyring.read(f"CrimInt+ cache secret {header.slot} of cache {header.cache_id}")
    for file in path.parent.iterdir():
        text = file.read_text()
        assert key.hex() not in text
        assert secret not in text
        assert PASSPHRASE not in text


def test_without_the_keyring_entry_the_passphrase_opens_nothing(cache_key, keyring):
    cache_key.create(PASSPHRASE)
    header = cache_key.header()
    entry = f"CrimInt+ cache secret {header.slot} of cache {header.cache_id}"
    keyring.write(entry, "0" * 64)
    assert _cause(lambda: cache_key.open(PASSPHRASE)) == "keyring-secret-changed"
    keyring.erase(entry)
    assert _cause(lambda: cache_key.open(PASSPHRASE)) == "keyring-secret-missing"


def test_what_is_lost_is_said_honestly(cache_key, make, tmp_path, keyring):
    recoverable = make(tmp_path / "recoverable.key")
    recoverable.create(PASSPHRASE, X25519PrivateKey.generate().public_key().public_bytes_raw())
    cache_key.create(PASSPHRASE)
    for key, words in ((cache_key, "cannot be opened"), (recoverable, "can be recovered")):
        header = key.header()
        keyring.erase(f"CrimInt+ cache secret {header.slot} of cache {header.cache_id}")
        with pytest.raises(Unavailable, match=words):
            key.open(PASSPHRASE)


def test_the_header_of_another_user_or_service_is_not_opened(cache_key, make):
    cache_key.create(PASSPHRASE)
    for owner in (Owner(OWNER.service, "lindqvist"), Owner("https://elsewhere.invalid", OWNER.user)):
        assert _cause(lambda owner=owner: make(owner=owner).open(PASSPHRASE)) == "cache-key-of-another"


def test_a_header_made_out_to_another_user_does_not_open(cache_key, make, path):
    """Whoever edits the name in the file (and its checksum) still fails at the wrap, which is bound to it."""
    cache_key.create(PASSPHRASE)
    header = decode(path.read_bytes())
    renamed = type(header)(**{name: getattr(header, name) for name in header.__slots__} | {"user": "lindqvist"})
    path.write_bytes(encode(renamed))
    assert _cause(lambda: make(owner=Owner(OWNER.service, "lindqvist")).open(PASSPHRASE)) == "keyring-secret-changed"


def test_a_missing_header_is_told(cache_key):
    assert not cache_key.exists()
    assert _cause(lambda: cache_key.open(PASSPHRASE)) == "cache-key-missing"


def test_one_damaged_copy_is_mended_from_the_other(cache_key, path):
    key = cache_key.create(PASSPHRASE)
    second = path.with_name(path.name + ".bak")
    for damaged, whole in ((path, second), (second, path)):
        damaged.write_bytes(b"\0" * 40)
        assert cache_key.open(PASSPHRASE) == key
        assert damaged.read_bytes() == whole.read_bytes()


def test_every_flipped_byte_of_the_header_is_noticed(cache_key, path):
    cache_key.create(PASSPHRASE)
    whole = path.read_bytes()
    said = decode(whole)
    for place in range(len(whole)):
        damaged = whole[:place] + bytes([whole[place] ^ 2]) + whole[place + 1 :]
        try:
            assert decode(damaged) == said  # white space only
        except DamagedHeader:
            continue
        assert whole[place : place + 1].isspace()


def test_two_damaged_copies_are_told_as_damage_not_as_a_wrong_passphrase(cache_key, path):
    cache_key.create(PASSPHRASE)
    for copy in (path, path.with_name(path.name + ".bak")):
        text = copy.read_text()
        copy.write_text(text.replace('"user": "okonjo"', '"user": "0konjo"'))
    assert _cause(lambda: cache_key.open(PASSPHRASE)) == "cache-key-damaged"


def test_a_header_of_a_newer_version_is_told(cache_key, path):
    from crimint_desktop.keys.header import _checksum

    cache_key.create(PASSPHRASE)
    said = json.loads(path.read_text()) | {"version": 2}
    del said["checksum"]
    path.write_text(json.dumps(said | {"checksum": _checksum(said)}))
    assert _cause(lambda: cache_key.open(PASSPHRASE)) == "cache-key-newer"


def test_a_header_that_asks_for_absurd_work_is_not_tried(cache_key, path):
    from crimint_desktop.keys.header import _checksum

    cache_key.create(PASSPHRASE)
    said = json.loads(path.read_text())
    said["passphrase"]["memory_kib"] = 2**40
    del said["checksum"]
    for copy in (path, path.with_name(path.name + ".bak")):
        copy.write_text(json.dumps(said | {"checksum": _checksum(said)}))
    assert _cause(lambda: cache_key.open(PASSPHRASE)) == "cache-key-damaged"


def test_changing_the_passphrase_keeps_the_key_and_ends_the_old_pair(cache_key, path, keyring, tmp_path, make):
    key = cache_key.create(PASSPHRASE)
    saved = tmp_path / "from-a-backup.key"
    saved.write_bytes(path.read_bytes())
    cache_key.change_passphrase(PASSPHRASE, NEW)
    assert cache_key.open(NEW) == key
    assert _part(lambda: cache_key.open(PASSPHRASE)) == "passphrase"
    assert _cause(lambda: make(saved).open(PASSPHRASE)) == "keyring-secret-missing"
    assert path.read_bytes() == path.with_name(path.name + ".bak").read_bytes()


def test_changing_the_passphrase_needs_the_old_one(cache_key):
    key = cache_key.create(PASSPHRASE)
    assert _part(lambda: cache_key.change_passphrase("not the old one", NEW)) == "passphrase"
    assert cache_key.open(PASSPHRASE) == key


def test_a_power_cut_while_changing_leaves_the_old_pair_or_the_new_one(cache_key, path, monkeypatch):
    key = cache_key.create(PASSPHRASE)
    real = header_file._rename
    for cut_before in (1, 2):
        calls = iter(range(1, 10))

        def rename(fresh, target, calls=calls, cut_before=cut_before):
            if next(calls) == cut_before:
                raise SystemExit("power cut")
            real(fresh, target)

        with monkeypatch.context() as patched:
            patched.setattr(header_file, "_rename", rename)
            with pytest.raises(SystemExit):
                cache_key.change_passphrase(PASSPHRASE, NEW)
        assert cache_key.open(PASSPHRASE if cut_before == 1 else NEW) == key
    assert path.read_bytes() == path.with_name(path.name + ".bak").read_bytes()


def test_a_full_disk_while_changing_leaves_the_old_passphrase(cache_key, path, monkeypatch):
    key = cache_key.create(PASSPHRASE)

    def full(_file):
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", full)
        assert _cause(lambda: cache_key.change_passphrase(PASSPHRASE, NEW)) == "disk-full"
    assert cache_key.open(PASSPHRASE) == key
    assert sorted(file.name for file in path.parent.iterdir()) == ["cache.key", "cache.key.bak"]


def test_only_the_owner_may_read_the_header(cache_key, path):
    cache_key.create(PASSPHRASE)
    owner_only = 0o600 if os.name == "posix" else 0o666  # Windows has access lists, inherited from the home folder
    assert {stat.S_IMODE(file.stat().st_mode) for file in path.parent.iterdir()} == {owner_only}


def test_the_recovery_wrap_opens_for_its_holder_and_this_cache_only(cache_key):
    """Opening is written out here as the service must do it."""
    recovery = X25519PrivateKey.generate()
    public = recovery.public_key().public_bytes_raw()
    key = cache_key.create(PASSPHRASE, public)
    header = cache_key.header()

    def opened(private, binding):
        wrap = header.recovery
        shared = private.exchange(X25519PublicKey.from_public_bytes(wrap.ephemeral))
        sealing = HKDF(hashes.SHA256(), 32, wrap.ephemeral + wrap.recovery_key, b"crimint cache recovery 1")
        return AESGCM(sealing.derive(shared)).decrypt(wrap.nonce, wrap.sealed, binding)

    assert header.recovery.recovery_key == public
    assert opened(recovery, header.binding) == key
    for private, binding in ((X25519PrivateKey.generate(), header.binding), (recovery, header.binding + b" ")):
        with pytest.raises(InvalidTag):
            opened(private, binding)


def test_a_recovered_key_gets_a_new_passphrase_without_the_old_one_or_the_keyring(cache_key, keyring):
    public = X25519PrivateKey.generate().public_key().public_bytes_raw()
    key = cache_key.create(PASSPHRASE, public)
    before = cache_key.header()
    keyring.erase(f"CrimInt+ cache secret {before.slot} of cache {before.cache_id}")
    assert _cause(lambda: cache_key.restore(bytes(32), NEW)) == "cache-key-of-another"
    cache_key.restore(key, NEW)
    assert cache_key.open(NEW) == key
    assert cache_key.header().recovery == before.recovery


def test_wiping_leaves_neither_files_nor_keyring_entries(cache_key, path, keyring):
    cache_key.create(PASSPHRASE)
    header = cache_key.header()
    anchor = cache_key.anchor()
    anchor.write(3, "ab" * 32)
    cache_key.wipe()
    assert not list(path.parent.iterdir())
    assert keyring.read(f"CrimInt+ cache secret {header.slot} of cache {header.cache_id}") is None
    assert anchor.read() is None
    cache_key.wipe()


def test_the_anchor_remembers_where_the_log_stood(cache_key):
    cache_key.create(PASSPHRASE)
    anchor = cache_key.anchor()
    assert anchor.read() is None
    anchor.write(70_000, "0123456789abcdef" * 4)
    anchored = cache_key.anchor().read()
    assert anchored.count == 70_000
    assert anchored.is_head("0123456789abcdef" * 4)
    assert not anchored.is_head("1" * 64)


@pytest.mark.parametrize(("count", "head"), [(-1, "0" * 64), (2**64, "0" * 64), (1, "0" * 63), (1, "G" * 64)])
def test_an_anchor_takes_only_a_count_and_a_digest(cache_key, count, head):
    cache_key.create(PASSPHRASE)
    with pytest.raises(ValueError, match=r"count|head"):
        cache_key.anchor().write(count, head)


def test_guessing_at_the_keyboard_is_slowed_down_and_the_right_one_ends_it(make):
    now = [100.0]
    cache_key = make(clock=lambda: now[0])
    key = cache_key.create(PASSPHRASE)
    for _ in range(4):
        assert _part(lambda: cache_key.open("a wrong guess")) == "passphrase"
    with pytest.raises(Unavailable) as caught:
        cache_key.open(PASSPHRASE)
    assert (caught.value.cause, caught.value.retry_after_s) == ("passphrase-pause", 1.0)
    now[0] += 1
    assert _part(lambda: cache_key.open("a wrong guess")) == "passphrase"
    now[0] += 1
    assert _cause(lambda: cache_key.open(PASSPHRASE)) == "passphrase-pause"
    now[0] += 1
    assert cache_key.open(PASSPHRASE) == key
    assert _part(lambda: cache_key.open("a wrong guess")) == "passphrase"
    assert cache_key.open(PASSPHRASE) == key


def test_no_pause_is_longer_than_a_minute():
    backoff = Backoff(lambda: 0.0)
    for _ in range(1000):
        backoff.failed()
    with pytest.raises(Unavailable) as caught:
        backoff.ask()
    assert caught.value.retry_after_s == 60.0


def test_the_cost_of_a_guess_is_the_one_of_rfc_9106(path, keyring):
    """The second recommended option: 64 MiB, three passes, four lanes; and it stands in the header."""
    CacheKey(path, OWNER, keyring, Backoff(time.monotonic)).create(PASSPHRASE)
    assert decode(path.read_bytes()).wrap.cost == RFC_9106_SECOND == PassphraseCost(65536, 3, 4)
