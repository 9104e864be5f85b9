"""Every rule there is: its id, what it holds to, and where that comes from.

``axe`` names are those of axe-windows, the open rules behind Accessibility Insights; numbers are those of WCAG 2.2.
``rules.md`` is printed from here.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Check = Literal["audit", "walk", "contrast", "palette", "bus", "windows"]


@dataclass(frozen=True, slots=True)
class Rule:
    """One id that findings carry. ``check`` is what looks: the tree as it stands, a walk by Tab, the pixels,
    what is told on the accessibility bus, or the tree that UI Automation gives."""

    id: str
    check: Check
    holds: str
    sources: tuple[str, ...]


RULES: tuple[Rule, ...] = (
    Rule("name-missing", "audit", "Whatever takes the focus or shows progress has a name, also on Windows.",
         ("axe NameNotEmpty, NameNotNull, NameNotWhiteSpace", "4.1.2")),
    Rule("name-too-long", "audit", "No name is longer than 512 characters.", ("axe NameReasonableLength",)),
    Rule("name-private-characters", "audit", "No name or description has characters of a private font.",
         ("axe NameExcludesPrivateUnicodeCharacters", "1.1.1")),
    Rule("name-says-type", "audit", "A name does not end with what is spoken as the type anyway.",
         ("axe NameExcludesControlType", "4.1.2")),
    Rule("name-not-informative", "audit", "A name is a person's word, not a class or a variable.",
         ("axe NameIsInformative", "2.4.6")),
    Rule("name-not-unique", "audit", "Two controls of one type and name stand in groups of different names.",
         ("axe SiblingUniqueAndFocusable, HyperlinkNameShouldBeUnique", "2.4.6")),
    Rule("name-of-parent", "audit", "No control has the name and type of what it stands in.",
         ("axe ParentChildShouldNotHaveSameNameAndLocalizedControlType",)),
    Rule("label-in-name", "audit", "The words on the screen are in the name, so that voice control reaches it.",
         ("2.5.3",)),
    Rule("description-repeats-name", "audit", "A description or tip does not say the name again.",
         ("axe HelpTextNotEqualToName", "4.1.2")),
    Rule("help-repeats", "audit", "A help text says neither the name nor the description again.",
         ("axe HelpTextNotEqualToName", "3.3.5")),
    Rule("identifier-missing", "audit", "Every control has an identifier that a change of words does not touch.",
         ("UIA AutomationId", "EN 11.5.2.5")),
    Rule("identifier-not-unique", "audit", "No two controls share one.", ("UIA AutomationId", "4.1.2")),
    Rule("window-title-missing", "audit", "Every window has a title.", ("2.4.2",)),
    Rule("language-not-told", "audit", "A window tells its language.", ("3.1.1",)),
    Rule("heading-without-level", "audit", "What is exposed as a heading has a level.",
         ("axe HeadingLevelDescendsWhenNested", "1.3.1")),
    Rule("heading-level", "audit", "Levels of headings go down one at a time.",
         ("axe HeadingLevelDescendsWhenNested", "1.3.1")),
    Rule("role-missing", "audit", "Nothing that takes the focus is of a kind that Windows calls Custom.",
         ("axe LocalizedControlTypeNotCustom, IsKeyboardFocusableForCustom", "4.1.2")),
    Rule("not-operable", "audit", "Buttons have actions, boxes states, fields text, views selections, cells places.",
         ("axe ButtonShouldHavePatterns, ControlShouldSupport…", "EN 11.5.2.5-11.5.2.17")),
    Rule("no-key-reaches", "audit", "What a mouse can press a key can reach.",
         ("axe IsKeyboardFocusableShouldBeTrue", "2.1.1")),
    Rule("tool-button-takes-focus", "audit", "Buttons of tool bars are no Tab stops: the menus have them.", ("2.4.3",)),
    Rule("range-wrong", "audit", "A progress bar or slider stands between its ends.",
         ("axe ProgressBarRangeValue", "EN 11.5.2.7")),
    Rule("choice-not-single", "audit", "Of radio buttons that belong together at most one is chosen.",
         ("axe SelectionItemPatternSingleSelection", "4.1.2")),
    Rule("covers-its-owner", "audit", "No control lies over the whole of the control it belongs to.",
         ("axe BoundingRectangleCompletelyObscuresContainer",)),
    Rule("label-not-above", "audit", "A label stands above its field (advice).", ("magnifier at 2×",)),
    Rule("label-far-away", "audit", "And close to it.", ("magnifier at 2×", "3.3.2")),
    Rule("placeholder-as-label", "audit", "A placeholder is never the only name of a field.", ("3.3.2",)),
    Rule("required-by-sign", "audit", "No star stands for a word.", ("1.3.3", "3.3.2")),
    Rule("required-not-in-words", "audit", "What must be filled says so in its name or description.",
         ("3.3.2", "EN 11.5.2.5")),
    Rule("problem-not-in-words", "audit", "What is wrong with a field is in its description, in words.",
         ("3.3.1", "1.4.1")),
    Rule("picture-without-words", "audit", "A picture has words, or is marked as decoration.", ("1.1.1",)),
    Rule("size-zero", "audit", "No control is smaller than five pixels a side.",
         ("axe BoundingRectangleNotAllZeros, …SizeReasonable",)),
    Rule("outside-parent", "audit", "No control sticks out of what it stands in.",
         ("axe BoundingRectangleContainedInParent", "1.4.10")),
    Rule("focus-unseen", "audit", "No Tab stop is covered or out of sight for good.", ("2.4.11", "2.4.7")),
    Rule("target-small", "audit", "Whatever is pressed is at least 24 × 24 pixels.", ("2.5.8",)),
    Rule("text-clipped", "audit", "Labels, buttons, tabs, headers and titles show all their words.",
         ("1.4.4", "1.4.10")),
    Rule("overlap", "audit", "No two neighbours lie on each other.", ("1.4.4", "1.4.10")),
    Rule("mnemonic-not-unique", "audit", "Each Alt letter of a window belongs to one control.", ("2.1.1",)),
    Rule("menu-letter-not-unique", "audit", "Each Alt letter of a menu belongs to one entry.", ("2.1.1",)),
    Rule("menu-entry-without-words", "audit", "Every entry of a menu has words.", ("4.1.2",)),
    Rule("shortcut-not-unique", "audit", "No key has two owners.", ("2.1.1",)),
    Rule("shortcut-unlisted", "audit", "Every key that works is in the keymap.", ("EN 11.6, 12.1.1", "3.2.6")),
    Rule("shortcut-taken", "audit", "No key of a screen reader or magnifier is taken.", ("EN 11.6.2",)),
    Rule("single-key", "audit", "No single letter does anything unless what it works on has the focus.", ("2.1.4",)),
    Rule("no-escape", "audit", "Esc closes every question.", ("2.1.2",)),
    Rule("hover-only", "audit", "No tip says what is not said elsewhere too.", ("1.4.13", "2.1.1")),
    Rule("drag-only", "audit", "Nothing can only be dragged.", ("2.5.7",)),
    Rule("header-missing", "audit", "Every column of a table has a header in words.",
         ("axe ControlShouldSupportTablePattern", "1.3.1", "EN 11.5.2.6")),
    Rule("no-current-item", "audit", "A view with rows has a current one.", ("2.4.3", "4.1.2")),
    Rule("cell-without-words", "audit", "No cell is silent because its spoken text is empty.", ("1.1.1",)),
    Rule("mark-unsaid", "audit", "What an icon or colour says of a row is in the row's words.", ("1.4.1", "1.3.1")),
    Rule("rows-alike", "audit", "No two rows of a view sound the same.", ("axe ListItemSiblingsUnique", "2.4.6")),
    Rule("table-keeps-tab", "audit", "A table is one Tab stop.", ("2.1.2", "2.4.3")),
    Rule("tab-trap", "walk", "Tab leaves every control and comes round.", ("2.1.2",)),
    Rule("tab-order", "walk", "Tab goes as one reads.", ("2.4.3", "1.3.2")),
    Rule("tab-back", "walk", "Shift+Tab goes the same way back.", ("2.1.2", "2.4.3")),
    Rule("focus-not-visible", "walk", "Focus is marked by about a ring of two pixels at 3:1.",
         ("2.4.7", "2.4.13", "1.4.11")),
    Rule("focus-ring", "walk", "The ring is two pixels wide and stands out by 3:1 on both sides.",
         ("2.4.13", "1.4.11", "EN 11.7")),
    Rule("focus-out-of-sight", "walk", "Wherever focus goes, what has it can be seen.", ("2.4.11", "2.4.7")),
    Rule("focus-lost", "walk", "After an act the keyboard is on something that can be seen and used, never nowhere.",
         ("2.4.3", "2.4.7", "EN 11.5.2.14")),
    Rule("focus-not-returned", "walk", "What was opened over a screen gives the keyboard back to where it was.",
         ("2.4.3", "3.2.1")),
    Rule("focus-untold", "bus", "Each Tab stop, cell, entry and choice is told where it is as the keyboard comes.",
         ("EN 11.5.2.13, 11.5.2.14, 11.7", "2.4.7")),
    Rule("caret-untold", "bus", "Each move of the caret is told with the place of its character.",
         ("EN 11.5.2.10, 11.5.2.13, 11.7",)),
    Rule("out-of-reach", "audit", "What stands outside the window can be scrolled to.", ("1.4.10",)),
    Rule("unexplained", "audit", "F1 has words for every field that the keyboard reaches.", ("3.3.5", "EN 12.1.1")),
    Rule("text-contrast", "contrast", "Text stands out by 7:1.", ("1.4.3", "1.4.6")),
    Rule("magnifier-loses-focus", "walk", "At 2× and 4× a magnifier shows what has the focus.", ("2.4.11", "EN 11.7")),
    Rule("magnifier-loses-label", "walk", "At 2× and 4× it shows the label with it.", ("3.3.2", "EN 11.7")),
    Rule("window-too-large", "audit", "At every size of the text a window is no larger than the screen.", ("1.4.10",)),
    Rule("quiet-text-contrast", "contrast", "The second voice by 7:1.", ("1.4.6",)),
    Rule("icon-contrast", "contrast", "Icons by 3:1.", ("1.4.11",)),
    Rule("outline-contrast", "contrast", "Outlines of controls by 3:1.", ("1.4.11",)),
    Rule("not-the-themes-pair", "contrast", "In a contrast theme every text is a pair of the theme itself.",
         ("EN 11.7",)),
    Rule("palette-contrast", "palette", "Every pair of the palette stands out before anything is painted.",
         ("1.4.3", "1.4.11")),
    Rule("windows-type", "windows", "UI Automation calls nothing Custom.", ("axe LocalizedControlTypeNotCustom",)),
    Rule("windows-name", "windows", "Every element that takes the focus has a name there too.",
         ("axe NameNotEmpty", "4.1.2")),
    Rule("windows-identifier", "windows", "And an AutomationId.", ("UIA AutomationId",)),
    Rule("windows-repeats", "windows", "Neither description nor help text repeats the name.",
         ("axe HelpTextNotEqualToName",)),
    Rule("windows-same-name", "windows", "No two elements of one type share a name.",
         ("axe SiblingUniqueAndFocusable",)),
    Rule("windows-access-key", "windows", "No two elements answer to one Alt key.", ("2.1.1",)),
    Rule("windows-focus", "windows", "Each Tab stop raises one focus event, in the order of Tab.",
         ("2.4.3", "4.1.2", "EN 11.5.2.14")),
)  # fmt: skip

# What axe-windows looks at that is not done here, and why.
NOT_DONE: tuple[tuple[str, str], ...] = (
    ("ClickablePoint…", "Qt has no such property in process; the Windows snapshot reads what UI Automation gives."),
    ("LandmarkType…, LocalizedLandmarkType…", "Qt exposes no landmarks; F6 goes from pane to pane instead."),
    ("SizeOfSet…, PositionInSet…", "Qt's bridge to UI Automation gives neither; the journeys hear the position."),
    ("Structure rules (ControlView…, ContentView…)", "advice for review in axe itself; the Windows snapshot shows it."),
    ("Framework rules for WPF, XAML, Win32", "they name faults of other toolkits."),
    ("OrientationPropertyExists", "for sliders, scroll bars and splitters: the program has no control of this kind."),
)


def rule_of(identifier: str) -> Rule:
    """The rule with this id; raises KeyError if there is none."""
    return {rule.id: rule for rule in RULES}[identifier]
