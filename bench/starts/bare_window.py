"""A bare window of the same size: what Python and Qt need before any program of ours begins."""

from __future__ import annotations

import sys

from PySide6.QtWidgets import QApplication, QMainWindow

from bench.starts.painted import FirstPaint, memory_mb, tell


def main() -> int:
    """Show it, tell when it was painted, end."""
    application = QApplication(sys.argv[:1])
    window = QMainWindow()
    window.resize(1366, 768)

    def painted(at: float) -> None:
        tell(painted=at, memory_mb=memory_mb())
        application.quit()

    FirstPaint(window, painted)
    window.show()
    return application.exec()


if __name__ == "__main__":
    sys.exit(main())
