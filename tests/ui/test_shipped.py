"""What we ship that is not code is found through one function and can be used."""

import pytest
from PySide6.QtGui import QColor

import resources
from crimint_desktop.ui import icons

NEEDED = """
    home reports search evaluate entities conflicts retention audit settings edit history link plus check warning lock
    cloud offline clock person vehicle place organisation object phone star arrow-left arrow-up arrow-down info close
"""


def test_every_icon_that_a_screen_needs_is_shipped():
    assert set(NEEDED.split()) <= set(icons.names())


@pytest.mark.parametrize("name", icons.names())
def test_an_icon_takes_the_colour_it_is_given(name, qapp):
    drawn = icons.pixmap(name, QColor("red"), 48).toImage()
    colours = {
        drawn.pixelColor(x, y).name() for x in range(48) for y in range(48) if drawn.pixelColor(x, y).alpha() > 200
    }
    assert colours
    assert all(QColor(colour).red() > 200 and QColor(colour).green() < 40 for colour in colours)


def test_an_icon_that_is_not_shipped_is_an_error_at_once(qapp):
    with pytest.raises(FileNotFoundError):
        icons.icon("unicorn")


def test_a_resource_that_is_not_shipped_says_its_name():
    with pytest.raises(FileNotFoundError, match=r"nothing\.json"):
        resources.path("nothing.json")


def test_text_and_bytes_are_the_same_file():
    assert resources.read_text("keymap.json").encode() == resources.read_bytes("keymap.json")
