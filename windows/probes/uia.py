"""Read another program's UI Automation tree through the low-level client functions.

Wine 10 has no tree walkers and no control patterns in its UI Automation client, so this uses
UiaNodeFromHandle and UiaFind of uiautomationcore.dll, which real Windows has as well.  What is
read is what Narrator is given: names, control types, identifiers, access keys.
"""

import ctypes
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import ClassVar

assert sys.platform == "win32"  # noqa: S101 - tells the type checker, and whoever runs it, where this belongs

from ctypes import wintypes  # noqa: E402 - after the platform is settled

PROPERTY = {
    "rectangle": 30001,
    "control_type": 30003,
    "name": 30005,
    "access_key": 30007,
    "focused": 30008,
    "focusable": 30009,
    "enabled": 30010,
    "automation_id": 30011,
    "class_name": 30012,
    "help_text": 30013,
    "description": 30159,
    "password": 30019,
    "off_screen": 30022,
}
CONTROL_TYPE = {
    50000: "Button",
    50002: "CheckBox",
    50003: "ComboBox",
    50004: "Edit",
    50005: "Hyperlink",
    50006: "Image",
    50007: "ListItem",
    50008: "List",
    50009: "Menu",
    50010: "MenuBar",
    50011: "MenuItem",
    50012: "ProgressBar",
    50013: "RadioButton",
    50014: "ScrollBar",
    50015: "Slider",
    50016: "Spinner",
    50017: "StatusBar",
    50018: "Tab",
    50019: "TabItem",
    50020: "Text",
    50021: "ToolBar",
    50022: "ToolTip",
    50023: "Tree",
    50024: "TreeItem",
    50025: "Custom",
    50026: "Group",
    50027: "Thumb",
    50028: "DataGrid",
    50029: "DataItem",
    50030: "Document",
    50031: "SplitButton",
    50032: "Window",
    50033: "Pane",
    50034: "Header",
    50035: "HeaderItem",
    50036: "Table",
    50037: "TitleBar",
    50038: "Separator",
}
_VT_INTEGER, _VT_DOUBLE, _VT_STRING, _VT_BOOLEAN, _VT_DOUBLES = 3, 5, 8, 11, 0x2005
_SCOPE_ELEMENT = 1
_MODE_NONE = 0


@dataclass(frozen=True, slots=True)
class Element:
    """One element as an assistive program sees it; ``rectangle`` is left, top, width, height in pixels."""

    control_type: str
    name: str
    automation_id: str
    class_name: str
    enabled: bool
    focusable: bool
    focused: bool
    password: bool
    off_screen: bool
    access_key: str
    help_text: str
    description: str
    rectangle: tuple[float, ...]


class _Variant(ctypes.Structure):
    _fields_: ClassVar = [("kind", ctypes.c_uint16), ("pad", ctypes.c_uint16 * 3), ("value", ctypes.c_byte * 16)]


class _Condition(ctypes.Structure):
    _fields_: ClassVar = [("kind", ctypes.c_int)]


class _Request(ctypes.Structure):
    _fields_: ClassVar = [
        ("view", ctypes.c_void_p),
        ("scope", ctypes.c_int),
        ("properties", ctypes.POINTER(ctypes.c_int)),
        ("property_count", ctypes.c_int),
        ("patterns", ctypes.c_void_p),
        ("pattern_count", ctypes.c_int),
        ("mode", ctypes.c_int),
    ]


class _Search(ctypes.Structure):
    _fields_: ClassVar = [
        ("depth", ctypes.c_int),
        ("first_only", wintypes.BOOL),
        ("without_root", wintypes.BOOL),
        ("condition", ctypes.c_void_p),
    ]


class Request:
    """What the client asks for with each element; holds the memory that its ``structure`` points into."""

    def __init__(self, wanted: Sequence[str]) -> None:
        """Ask for the properties of these names."""
        self.every = _Condition(0)
        self.every_address = ctypes.cast(ctypes.pointer(self.every), ctypes.c_void_p)
        self._numbers = (ctypes.c_int * len(wanted))(*(PROPERTY[name] for name in wanted))
        self.structure = _Request(self.every_address, _SCOPE_ELEMENT, self._numbers, len(wanted), None, 0, _MODE_NONE)


def tree(window: int, wanted: Sequence[str] = tuple(PROPERTY)) -> list[Element]:
    """Return every element of the window with this handle, the window first, depth first.

    ``wanted`` limits what is asked for, and with it the time: under Wine every property of every element takes some
    milliseconds.  What is not asked for is empty or False.

    Raises OSError if the window is gone or its program does not answer.
    """
    core = ctypes.OleDLL("uiautomationcore")
    ctypes.windll.ole32.CoInitializeEx(None, 0)
    node = ctypes.c_void_p()
    core.UiaNodeFromHandle(wintypes.HWND(window), ctypes.byref(node))
    request = Request(wanted)
    search = _Search(-1, False, False, request.every_address)
    rows, offsets, shapes = ctypes.c_void_p(), ctypes.c_void_p(), ctypes.c_void_p()
    core.UiaFind(
        node,
        ctypes.byref(search),
        ctypes.byref(request.structure),
        ctypes.byref(rows),
        ctypes.byref(offsets),
        ctypes.byref(shapes),
    )
    try:
        return elements(rows, wanted)
    finally:
        for array in (rows, offsets, shapes):
            ctypes.windll.oleaut32.SafeArrayDestroy(array)
        core.UiaNodeRelease(node)


def elements(rows: ctypes.c_void_p, wanted: Sequence[str]) -> list[Element]:
    """Read what a request for ``wanted`` brought: a two-dimensional array, a row for each element."""
    return [_element(values) for values in _table(rows, wanted)]


def _element(values: dict[str, object]) -> Element:
    def text(key: str) -> str:
        value = values.get(key)
        return value if isinstance(value, str) else ""

    number = values.get("control_type")
    rectangle = values.get("rectangle")
    return Element(
        control_type=CONTROL_TYPE.get(number, str(number)) if isinstance(number, int) else "",
        name=text("name"),
        automation_id=text("automation_id"),
        class_name=text("class_name"),
        enabled=values.get("enabled") is True,
        focusable=values.get("focusable") is True,
        focused=values.get("focused") is True,
        password=values.get("password") is True,
        off_screen=values.get("off_screen") is True,
        access_key=text("access_key"),
        help_text=text("help_text"),
        description=text("description"),
        rectangle=rectangle if isinstance(rectangle, tuple) else (),
    )


def _table(array: ctypes.c_void_p, wanted: Sequence[str]) -> Iterator[dict[str, object]]:
    """Give one mapping a row: column 0 holds the node, the requested properties follow in order."""
    automation = ctypes.OleDLL("oleaut32")
    first_row, last_row = _bounds(array, 1)
    first_column, _ = _bounds(array, 2)
    for row in range(first_row, last_row + 1):
        values = {}
        for column, name in enumerate(wanted, first_column + 1):
            variant = _Variant()
            place = (ctypes.c_long * 2)(row, column)
            automation.SafeArrayGetElement(array, ctypes.byref(place), ctypes.byref(variant))
            values[name] = _value(variant)
            automation.VariantClear(ctypes.byref(variant))
        yield values


def _value(variant: _Variant) -> object:
    address = ctypes.addressof(variant) + _Variant.value.offset
    if variant.kind == _VT_STRING:
        text = ctypes.c_void_p.from_address(address).value
        return ctypes.wstring_at(text) if text else ""
    if variant.kind == _VT_INTEGER:
        return ctypes.c_int32.from_address(address).value
    if variant.kind == _VT_BOOLEAN:
        return ctypes.c_int16.from_address(address).value != 0
    if variant.kind == _VT_DOUBLE:
        return ctypes.c_double.from_address(address).value
    if variant.kind == _VT_DOUBLES:
        return _doubles(ctypes.c_void_p.from_address(address))
    return None


def _doubles(array: ctypes.c_void_p) -> tuple[float, ...]:
    automation = ctypes.OleDLL("oleaut32")
    first, last = _bounds(array, 1)
    numbers = []
    for index in range(first, last + 1):
        number = ctypes.c_double()
        automation.SafeArrayGetElement(array, ctypes.byref(ctypes.c_long(index)), ctypes.byref(number))
        numbers.append(number.value)
    return tuple(numbers)


def _bounds(array: ctypes.c_void_p, dimension: int) -> tuple[int, int]:
    automation = ctypes.OleDLL("oleaut32")
    lower, upper = ctypes.c_long(), ctypes.c_long()
    automation.SafeArrayGetLBound(array, dimension, ctypes.byref(lower))
    automation.SafeArrayGetUBound(array, dimension, ctypes.byref(upper))
    return lower.value, upper.value
