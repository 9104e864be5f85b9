"""PySide6 6.12 loses references to None, True and False on Python 3.11 and aborts after some thousand calls."""

import subprocess
import sys

import PySide6
import pytest
from packaging.version import Version

FEW_THOUSAND_CALLS = """
import sys
from PySide6.QtCore import QCoreApplication, QObject, QTimer, Signal

class Bell(QObject):
    rung = Signal(int)

application = QCoreApplication([])
bell = Bell()
heard = []
bell.rung.connect(heard.append)
before = [sys.getrefcount(single) for single in (None, True, False)]
for count in range(5000):
    bell.rung.emit(count)
    bell.setObjectName("bell")
    bell.property("nothing")
    bell.blockSignals(False)
    QTimer.singleShot(0, bell, lambda: None)
    application.processEvents()
after = [sys.getrefcount(single) for single in (None, True, False)]
assert len(heard) == 5000
lost = [early - late for early, late in zip(before, after)]
assert max(lost) < 500, f"references lost: {lost}"
print("all", len(heard), "heard")
"""


def may_be_used(qt: str, python: tuple[int, int]) -> bool:
    """Tell whether a version of PySide6 runs on a version of Python; from 3.12 on the singletons cannot be lost."""
    return Version(qt) < Version("6.12") or python >= (3, 12)


def test_five_thousand_signals_do_not_end_the_program():
    child = subprocess.run([sys.executable, "-c", FEW_THOUSAND_CALLS], capture_output=True, text=True, check=False)
    assert child.returncode == 0, child.stderr
    assert child.stdout == "all 5000 heard\n"


def test_this_pair_of_qt_and_python_may_be_used():
    assert may_be_used(PySide6.__version__, sys.version_info[:2])


@pytest.mark.parametrize(("qt", "python", "may"), [("6.12.0", (3, 11), False), ("6.11.3", (3, 11), True)])
def test_the_pair_that_aborts_is_refused(qt, python, may):
    assert may_be_used(qt, python) is may
