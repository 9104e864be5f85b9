"""Anki's own client against Anki's own sync server on this machine, in a Python of its own: a thousand changed notes,
then nothing changed. Reports come as a file of lines; tells seconds as JSON. No part of the program.
"""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from anki.collection import AddNoteRequest, Collection  # type: ignore[import-not-found]  # not in our environment

_SPREAD = 7_919


def main(reports: str, turns: int) -> None:
    """Make two collections that are the same, change notes in one, and pull them into the other."""
    with tempfile.TemporaryDirectory(prefix="crimint-bench-anki-") as name:
        folder = Path(name)
        with socket.socket() as trial:
            trial.bind(("127.0.0.1", 0))
            port = trial.getsockname()[1]
        environment = {
            **os.environ, "SYNC_USER1": "somebody:invented", "SYNC_BASE": str(folder / "server"),
            "SYNC_HOST": "127.0.0.1", "SYNC_PORT": str(port), "RUST_LOG": "error",
        }  # fmt: skip
        server = subprocess.Popen([sys.executable, "-m", "anki.syncserver"], env=environment, stderr=subprocess.DEVNULL)
        try:
            print(json.dumps(_measured(folder, f"http://127.0.0.1:{port}/", reports, turns)))
        finally:
            server.terminate()
            server.wait(30)


def _measured(folder: Path, address: str, reports: str, turns: int) -> dict[str, list[float]]:
    theirs, mine = Collection(str(folder / "theirs.anki2")), Collection(str(folder / "mine.anki2"))
    _wait_for(address)
    their_word = theirs.sync_login("somebody", "invented", address)
    my_word = mine.sync_login("somebody", "invented", address)
    _add(theirs, reports)
    _whole(theirs, their_word, upload=True)
    _whole(mine, my_word, upload=False)
    ids = list(theirs.find_notes(""))
    changed: list[float] = []
    nothing: list[float] = []
    for turn in range(turns):
        notes = [theirs.get_note(ids[(turn + at * _SPREAD) % len(ids)]) for at in range(1000)]
        for note in notes:
            note.fields[0] = f"{note.fields[0]} {turn}"
        theirs.update_notes(notes)
        theirs.sync_collection(their_word, False)
        changed.append(_timed(mine, my_word))
        nothing.append(_timed(mine, my_word))
    theirs.close()
    mine.close()
    return {"changed": changed, "nothing": nothing}


def _timed(collection: Any, word: Any) -> float:  # noqa: ANN401 - its types are not known here
    begun = time.perf_counter()
    collection.sync_collection(word, False)
    return time.perf_counter() - begun


def _whole(collection: Any, word: Any, *, upload: bool) -> None:  # noqa: ANN401 - as above
    collection.sync_collection(word, False)
    collection.close_for_full_sync()
    collection.full_upload_or_download(auth=word, server_usn=None, upload=upload)
    collection.reopen(after_full_sync=True)


def _add(collection: Any, reports: str) -> None:  # noqa: ANN401 - as above
    kind = collection.models.by_name("Basic")
    deck = collection.decks.id("Reports")
    requests = []
    with open(reports, encoding="utf-8") as lines:
        for line in lines:
            document = json.loads(line)
            note = collection.new_note(kind)
            note.fields = [document["title"], " ".join(each["text"] for each in document["items"].values())]
            requests.append(AddNoteRequest(note=note, deck_id=deck))
    collection.add_notes(requests)


def _wait_for(address: str) -> None:
    port = int(address.rstrip("/").rpartition(":")[2])
    for _ in range(300):
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise SystemExit("the sync server did not start")


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
