"""Every pair of colours that meets on the screen can be read, in every scheme, and words grow on request."""

import pytest
from PySide6.QtCore import QEvent
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QApplication, QLabel

from crimint_desktop.ui import theme
from crimint_desktop.ui.contrast import mix, ratio
from crimint_desktop.ui.metrics import Type, em, font
from crimint_desktop.ui.plain import Words

OURS = [name for name, _ in theme.named_schemes()]

# Window, text, link, disabled text, highlighted text, highlight, button text, button: the contrast themes of Windows.
WINDOWS = {
    "aquatic": "202020 ffffff 75e9fc a6a6a6 263b50 8ee3f0 ffffff 202020",
    "desert": "fffaef 3d3d3d 1c5e75 676767 fff5e3 903909 202020 fffaef",
    "dusk": "2d3236 ffffff 70ebde a6a6a6 212d3b a1bfde b6f6f0 2d3236",
    "night sky": "000000 ffffff 8080ff a6a6a6 2b2b2b d6b4fd ffee32 000000",
    "black": "000000 ffffff ffff00 3ff23f 000000 1aebff ffffff 000000",
    "white": "ffffff 000000 00009f 600000 ffffff 37006e 000000 ffffff",
    "number 1": "000000 ffff00 00ffff 00ff00 ffffff 008000 ffff00 000000",
    "number 2": "000000 00ff00 8080ff 00ff00 ffffff 0000ff 00ff00 000000",
}


def as_qt_reports(name: str) -> QPalette:
    """The palette Qt builds from a contrast theme, with its known faults: stray grey, half-transparent hints."""
    window, text, link, disabled, highlighted, highlight, button_text, button = (
        QColor(f"#{value}") for value in WINDOWS[name].split()
    )
    role = QPalette.ColorRole
    palette = QPalette(QColor("#d4d0c8"))
    hint = QColor(text)
    hint.setAlpha(128)
    for which, colour in {
        role.Window: window, role.WindowText: text, role.Base: window, role.Text: text, role.Button: button,
        role.ButtonText: button_text, role.Highlight: highlight, role.HighlightedText: highlighted, role.Link: link,
        role.AlternateBase: QColor("#e9e7e3"), role.PlaceholderText: hint, role.LinkVisited: link.darker(120),
    }.items():  # fmt: skip
        palette.setColor(which, colour)
    palette.setColor(QPalette.ColorGroup.Inactive, role.WindowText, disabled)
    return palette


@pytest.mark.parametrize("name", OURS)
def test_every_scheme_offered_can_be_read(name):
    chosen = theme.scheme(name)
    assert theme.shortfalls(chosen.palette, contrast=chosen.contrast) == ()


@pytest.mark.parametrize("name", WINDOWS)
def test_every_contrast_theme_of_windows_can_be_read_after_repair(name):
    assert theme.shortfalls(theme.repaired(as_qt_reports(name), contrast=True), contrast=True) == ()


@pytest.mark.parametrize("name", WINDOWS)
def test_in_a_contrast_theme_nothing_is_mixed(name):
    given = as_qt_reports(name)
    chosen = {QColor(f"#{value}").name() for value in WINDOWS[name].split()}
    repaired = theme.repaired(given, contrast=True)
    role = QPalette.ColorRole
    for which in (role.PlaceholderText, role.Dark, role.Mid, role.Midlight, role.AlternateBase, role.Highlight):
        for group in (QPalette.ColorGroup.Active, QPalette.ColorGroup.Inactive):
            assert repaired.color(group, which).name() in chosen, (which, group)


def test_the_second_voice_is_quieter_but_still_read_at_seven_to_one():
    palette = theme.scheme("light").palette
    text, window = palette.color(QPalette.ColorRole.WindowText), palette.color(QPalette.ColorRole.Window)
    quiet = palette.color(QPalette.ColorRole.PlaceholderText)
    assert palette.color(QPalette.ColorRole.Dark).name() == mix(text, window, 0.50).name()
    assert 7 <= ratio(quiet, window) < ratio(text, window) / 1.5
    assert ratio(palette.color(QPalette.ColorRole.Dark), window) >= 3


def test_alternate_rows_have_no_colour_of_their_own():
    palette = theme.scheme("dark").palette
    assert palette.color(QPalette.ColorRole.AlternateBase) == palette.color(QPalette.ColorRole.Base)


def test_text_grows_to_four_times_and_back(qapp):
    before = em()
    theme.apply(qapp, theme.scheme("light"), 400)
    grown = em()
    theme.apply(qapp, theme.scheme("light"), 100)
    assert grown >= 3.5 * before
    assert em() == before


def test_a_title_grows_with_the_text(qapp, qtbot):
    title = Words("Reports", role=Type.TITLE)
    qtbot.addWidget(title)
    theme.apply(qapp, theme.scheme("light"), 200)
    QApplication.processEvents()
    assert title.font().pointSizeF() == pytest.approx(font(Type.TITLE).pointSizeF())


def test_steps_of_text_size_stay_between_one_and_four_times(qapp):
    following = theme.Theme(qapp, "light")
    following.step_text(-1)
    assert following.text_scale == 100
    for _ in range(20):
        following.step_text(1)
    assert following.text_scale == 400
    following.step_text(0)
    assert following.text_scale == 100
    qapp.removeEventFilter(following)


def test_a_change_of_the_systems_theme_reaches_widgets_that_are_shown(qapp, qtbot, show):
    label = show(QLabel("words"))
    following = theme.Theme(qapp, "light")
    following.follow()
    following.choose("contrast-black")
    QApplication.processEvents()
    assert label.palette().color(QPalette.ColorRole.WindowText).name() == "#ffffff"
    assert theme.contrast()
    with qtbot.waitSignal(following.changed):
        QApplication.sendEvent(qapp, QEvent(QEvent.Type.ThemeChange))
    following.choose("light")
    assert not theme.contrast()
    qapp.removeEventFilter(following)


def test_an_unknown_scheme_is_refused(qapp):
    following = theme.Theme(qapp, "light")
    with pytest.raises(KeyError):
        following.choose("sepia")
    qapp.removeEventFilter(following)
