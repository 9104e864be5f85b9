"""A small window without a fault, and the parts it is made of: planted defects change one thing in it."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QAbstractItemModel, QEvent, QModelIndex, QObject, QRect, Qt
from PySide6.QtGui import QIcon, QPainter, QPaintEvent, QPalette, QPen, QPixmap, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QCheckBox,
    QComboBox,
    QGroupBox,
    QHeaderView,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QRadioButton,
    QTableView,
    QVBoxLayout,
    QWidget,
)

LEAST = 26  # logical pixels: a comfortable target


class FocusRing(QWidget):
    """Two pixels of Highlight round whatever has the focus, laid over the window."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.target = QRect()
        QApplication.instance().installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        if event.type() == QEvent.Type.FocusIn and isinstance(watched, QWidget):
            window = self.parentWidget()
            if window.isAncestorOf(watched):
                self.setGeometry(window.rect())
                self.raise_()
                self.target = QRect(watched.mapTo(window, watched.rect().topLeft()), watched.size())
                self.update()
        return False

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        painter = QPainter(self)
        painter.setPen(QPen(self.palette().color(QPalette.ColorRole.Highlight), 2))
        painter.drawRect(self.target.adjusted(0, 0, 0, 0))
        painter.end()


class Outlined:
    """Draws what Fusion draws too faintly: an outline in the palette's Dark."""

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        super().paintEvent(event)  # type: ignore[misc] # mixed into a widget
        painter = QPainter(self)  # type: ignore[arg-type] # mixed into a widget
        painter.setPen(QPen(self.palette().color(QPalette.ColorRole.Dark), 1))  # type: ignore[attr-defined]
        painter.drawRect(self.outline())
        painter.end()

    def outline(self) -> QRect:
        return self.rect().adjusted(0, 0, -1, -1)  # type: ignore[attr-defined,no-any-return] # mixed into a widget


class Field(Outlined, QLineEdit):
    pass


class Choice(Outlined, QComboBox):
    pass


class Button(Outlined, QPushButton):
    pass


class Radio(Outlined, QRadioButton):
    def outline(self) -> QRect:
        return QRect(3, (self.height() - 15) // 2 - 1, 16, 16)


class Tick(Outlined, QCheckBox):
    def outline(self) -> QRect:
        return QRect(3, (self.height() - 15) // 2 - 1, 16, 16)


class Area(QPlainTextEdit):
    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.setTabChangesFocus(True)
        self.setFrameShape(QPlainTextEdit.Shape.Box)
        self.setFrameShadow(QPlainTextEdit.Shadow.Plain)


@dataclass(frozen=True, slots=True, eq=False)
class Sample:
    """The window and its parts, in Tab order."""

    window: QWidget
    column: QVBoxLayout
    label: QLabel
    name: Field
    unit_label: QLabel
    unit: Choice
    text_label: QLabel
    text: Area
    group: QGroupBox
    fact: Radio
    assessment: Radio
    watch: Tick
    reports_label: QLabel
    reports: QTableView
    model: QAbstractItemModel
    hint: QLabel
    save: Button
    discard: Button


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
        window, column, QLabel("&Name"), Field("Van"), QLabel("&Unit"), Choice(), QLabel("&Text"), Area("Seen at ten."),
        group, Radio("&Fact"), Radio("&Assessment"), Tick("&Watch this"), QLabel("&Reports"), _table(model), model,
        QLabel("Saved a minute ago."), Button("&Save"), Button("&Discard"),
    )  # fmt: skip
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
    FocusRing(window)
    window.resize(420, 620)
    return sample


def an_icon() -> QIcon:
    """A black square."""
    pixmap = QPixmap(16, 16)
    pixmap.fill(Qt.GlobalColor.black)
    return QIcon(pixmap)
