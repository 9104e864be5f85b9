"""The house style: Fusion with outlines that can be seen, marks that grow with the text, and one focus ring.

Fusion draws outlines at 1.1 to 2.3:1 and its radio and check marks stay 14 pixels at any text size; both fail
WCAG 2.2 (1.4.11, 1.4.4). Everything here is painted from the widget's own palette.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPalette
from PySide6.QtWidgets import (
    QAbstractItemView,
    QAbstractScrollArea,
    QCheckBox,
    QComboBox,
    QFocusFrame,
    QFrame,
    QHeaderView,
    QLineEdit,
    QProxyStyle,
    QRadioButton,
    QStyle,
    QStyleHintReturn,
    QStyleOption,
    QStyleOptionButton,
    QStyleOptionComboBox,
    QStyleOptionComplex,
    QStyleOptionFrame,
    QStyleOptionGroupBox,
    QStyleOptionHeader,
    QStyleOptionMenuItem,
    QStyleOptionSlider,
    QTextEdit,
    QWidget,
)

from crimint_desktop.ui import style_paint as paint
from crimint_desktop.ui.metrics import Type, em, ems, font, target, u

_State = QStyle.StateFlag
_Element = QStyle.PrimitiveElement
_Metric = QStyle.PixelMetric
_Contents = QStyle.ContentsType
_Role = QPalette.ColorRole
_Sub = QStyle.SubControl


class HouseStyle(QProxyStyle):
    """Fusion, repainted where it falls short; holds no colour and no state of its own."""

    def __init__(self) -> None:
        """Stand on Fusion whatever the platform offers, so that contrast is the same everywhere."""
        super().__init__("Fusion")

    def _button(self, option: QStyleOption, painter: QPainter) -> None:
        palette, state = option.palette, option.state
        features = option.features if isinstance(option, QStyleOptionButton) else QStyleOptionButton.ButtonFeature.None_
        flat = bool(features & QStyleOptionButton.ButtonFeature.Flat)
        default = bool(features & QStyleOptionButton.ButtonFeature.DefaultButton)
        pressed = bool(state & (_State.State_Sunken | _State.State_On))
        hovered = bool(state & _State.State_MouseOver) and bool(state & _State.State_Enabled)
        if flat and not (pressed or hovered):
            return
        fill = palette.color(_Role.Button)
        if pressed and palette.color(_Role.Mid) != palette.color(_Role.WindowText):
            fill = palette.color(_Role.Mid)
        elif hovered and palette.color(_Role.Midlight) != palette.color(_Role.WindowText):
            fill = palette.color(_Role.Midlight)
        line = palette.color(_Role.ButtonText if default or pressed else _Role.Dark)
        paint.box(painter, option.rect, fill, line, 1.5 if default else 1)

    def _combo(self, option: QStyleOptionComboBox, painter: QPainter, widget: QWidget | None) -> None:
        focused = bool(option.state & _State.State_HasFocus) or _holds_focus(widget)
        enabled = bool(option.state & _State.State_Enabled)
        if option.frame:
            paint.field(painter, option.rect, option.palette, focused=focused, enabled=enabled)
        arrow = self.subControlRect(QStyle.ComplexControl.CC_ComboBox, option, _Sub.SC_ComboBoxArrow, widget)
        side = ems(0.46)
        mark = QRect(0, 0, side, side)
        mark.moveCenter(arrow.center())
        paint.chevron(painter, mark, option.palette.color(_Role.Text))

    def _header(self, option: QStyleOptionHeader, painter: QPainter) -> None:
        rect, palette = option.rect, option.palette
        line = palette.color(_Role.Mid)
        painter.fillRect(rect, palette.color(_Role.Window))
        painter.fillRect(rect.left(), rect.bottom(), rect.width(), 1, line)
        if option.section > 0:
            inset = u(1.2)
            painter.fillRect(rect.left(), rect.top() + inset, 1, rect.height() - 2 * inset, line)

    def _heading(self, option: QStyleOptionHeader, painter: QPainter, widget: QWidget | None) -> None:
        table = widget.parent() if widget is not None else None
        framed = isinstance(table, QFrame) and table.frameWidth() > 0
        left = (u(3) if framed else u(4)) if option.section == 0 else u(2)
        sorted_by = option.sortIndicator != QStyleOptionHeader.SortIndicator.None_
        words = font(Type.STRONG if sorted_by else Type.BODY)
        metrics = QFontMetrics(words)
        mark = ems(0.9) if sorted_by else 0
        box = option.rect.adjusted(left - 2, 0, -u(2), 0)  # Qt has already moved the words by 2
        text = metrics.elidedText(option.text, Qt.TextElideMode.ElideRight, box.width() - mark)
        painter.setFont(words)
        painter.setPen(option.palette.color(_Role.WindowText))
        painter.drawText(box, int(option.textAlignment | Qt.AlignmentFlag.AlignVCenter), text)
        if sorted_by:
            side = ems(0.4)
            spot = QRect(box.left() + metrics.horizontalAdvance(text) + u(1.6), 0, side, side)
            spot.moveTop(box.center().y() - side // 2)
            up = option.sortIndicator == QStyleOptionHeader.SortIndicator.SortUp
            paint.chevron(painter, spot, option.palette.color(_Role.WindowText), up=up)

    def _menu(self, option: QStyleOptionMenuItem, painter: QPainter) -> None:
        palette = option.palette
        chosen = bool(option.state & _State.State_Selected) and bool(option.state & _State.State_Enabled)
        painter.fillRect(option.rect, palette.color(_Role.Highlight if chosen else _Role.Window))
        painter.setPen(palette.color(_Role.HighlightedText if chosen else _Role.WindowText))
        painter.drawText(option.rect, int(Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextShowMnemonic), option.text)

    # Qt's overrides

    def subControlRect(
        self,
        control: QStyle.ComplexControl,
        option: QStyleOptionComplex,
        part: QStyle.SubControl,
        widget: QWidget | None = None,
    ) -> QRect:
        """Give a combo's words and its mark room that grows with the text; a group for the ear takes no room."""
        if (
            control == QStyle.ComplexControl.CC_GroupBox
            and isinstance(option, QStyleOptionGroupBox)
            and not option.text
        ):
            return option.rect
        if control == QStyle.ComplexControl.CC_ComboBox:
            whole, arrow = option.rect, ems(1.35)
            if part == _Sub.SC_ComboBoxArrow:
                return QRect(whole.right() - arrow, whole.top(), arrow, whole.height())
            if part == _Sub.SC_ComboBoxEditField:
                return whole.adjusted(u(0.6), 1, -arrow, -1)
        return super().subControlRect(control, option, part, widget)  # type: ignore[arg-type]  # Qt takes null

    def subElementRect(self, element: QStyle.SubElement, option: QStyleOption, widget: QWidget | None = None) -> QRect:
        """Keep the words of a field off its outline, and a table's headings above its words."""
        if element == QStyle.SubElement.SE_LineEditContents and isinstance(option, QStyleOptionFrame):
            return option.rect.adjusted(u(0.8), 1, -u(0.8), -1) if option.lineWidth > 0 else option.rect
        return super().subElementRect(element, option, widget)  # type: ignore[arg-type]  # Qt takes null

    def drawPrimitive(
        self, element: QStyle.PrimitiveElement, option: QStyleOption, painter: QPainter, widget: QWidget | None = None
    ) -> None:
        """Paint frames, fields, buttons and marks the house way; everything else as Fusion does."""
        state = option.state
        if element == _Element.PE_PanelLineEdit:
            if isinstance(option, QStyleOptionFrame) and option.lineWidth > 0:
                focused = bool(state & _State.State_HasFocus)
                enabled = bool(state & _State.State_Enabled)
                paint.field(painter, option.rect, option.palette, focused=focused, enabled=enabled)
        elif element in (
            _Element.PE_FrameLineEdit,
            _Element.PE_FrameFocusRect,
            _Element.PE_PanelStatusBar,
            _Element.PE_PanelItemViewRow,
        ):
            return
        elif element in (_Element.PE_PanelMenu, _Element.PE_FrameMenu):
            if element == _Element.PE_PanelMenu:
                painter.fillRect(option.rect, option.palette.color(_Role.Base))
            paint.plain_frame(painter, option.rect, option.palette, focused=False, control=True)
        elif element == _Element.PE_PanelButtonCommand:
            self._button(option, painter)
        elif element == _Element.PE_IndicatorRadioButton:
            paint.radio(painter, option.rect, option.palette, on=bool(state & _State.State_On))
        elif element == _Element.PE_IndicatorCheckBox:
            on, partly = bool(state & _State.State_On), bool(state & _State.State_NoChange)
            paint.check(painter, option.rect, option.palette, on=on, partly=partly)
        elif element == _Element.PE_Frame and isinstance(widget, QAbstractScrollArea | QFrame):
            focused = isinstance(widget, QTextEdit) and widget.hasFocus()
            control = isinstance(widget, QTextEdit | QAbstractItemView)
            paint.plain_frame(painter, option.rect, option.palette, focused=focused, control=control)
        else:
            super().drawPrimitive(element, option, painter, widget)

    def drawControl(
        self, element: QStyle.ControlElement, option: QStyleOption, painter: QPainter, widget: QWidget | None = None
    ) -> None:
        """Paint the focus ring and quiet table heads; everything else as Fusion does."""
        if element == QStyle.ControlElement.CE_FocusFrame:
            paint.ring(painter, option.rect, option.palette)
        elif element == QStyle.ControlElement.CE_HeaderEmptyArea:
            painter.fillRect(option.rect, option.palette.color(_Role.Window))
            painter.fillRect(
                option.rect.left(), option.rect.bottom(), option.rect.width(), 1, option.palette.color(_Role.Mid)
            )
        elif element == QStyle.ControlElement.CE_HeaderSection and isinstance(option, QStyleOptionHeader):
            self._header(option, painter)
        elif element == QStyle.ControlElement.CE_HeaderLabel and isinstance(option, QStyleOptionHeader):
            self._heading(option, painter, widget)
        elif element == QStyle.ControlElement.CE_ComboBoxLabel and isinstance(option, QStyleOptionComboBox):
            room = self.subControlRect(
                QStyle.ComplexControl.CC_ComboBox, option, _Sub.SC_ComboBoxEditField, widget
            ).width() - u(1)
            option.currentText = option.fontMetrics.elidedText(option.currentText, Qt.TextElideMode.ElideRight, room)
            super().drawControl(element, option, painter, widget)
        elif element in _CHOICES and isinstance(option, QStyleOptionButton):
            paint.choice_words(painter, option)
        elif element == QStyle.ControlElement.CE_MenuBarItem and isinstance(option, QStyleOptionMenuItem):
            self._menu(option, painter)
        elif element == QStyle.ControlElement.CE_MenuBarEmptyArea:
            painter.fillRect(option.rect, option.palette.color(_Role.Window))
        else:
            super().drawControl(element, option, painter, widget)

    def drawComplexControl(
        self,
        control: QStyle.ComplexControl,
        option: QStyleOptionComplex,
        painter: QPainter,
        widget: QWidget | None = None,
    ) -> None:
        """Paint combo boxes like the fields they stand beside, and scroll bars that can be seen."""
        if control == QStyle.ComplexControl.CC_ComboBox and isinstance(option, QStyleOptionComboBox):
            self._combo(option, painter, widget)
        elif control == QStyle.ComplexControl.CC_ScrollBar and isinstance(option, QStyleOptionSlider):
            handle = self.subControlRect(control, option, _Sub.SC_ScrollBarSlider, widget)
            paint.scroll_handle(painter, option.rect, handle, option.palette)
        else:
            super().drawComplexControl(control, option, painter, widget)

    def pixelMetric(
        self, metric: QStyle.PixelMetric, option: QStyleOption | None = None, widget: QWidget | None = None
    ) -> int:
        """Make marks and icons grow with the text."""
        if metric == _Metric.PM_DefaultFrameWidth and isinstance(widget, QTextEdit):
            return 2  # the focus frame is two pixels: with room for one, half of it would lie under the text
        if metric in (_Metric.PM_FocusFrameHMargin, _Metric.PM_FocusFrameVMargin):
            return _ring_margin(widget, sideways=metric == _Metric.PM_FocusFrameHMargin)
        size = _SIZES.get(metric)
        return super().pixelMetric(metric, option, widget) if size is None else max(size[1], round(size[0] * em()))

    def sizeFromContents(
        self, kind: QStyle.ContentsType, option: QStyleOption, size: QSize, widget: QWidget | None = None
    ) -> QSize:
        """Give controls heights in ems, never less than the smallest target."""
        found = super().sizeFromContents(kind, option, size, widget)  # type: ignore[arg-type]  # Qt takes null
        if kind in (_Contents.CT_LineEdit, _Contents.CT_ComboBox, _Contents.CT_SpinBox):
            if kind == _Contents.CT_LineEdit and isinstance(widget, QLineEdit) and not widget.hasFrame():
                return found
            text = size.height() if kind == _Contents.CT_LineEdit else 0
            found.setHeight(max(target(1.55), text + u(1)))
        elif kind == _Contents.CT_PushButton:
            flat = isinstance(option, QStyleOptionButton) and bool(
                option.features & QStyleOptionButton.ButtonFeature.Flat
            )
            found = QSize(size.width() + u(4 if flat else 6), target(1.6 if flat else 1.7))
        elif kind in (_Contents.CT_RadioButton, _Contents.CT_CheckBox):
            found.setHeight(max(found.height(), target(1.45)))
            found.setWidth(found.width() + u(1))
        elif kind == _Contents.CT_MenuBarItem:
            found.setHeight(max(found.height(), target(1.7)))
        elif kind == _Contents.CT_MenuItem:
            found.setHeight(max(found.height(), target(1.5)) if found.height() > u(2) else found.height())
        elif kind == _Contents.CT_ItemViewItem:
            found.setHeight(max(found.height(), target(1.45)))
        elif kind == _Contents.CT_HeaderSection and isinstance(widget, QHeaderView):
            found.setHeight(max(found.height(), target(1.5)))
        return found

    def styleHint(
        self,
        hint: QStyle.StyleHint,
        option: QStyleOption | None = None,
        widget: QWidget | None = None,
        returnData: QStyleHintReturn | None = None,
    ) -> int:
        """Put the focus ring above its widget, and let combos open as lists below their field."""
        if hint == QStyle.StyleHint.SH_FocusFrame_AboveWidget:
            return 1
        if hint in (QStyle.StyleHint.SH_FocusFrame_Mask, QStyle.StyleHint.SH_ComboBox_Popup):
            return 0
        if hint == QStyle.StyleHint.SH_UnderlineShortcut:
            return 1
        if hint == QStyle.StyleHint.SH_Widget_Animation_Duration:
            return 0  # nothing here moves by itself, whatever the system asks
        return super().styleHint(hint, option, widget, returnData)


_SIZES: Mapping[QStyle.PixelMetric, tuple[float, int]] = MappingProxyType(
    {
        _Metric.PM_IndicatorWidth: (0.9, 0),
        _Metric.PM_IndicatorHeight: (0.9, 0),
        _Metric.PM_ExclusiveIndicatorWidth: (0.9, 0),
        _Metric.PM_ExclusiveIndicatorHeight: (0.9, 0),
        _Metric.PM_SmallIconSize: (0.95, 0),
        _Metric.PM_ButtonIconSize: (0.95, 0),
        _Metric.PM_RadioButtonLabelSpacing: (0.35, 0),
        _Metric.PM_CheckBoxLabelSpacing: (0.35, 0),
        _Metric.PM_ButtonShiftHorizontal: (0, 0),
        _Metric.PM_ButtonShiftVertical: (0, 0),
        _Metric.PM_ScrollBarExtent: (0.85, 14),
    }
)
"""Sizes that grow with the text: ems, and the least number of pixels."""

_CHOICES = (QStyle.ControlElement.CE_RadioButtonLabel, QStyle.ControlElement.CE_CheckBoxLabel)
_CLEAR = 6
"""Pixels between words without a frame and the outer edge of their focus ring."""


def _holds_focus(widget: QWidget | None) -> bool:
    return isinstance(widget, QComboBox) and widget.isEditable() and widget.hasFocus()


def _ring_margin(frame: QWidget | None, *, sideways: bool) -> int:
    if isinstance(frame, QAbstractItemView):
        return u(1.2)  # Qt takes this metric for the room before the words of a list's rows, too
    around = frame.widget() if isinstance(frame, QFocusFrame) else None
    if isinstance(around, QTextEdit):
        return _CLEAR if sideways else _CLEAR // 2  # words without a frame of their own keep clear of the ring
    return u(1.2) if sideways and isinstance(around, QRadioButton | QCheckBox) else (2 if sideways else 1)
