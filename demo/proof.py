"""The end: nothing was lost, the lock holds, the logs are whole, and no file tells what was typed."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from crimint_service.sample import PASSWORD
from demo import words
from demo.central import hand_out, history, kept_chain, kept_reasons, verify_outside
from demo.leftovers import files_in, found_in_clear
from demo.line import NotSeen
from demo.stage import LIO, OFFICER, Stage, is_agreed

__all__ = ["Proof"]

_CARET = 12


class Proof:
    """Each step is one of the promises of the program."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage

    def nothing_lost(self) -> str:
        """Look at both caches and at the service for everything that was typed."""
        stage = self._stage
        lines = history(stage.central.url, LIO, PASSWORD, stage.record)
        told = _flat([[line.parts, line.aside, line.reason] for line in lines])
        for station in stage.stations.values():
            held = _flat(station.order("cached", record=stage.record)["document"])
            for sentence in (words.TITLE, words.CORRECTION, words.CONDITIONS, *(item.text for item in words.ITEMS)):
                if not any(sentence.strip() in each for each in held):
                    raise NotSeen(f"{station.user}: not in the cache: {sentence}")
        reasons = [why for _, why in words.REGRADED]
        if stage.settled_by == LIO:  # the reason of what clashed is then in the log: see same_chains
            reasons = reasons[1:]
        for sentence in (*(item.text for item in words.ITEMS), words.CORRECTION, *reasons):
            if not any(sentence.strip() in each for each in told):
                raise NotSeen(f"not in the history: {sentence}")
        grades = {_grade(each) for line in lines for each in _gradings(line.parts) + _gradings(line.aside)}
        missing = {"1A", "2C", "2B", "1C", "3C", "1B"} - grades
        if missing:
            raise NotSeen(f"grades that are not in the history: {missing}, there are {grades}")
        aside = [_grade(each) for line in lines for each in _gradings(line.aside)]
        if len(set(aside)) != 1:
            raise NotSeen(f"the grade that was set aside is not in the history: {aside}")
        return f"{len(lines)} versions; {aside[0]} was set aside and is kept"

    def show_history(self) -> str:
        """The LIO looks at the history on the screen."""
        lio = self._stage.lio
        lio.press("Ctrl+2")
        lio.wait_until(
            lambda seen: any(words.TITLE[:30] in row for row in seen["lists"].get("reports.table", ())), "it is listed"
        )
        lio.tab_to("Reports")
        lio.choose_row(words.TITLE[:30])
        lio.press("Ctrl+O")
        lio.wait_until(lambda seen: not seen["lists"].get("reports.table"), "it is open in full")
        self._stage.picture(lio, "report")
        lio.press("Ctrl+H")
        shown = _history_in(lio.wait_until(_history_in, "its history is shown"))
        self._stage.picture(lio, "history")
        return f"{len(shown)} versions, the newest: {shown[0]}"

    def other_screens(self) -> str:
        """Settings and keys, for their pictures."""
        lio = self._stage.lio
        lio.press("Shift+F1")
        lio.order("wait", milliseconds=300)
        self._stage.picture(lio, "keys")
        lio.press("Ctrl+9")
        lio.wait_until(lambda seen: seen["title"].startswith("Settings"), "settings are shown")
        lio.order("wait", milliseconds=300)
        self._stage.picture(lio, "settings")
        lio.press("Ctrl+1")
        return ""

    def lock(self) -> str:
        """Lock in the middle of a sentence: the process is replaced."""
        stage, officer = self._stage, self._stage.officer
        officer.press("Ctrl+N")
        officer.wait_until(lambda seen: seen["form"], "a new form is shown")
        officer.type(words.AFTERTHOUGHT)
        officer.press("Ctrl+Home", *["Right"] * _CARET)
        officer.press_last("Ctrl+Shift+L")
        successor = stage.conductor.arrival(OFFICER)
        if not officer.has_ended(20):
            raise NotSeen("the process that was locked still runs")
        stage.stations[OFFICER] = successor
        seen = successor.wait_until(lambda seen: seen["title"].startswith("Locked"), "the passphrase is asked for")
        if any(word in " ".join(seen["words"] + seen["texts"]) for word in ("padlock", "cannery")):
            raise NotSeen("the lock window shows what was written")
        stage.picture(successor, "lock")
        return f"process {officer.pid} is gone, {successor.pid} asks for the passphrase"

    def refuse(self) -> str:
        """A wrong passphrase opens nothing."""
        officer = self._stage.officer
        officer.type(words.WRONG_PASSPHRASE)
        officer.press("Return")
        seen = officer.wait_until(
            lambda seen: any("passphrase" in word.casefold() and "not" in word.casefold() for word in seen["words"]),
            "it says that the passphrase is wrong",
        )
        said = (word for word in seen["words"] if "passphrase" in word.casefold() and "not" in word.casefold())
        return str(next(said))

    def unlock(self) -> str:
        """The right one brings back report, field and caret."""
        officer = self._stage.officer
        officer.press("Ctrl+A")
        officer.type(words.PASSPHRASES[OFFICER])
        officer.press("Return")
        seen = officer.wait_until(lambda seen: seen.get("form"), "the form is back", 60)
        seen = officer.wait_until(lambda seen: seen["caret"] == _CARET, "the caret is where it was")
        if not any(words.AFTERTHOUGHT in text for text in seen["texts"]):
            raise NotSeen("the words are not there again")
        officer.press("Ctrl+1")
        officer.wait_until(is_agreed, "it has agreed with the service", 60)
        return f"keyboard in “{seen['focus']}”, caret at {seen['caret']}"

    def logs(self) -> str:
        """Verify both chains, and that the service has them to their last entry."""
        stage = self._stage
        for station in stage.stations.values():
            for _ in range(60):
                log = station.order("log")
                if log["sent"] == log["count"]:
                    break
                station.press("F5")
                station.order("wait", milliseconds=250)
            else:
                raise NotSeen(f"{station.user}: the service has {log['sent']} of {log['count']} entries")
            stage.chains.append(log)
        return " and ".join(f"{log['count']} entries of {log['user']}" for log in stage.chains)

    def close(self) -> str:
        """Close both programs by their keys, and the service."""
        for station in self._stage.stations.values():
            station.press_last("Ctrl+Q")
            if not station.has_ended(30):
                raise NotSeen(f"{station.user}: the program does not end")
        self._stage.central.stop()
        return ""

    def same_chains(self) -> str:
        """Compare the service's copies of the chains with those of the devices; the reasons stand beside them."""
        for log in self._stage.chains:
            kept = kept_chain(self._stage.central.database, log["user"], log["device"])
            if kept[0] < log["count"] or (kept[0] == log["count"] and kept[1] != log["head"]):
                raise NotSeen(f"{log['user']}: the service has {kept}, the device {log}")
        kept_words = kept_reasons(self._stage.central.database)
        missing = [why for _, why in words.REGRADED if why not in kept_words]
        if missing:
            raise NotSeen(f"reasons that the service does not have: {missing}")
        return "the same entries, the same last hash, and the reasons"

    def verified_outside(self) -> str:
        """Hand the log and the evidence of the report to an outsider, who has nothing but the verifier; then bend one
        letter of the log."""
        stage, told = self._stage, []
        outside = stage.folder / "outside"
        outside.mkdir()
        log, evidence, bent = (outside / name for name in ("log.jsonl", "evidence.jsonl", "bent.jsonl"))
        key = hand_out(stage.central.database, log, "export")
        hand_out(stage.central.database, evidence, "evidence", stage.record)
        written = log.read_bytes()
        bent.write_bytes(written.replace(b'"act":"open"', b'"act":"oven"', 1))
        for file, expected in ((log, 0), (evidence, 0), (bent, 1)):
            status, said = verify_outside(outside, file, key)
            told.append(f"$ python crimint_audit_verify.py {file.name} --key {key}\n{said}exit status {status}\n")
            if status != expected:
                raise NotSeen(f"{file.name}: {said}")
        (stage.out / "verified.txt").write_text("\n".join(told), encoding="utf-8")
        missing = [each["device"] for each in stage.chains if each["device"].encode() not in written]
        if missing:
            raise NotSeen(f"devices whose logs were not handed out: {missing}")
        lines = [len(file.read_bytes().splitlines()) for file in (log, evidence)]
        return f"{lines[0]} lines of the log and {lines[1]} of evidence are whole, one bent letter is found"

    def nothing_in_clear(self) -> str:
        """Look through every file that is left, the service's included."""
        folders = [self._stage.folder, Path.home()]
        folders += [Path(os.environ[name]) for name in ("XDG_RUNTIME_DIR",) if os.environ.get(name)]
        found = found_in_clear(folders, words.TYPED)
        if found:
            raise NotSeen("; ".join(found[:5]))
        return (
            f"{sum(1 for each in files_in(folders) if each.is_file())} files hold none of {len(words.TYPED)} sentences"
        )


def _history_in(seen: dict[str, Any]) -> list[str]:
    return next((list(rows) for name, rows in seen["lists"].items() if "history" in name), [])


def _flat(value: Any) -> list[str]:  # noqa: ANN401 - whatever JSON can say
    if isinstance(value, dict):
        return [each for inner in value.values() for each in _flat(inner)]
    if isinstance(value, list | tuple):
        return [each for inner in value for each in _flat(inner)]
    return [value] if isinstance(value, str) else []


def _gradings(parts: Any) -> list[dict[str, Any]]:  # noqa: ANN401 - whatever JSON can say
    """Find every grade in a document or among set parts."""
    if not isinstance(parts, dict):
        return []
    if "source" in parts and "assessment" in parts:
        return [parts]
    return [each for inner in parts.values() for each in _gradings(inner)]


def _grade(grading: dict[str, Any]) -> str:
    return f"{grading['source']}{grading['assessment']}"
