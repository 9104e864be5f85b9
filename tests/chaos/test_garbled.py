"""What was garbled on its way is never taken for something else that was said: found by the proxy."""

import json
import random

import pytest
import zstandard

from crimint_desktop.remote.unpacking import packed, unpacked
from crimint_domain.errors import Unavailable
from tests.protocol.client import a_creation, a_document
from tests.protocol.people import OKONJO
from tests.service.world import a_world

PAGE = [a_document(f"A van of the colour number {number * 7919}.") for number in range(12)]


def garbled(body, chance):
    at = chance.randrange(len(body))
    length = min(chance.randint(1, 8), len(body) - at)
    return body[:at] + chance.randbytes(length) + body[at + length :]


def test_a_packed_body_that_was_garbled_never_says_something_else():
    chance, said = random.Random(5), json.dumps(PAGE).encode()
    body = packed(said)
    for _ in range(3_000):
        try:
            heard = unpacked(garbled(body, chance), "zstd", 1_000_000)
        except Unavailable:
            continue
        if heard != said:
            with pytest.raises((json.JSONDecodeError, UnicodeDecodeError)):
                json.loads(heard)


def test_both_ends_pack_with_a_checksum(tmp_path):
    with a_world(str(tmp_path / "register.db")) as world:
        officer = world.client(OKONJO)
        officer.send(*(a_creation(each) for each in PAGE))
        stream = officer.checkpoint()["streams"][0]["id"]
        asked = {"X-Device": officer.device, "Authorization": f"Bearer {officer.tokens['token']}"}
        page = world.http.get(
            f"{world.url}/v1/streams/{stream}/changes",
            headers=asked | {"Accept-Encoding": "zstd"},
            stream=True,
            timeout=9,
        )
        answer = page.raw.read(decode_content=False)
    sent = packed(json.dumps(PAGE).encode())
    assert sent is not None
    assert page.headers["Content-Encoding"] == "zstd"
    assert zstandard.get_frame_parameters(answer).has_checksum
    assert zstandard.get_frame_parameters(sent).has_checksum
