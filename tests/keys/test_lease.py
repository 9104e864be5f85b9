"""A lease is believed only when the pinned key signed it, for this person at this device, just now."""

import base64
import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from crimint_desktop.keys.device_key import DeviceKey
from crimint_desktop.keys.lease import read_lease
from crimint_domain.errors import Unavailable

NOW = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)
KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
PINNED = base64.b64encode(KEY.public_key().public_bytes_raw()).decode()
CLAIMS: dict[str, Any] = {
    "sub": "okonjo", "device": "a device", "iat": int(NOW.timestamp()), "exp": int(NOW.timestamp()) + 12 * 3600,
}  # fmt: skip


def part(content):
    return base64.urlsafe_b64encode(content).decode().rstrip("=")


def a_lease(claims=CLAIMS, header=None, key=KEY):
    signed = ".".join(
        part(json.dumps(each).encode()) for each in ({"alg": "EdDSA"} if header is None else header, claims)
    )
    return f"{signed}.{part(key.sign(signed.encode()))}"


def cause(text, server_time=NOW):
    with pytest.raises(Unavailable) as caught:
        read_lease(text, PINNED, "okonjo", "a device", server_time)
    assert "The one before still holds" in caught.value.says
    return caught.value.cause


def test_a_genuine_lease_says_from_when_until_when():
    lease = read_lease(a_lease(), PINNED, "okonjo", "a device", NOW)
    assert (lease.given_at, lease.until) == (NOW, NOW + timedelta(hours=12))


@pytest.mark.parametrize(
    "text",
    [
        "", "a.b", "a.b.c.d", "lease until tomorrow", a_lease(key=Ed25519PrivateKey.generate()),
        a_lease(header={"alg": "none"}), a_lease(header={"alg": "HS256"}), a_lease(header={"alg": "ES256"}),
        a_lease(header={"alg": "EdDSA", "crit": ["b64"]}), a_lease(header={}), a_lease(claims=[]),
        a_lease().rsplit(".", 1)[0] + ".", a_lease()[:-4] + "AAAA", part(b"[" * 100_000) + ".e30.AA",
    ],
)  # fmt: skip
def test_what_the_pinned_key_did_not_sign_is_not_genuine(text):
    assert cause(text) == "lease-not-genuine"


@pytest.mark.parametrize("changed", [{"sub": "peters"}, {"device": "another"}, {"sub": None}])
def test_a_lease_of_another_person_or_device_is_refused(changed):
    assert cause(a_lease(CLAIMS | changed)) == "lease-of-another"


@pytest.mark.parametrize(
    "changed",
    [
        {"exp": CLAIMS["iat"]}, {"exp": CLAIMS["iat"] - 1}, {"exp": CLAIMS["iat"] + 400 * 86_400}, {"exp": "soon"},
        {"iat": True}, {"iat": 10**30}, {"exp": None}, {"iat": CLAIMS["iat"] - 3600}, {"iat": CLAIMS["iat"] + 3600},
    ],
)  # fmt: skip
def test_times_that_cannot_be_meant_are_refused(changed):
    assert cause(a_lease(CLAIMS | changed)) == "lease-not-sane"


def test_a_lease_ends_at_its_date_and_no_later_than_it_lasts():
    lease = read_lease(a_lease(), PINNED, "okonjo", "a device", NOW)
    assert lease.ends_here(NOW) == NOW + timedelta(hours=12)
    behind, ahead = NOW - timedelta(days=365), NOW + timedelta(hours=3)
    assert lease.ends_here(behind) == behind + timedelta(hours=12)
    assert lease.ends_here(ahead) == NOW + timedelta(hours=12)


def test_a_devices_key_signs_as_itself_and_comes_back_from_its_text():
    key = DeviceKey.make(lambda count: bytes(range(count)))
    assert key.public_text == PINNED
    again = DeviceKey.from_text(key.private_text)
    signature = base64.b64decode(again.sign(b"a piece of its log"))
    KEY.public_key().verify(signature, b"a piece of its log")
