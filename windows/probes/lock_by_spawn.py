"""Does a lock that replaces the process work on Windows?  (docs/decisions/0012)

    python lock_by_spawn.py drive FOLDER [LINGER]

starts a small program that holds an encrypted file open, presses its lock key, and watches: the
program blanks its window, starts itself anew and ends; the new one waits until the old one is
gone, takes the focus, is given a passphrase and opens the file at the same caret.  Prints one
JSON object a line.  With LINGER the old program keeps the file open for so many seconds after it
has started the new one, and ends without closing it.  The other two roles (`unlocked`, `locked`) are that program.
"""

import ctypes
import json
import os
import secrets
import subprocess
import sys
import time
from pathlib import Path

import sqlcipher3
from PySide6.QtCore import QTimer
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QLineEdit, QMainWindow, QPlainTextEdit

assert sys.platform == "win32"  # noqa: S101 - tells the type checker, and whoever runs it, where this belongs

SYNCHRONISE = 0x00100000
FOREVER = 0xFFFFFFFF
PASSPHRASE = "let me in"  # noqa: S105 - of this probe alone


def note(folder: Path, event: str, **details: object) -> None:
    """Append one event with the clock all roles share."""
    with (folder / "events.jsonl").open("a", encoding="utf-8") as log:
        log.write(json.dumps({"at": time.time(), "event": event, **details}) + "\n")


def open_file(folder: Path, key: str) -> sqlcipher3.Connection:
    """Open the encrypted file with a raw key of 64 hexadecimal digits."""
    connection = sqlcipher3.connect(str(folder / "cache.db"))
    connection.execute(f"PRAGMA key = \"x'{key}'\"")
    connection.execute("PRAGMA journal_mode = WAL")
    return connection


def start(role: str, folder: Path, *arguments: str) -> "subprocess.Popen[bytes]":
    """Start another role the way a windowed program does: without a console, with a pipe as its input."""
    program = str(Path(sys.executable).with_name("pythonw.exe"))
    here = str(Path(__file__))
    command = [program, here, role, str(folder), *arguments]
    return subprocess.Popen(command, stdin=subprocess.PIPE)  # noqa: S603 - this very file


def unlocked(folder: Path, key: str, place: int = 0, linger: float = 0) -> int:
    """Show the text, and replace the process on Ctrl+L."""
    application = QApplication.instance() or QApplication(sys.argv)
    connection = open_file(folder, key)
    text = QPlainTextEdit(connection.execute("SELECT text FROM item").fetchone()[0])
    window = QMainWindow()
    window.setWindowTitle("Probe unlocked")
    window.setCentralWidget(text)
    cursor = text.textCursor()
    cursor.setPosition(place)
    text.setTextCursor(cursor)

    def lock() -> None:
        note(folder, "lock asked for")
        caret = text.textCursor().position()
        window.setCentralWidget(QPlainTextEdit())
        window.repaint()
        note(folder, "window blank")
        if not linger:
            connection.close()
        child = start("locked", folder, str(os.getpid()), str(caret))
        ctypes.windll.user32.AllowSetForegroundWindow(child.pid)
        note(folder, "child started", process=child.pid)
        if linger:
            time.sleep(linger)
            os._exit(0)
        application.quit()

    QShortcut(QKeySequence("Ctrl+L"), window, lock)
    window.resize(500, 200)
    window.show()
    window.activateWindow()
    text.setFocus()
    QTimer.singleShot(0, lambda: note(folder, "unlocked window shown", process=os.getpid(), caret=place))
    return application.exec()


def locked(folder: Path, parent: int, place: int) -> int:
    """Wait for the parent's end, ask for the passphrase, go on as `unlocked`."""
    started = time.time()
    kernel = ctypes.windll.kernel32
    handle = kernel.OpenProcess(SYNCHRONISE, False, parent)
    sys.stdin.read()
    pipe_closed = time.time()
    free_at_pipe = _nobody_has_it_open(folder)
    if handle:
        kernel.WaitForSingleObject(handle, FOREVER)
    parent_gone = time.time()
    note(
        folder,
        "parent gone",
        child_ran=started,
        pipe_closed=pipe_closed,
        free_when_pipe_closed=free_at_pipe,
        parent_gone=parent_gone,
        free_when_parent_gone=_nobody_has_it_open(folder),
        had_handle=bool(handle),
    )
    application = QApplication(sys.argv)
    field = QLineEdit()
    field.setAccessibleName("Passphrase")
    field.setEchoMode(QLineEdit.EchoMode.Password)
    window = QMainWindow()
    window.setWindowTitle("Probe locked")
    window.setCentralWidget(field)
    window.resize(500, 200)
    window.show()
    window.raise_()
    window.activateWindow()
    field.setFocus()
    QTimer.singleShot(0, lambda: note(folder, "locked window shown", process=os.getpid()))
    QTimer.singleShot(
        700,
        lambda: note(
            folder,
            "focus",
            active=window.isActiveWindow(),
            field=field.hasFocus(),
            foreground=ctypes.windll.user32.GetForegroundWindow() == int(window.winId()),
        ),
    )
    field.returnPressed.connect(application.quit)
    application.exec()
    if field.text() != PASSPHRASE:
        note(folder, "refused", typed=len(field.text()))
        return 1
    window.close()
    return unlocked(folder, (folder / "key").read_text(encoding="ascii"), place)


def _nobody_has_it_open(folder: Path) -> bool:
    """Say whether the file can be renamed: Windows refuses that while anybody has it open."""
    try:
        (folder / "cache.db").rename(folder / "cache.moved")
        (folder / "cache.moved").rename(folder / "cache.db")
    except PermissionError:
        return False
    return True


def drive(folder: Path, linger: float = 0) -> int:
    """Play the person at the desk and say what was seen."""
    import desktop
    import memory

    folder.mkdir(parents=True, exist_ok=True)
    key = secrets.token_hex(32)
    (folder / "key").write_text(key, encoding="ascii")
    sentence = f"An invented sentence about a blue van, {secrets.token_hex(8)}."
    connection = open_file(folder, key)
    connection.execute("CREATE TABLE item (text)")
    connection.execute("INSERT INTO item VALUES (?)", [sentence])
    connection.commit()
    connection.close()
    traces = [bytes.fromhex(key), key.encode(), key.encode("utf-16-le")]
    words = [sentence.encode(), sentence.encode("utf-16-le")]

    start("unlocked", folder, key, str(linger))
    _, first = desktop.wait_for_window("Probe unlocked", 30)
    time.sleep(1)
    for _ in range(5):
        desktop.press("right")
    note(folder, "memory while unlocked", key=memory.count(first, traces), text=memory.count(first, words))
    desktop.press("ctrl+l")
    window, second = desktop.wait_for_window("Probe locked", 30)
    time.sleep(1.5)
    note(
        folder,
        "memory while locked",
        key=memory.count(second, traces),
        text=memory.count(second, words),
        first_process_gone=not desktop.is_running(first),
        foreground=desktop.foreground() == window,
    )
    desktop.type_text(PASSPHRASE)
    desktop.press("enter")
    window, third = desktop.wait_for_window("Probe unlocked", 30)
    time.sleep(1)
    note(folder, "unlocked again", same_process_as_locked=third == second, foreground=desktop.foreground() == window)
    print((folder / "events.jsonl").read_text(encoding="utf-8"))
    desktop.end(third)
    return 0


if __name__ == "__main__":
    role, place_of_work = sys.argv[1], Path(sys.argv[2])
    if role == "drive":
        sys.exit(drive(place_of_work, *map(float, sys.argv[3:4])))
    if role == "unlocked":
        sys.exit(unlocked(place_of_work, sys.argv[3], linger=float(sys.argv[4])))
    sys.exit(locked(place_of_work, int(sys.argv[3]), int(sys.argv[4])))
