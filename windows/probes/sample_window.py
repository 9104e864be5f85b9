"""A small window with one of each plain control, for trying the readers of this folder on.

python sample_window.py SECONDS
"""

import sys

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import (
    QApplication,
    QCheckBox,
    QComboBox,
    QFormLayout,
    QLineEdit,
    QMainWindow,
    QPlainTextEdit,
    QPushButton,
    QTableWidget,
    QTableWidgetItem,
    QWidget,
)


def window() -> QMainWindow:
    """Return the window, not yet shown; what is typed into the first field becomes the status text."""
    main = QMainWindow()
    main.setWindowTitle("Sample window")
    form = QFormLayout()
    name = QLineEdit()
    name.setObjectName("reported_by")
    name.setToolTip("Who gave you this")
    name.setAccessibleDescription("Who gave you this")
    form.addRow("&Reported by", name)
    name.textChanged.connect(lambda text: main.statusBar().showMessage(text))
    scheme = QComboBox()
    scheme.addItems(["3x5x2", "5x5x5"])
    form.addRow("Grading &scheme", scheme)
    form.addRow(QCheckBox("&Urgent"))
    text = QPlainTextEdit()
    text.setTabChangesFocus(True)
    form.addRow("&Text", text)
    table = QTableWidget(2, 2)
    table.setAccessibleName("Reports")
    table.setHorizontalHeaderLabels(["Reference", "Grade"])
    for row in range(2):
        table.setItem(row, 0, QTableWidgetItem(f"Report {row + 1}"))
        table.setItem(row, 1, QTableWidgetItem("1AP"))
    form.addRow(table)
    unsent = QPushButton("S&end")
    unsent.setEnabled(False)
    form.addRow(unsent)
    body = QWidget()
    body.setLayout(form)
    main.setCentralWidget(body)
    main.statusBar().showMessage("Ready")
    main.resize(480, 520)
    name.setFocus()
    return main


if __name__ == "__main__":
    application = QApplication(sys.argv)
    shown = window()
    shown.show()
    QTimer.singleShot(int(float(sys.argv[1]) * 1000), application.quit)
    sys.exit(application.exec())
