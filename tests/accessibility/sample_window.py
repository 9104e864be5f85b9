"""A small window without a fault, and the parts it is made of: planted defects change one thing in it."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QAbstractItemModel, QModelIndex, Qt
from PySide6.QtGui import QIcon, QPalette, QPixmap, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import (
    QAbstractItemView,
    QCheckBox,
    QComboBox,
    QGroupBox,
    QHeaderView,
    QLabel,
    QLineEdit,
    QPushButton,
    QRadioButton,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from crimint_desktop.ui.text_area import TextArea

LEAST = 26  # logical pixels: a comfortable target


@dataclass(frozen=True, slots=True, eq=False)
class Sample:
    """The window and its parts, in Tab order."""

    window: QWidget
    column: QVBoxLayout
    label: QLabel
    name: QLineEdit
    unit_label: QLabel
    unit: QComboBox
    text_label: QLabel
    text: TextArea
    group: QGroupBox
    fact: QRadioButton
    assessment: QRadioButton
    watch: QCheckBox
    reports_label: QLabel
    reports: QTableView
    model: QAbstractItemModel
    hint: QLabel
    save: QPushButton
    discard: QPushButton


def _model() -> QStandardItemModel:
    model = QStandardItemModel(0, 3)
    model.setHorizontalHeaderLabels(["Event", "Title", "Grading"])
    for row in (("2 May", "Van seen at the yard", "2 C P"), ("3 May", "Phone found", "1 A P")):
        model.appendRow([QStandardItem(words) for words in row])
    return model


def _table(model: QAbstractItemModel) -> QTableView:
    table = QTableView()
    table.setModel(model)
    table.setAccessibleName("Reports")
    table.setTabKeyNavigation(False)
    table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    table.verticalHeader().hide()
    table.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
    table.setCurrentIndex(model.index(0, 0, QModelIndex()))
    return table


def make_sample() -> Sample:
    """Build the window; not shown yet, so that a planted defect can change it first."""
    window = QWidget()
    window.setWindowTitle("Sample")
    column = QVBoxLayout(window)
    group = QGroupBox("This text is")
    inside = QVBoxLayout(group)
    model = _model()
    sample = Sample(
        window,
        column,
        QLabel("&Name"),
        QLineEdit("Van"),
        QLabel("&Unit"),
        QComboBox(),
        QLabel("&Text"),
        TextArea(lines=(2, 3)),
        group,
        QRadioButton("&Fact"),
        QRadioButton("&Assessment"),
        QCheckBox("&Watch this"),
        QLabel("&Reports"),
        _table(model),
        model,
        QLabel("Saved a minute ago."),
        QPushButton("&Save"),
        QPushButton("&Discard"),
    )
    sample.text.setPlainText("Seen at ten.")
    model.setParent(window)
    sample.unit.addItems(["North", "South"])
    for label, field in (
        (sample.label, sample.name), (sample.unit_label, sample.unit), (sample.text_label, sample.text),
        (sample.reports_label, sample.reports),
    ):  # fmt: skip
        label.setBuddy(field)
        column.addWidget(label)
        column.addWidget(field)
        if label is sample.text_label:
            inside.addWidget(sample.fact)
            inside.addWidget(sample.assessment)
            column.addWidget(group)
            column.addWidget(sample.watch)
    sample.fact.setChecked(True)
    sample.hint.setForegroundRole(QPalette.ColorRole.PlaceholderText)
    for widget in (sample.hint, sample.save, sample.discard):
        column.addWidget(widget)
    controls = (
        sample.name, sample.unit, sample.text, sample.fact, sample.assessment, sample.watch, sample.reports,
        sample.save, sample.discard,
    )  # fmt: skip
    for number, control in enumerate(controls):
        control.setAccessibleIdentifier(f"sample.{number}")
        control.setMinimumHeight(LEAST)
    window.resize(420, 620)
    return sample


def an_icon() -> QIcon:
    """A black square."""
    pixmap = QPixmap(16, 16)
    pixmap.fill(Qt.GlobalColor.black)
    return QIcon(pixmap)
