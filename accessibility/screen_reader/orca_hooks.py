"""Runs inside Orca, which loads it as its customisation file: writes down what Orca says and mends Orca 43 towards Qt.

Each utterance becomes one JSON line in the file that CRIMINT_SPOKEN names. Three gaps of Orca 43 (Debian 12), none of
which newer ones have, are closed, so that the program is judged and not an old reader of it:

* Qt sends a field's caret before its focus; Orca 43 then follows silently and never says the field.
* Announcements (Qt 6.8 and later) are unknown to it.
* Up and Down in a closed combo box are silent: the event comes from the box's hidden list.

Set CRIMINT_PLAIN_ORCA=1 to hear Orca as it is. Uses nothing but what Orca brings along.
"""

import importlib
import json
import os
import time
from typing import Any

SPOKEN = os.environ.get("CRIMINT_SPOKEN", "")


def _write(kind: str, words: object) -> None:
    said = str(words or "").strip()
    if SPOKEN and said:
        with open(SPOKEN, "a", encoding="utf-8") as file:
            file.write(json.dumps({"at": time.time(), "kind": kind, "said": said}) + "\n")


def _part(name: str) -> Any:  # noqa: ANN401 - Orca's modules have no types
    try:
        return importlib.import_module(name)
    except ImportError:
        return None


def _listen() -> None:
    speech = _part("orca.speech")
    for name in ("_speak", "speakCharacter", "speak_character"):
        spoken = getattr(speech, name, None)
        if spoken is not None:
            setattr(speech, name, _written(spoken, "character" if "haracter" in name else "speech"))


def _written(spoken: Any, kind: str) -> Any:  # noqa: ANN401 - Orca's functions have no types
    def speak(*given: Any, **named: Any) -> Any:  # noqa: ANN401 - as above
        if given and isinstance(given[0], str):
            _write(kind, given[0])
        return spoken(*given, **named)

    return speak


def _say_fields_whose_caret_comes_first() -> None:
    qt, state = _part("orca.scripts.toolkits.Qt.script"), _part("orca.orca_state")
    if qt is None or not hasattr(state, "locusOfFocus") or not hasattr(qt.Script, "onCaretMoved"):
        return
    reader, atspi = _part("orca.orca"), _part("pyatspi")
    follow = qt.Script.onCaretMoved

    def on_caret_moved(script: Any, event: Any) -> None:  # noqa: ANN401 - Orca's objects have no types
        elsewhere = event.source != state.locusOfFocus
        if elsewhere:
            # Qt does not tell that focus was lost, so a field once left would count as focused for ever: ask it anew.
            event.source.clear_cache()
        if elsewhere and event.source.getState().contains(atspi.STATE_FOCUSED):
            reader.setLocusOfFocus(event, event.source)
        else:
            follow(script, event)

    qt.Script.onCaretMoved = on_caret_moved


def _say_announcements() -> None:
    default = _part("orca.scripts.default")
    if default is None or hasattr(default.Script, "onAnnouncement") or not hasattr(default.Script, "getListeners"):
        return
    known = default.Script.getListeners

    def on_announcement(script: Any, event: Any) -> None:  # noqa: ANN401 - Orca's objects have no types
        if isinstance(event.any_data, str):
            script.presentMessage(event.any_data)

    def listeners(script: Any) -> Any:  # noqa: ANN401 - as above
        return {**known(script), "object:announcement": script.onAnnouncement}

    default.Script.onAnnouncement = on_announcement
    default.Script.getListeners = listeners


def _say_choices_of_closed_combos() -> None:
    qt, state, atspi = _part("orca.scripts.toolkits.Qt.script"), _part("orca.orca_state"), _part("pyatspi")
    if qt is None or not hasattr(state, "locusOfFocus") or not hasattr(qt.Script, "onSelectionChanged"):
        return
    follow = qt.Script.onSelectionChanged

    def on_selection_changed(script: Any, event: Any) -> None:  # noqa: ANN401 - Orca's objects have no types
        focus, source = state.locusOfFocus, event.source
        boxed = focus and focus.getRole() == atspi.ROLE_COMBO_BOX and source.getRole() == atspi.ROLE_LIST
        if not boxed:
            follow(script, event)
        elif source.parent == focus and not source.getState().contains(atspi.STATE_SHOWING):
            chosen = script.utilities.selectedChildren(source)
            if chosen and chosen[0].name != getattr(script, "_crimint_choice", None):
                script._crimint_choice = chosen[0].name
                script.presentMessage(chosen[0].name)

    qt.Script.onSelectionChanged = on_selection_changed


try:
    _listen()
    if os.environ.get("CRIMINT_PLAIN_ORCA") != "1":
        _say_fields_whose_caret_comes_first()
        _say_announcements()
        _say_choices_of_closed_combos()
except Exception as problem:  # Orca would hide it; the driver reports this line as the reason for its silence
    _write("problem", repr(problem))
