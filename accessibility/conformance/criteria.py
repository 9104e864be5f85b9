"""The criteria as their authors number and name them: WCAG 2.2 levels A and AA, EN 301 549 V3.2.1 clauses 11 and 12."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Criterion:
    """One line to answer. ``level`` is empty for a clause of the EN; ``same_as`` is the WCAG criterion that a clause
    repeats for software, whose answer then is this one's too."""

    number: str
    name: str
    level: str = ""
    same_as: str = ""


def _wcag(lines: str) -> tuple[Criterion, ...]:
    return tuple(Criterion(*(part.strip() for part in line.split("|"))) for line in lines.strip().splitlines())


WCAG: tuple[Criterion, ...] = _wcag("""
1.1.1 | Non-text Content | A
1.2.1 | Audio-only and Video-only (Prerecorded) | A
1.2.2 | Captions (Prerecorded) | A
1.2.3 | Audio Description or Media Alternative (Prerecorded) | A
1.2.4 | Captions (Live) | AA
1.2.5 | Audio Description (Prerecorded) | AA
1.3.1 | Info and Relationships | A
1.3.2 | Meaningful Sequence | A
1.3.3 | Sensory Characteristics | A
1.3.4 | Orientation | AA
1.3.5 | Identify Input Purpose | AA
1.4.1 | Use of Colour | A
1.4.2 | Audio Control | A
1.4.3 | Contrast (Minimum) | AA
1.4.4 | Resize Text | AA
1.4.5 | Images of Text | AA
1.4.10 | Reflow | AA
1.4.11 | Non-text Contrast | AA
1.4.12 | Text Spacing | AA
1.4.13 | Content on Hover or Focus | AA
2.1.1 | Keyboard | A
2.1.2 | No Keyboard Trap | A
2.1.4 | Character Key Shortcuts | A
2.2.1 | Timing Adjustable | A
2.2.2 | Pause, Stop, Hide | A
2.3.1 | Three Flashes or Below Threshold | A
2.4.1 | Bypass Blocks | A
2.4.2 | Page Titled | A
2.4.3 | Focus Order | A
2.4.4 | Link Purpose (In Context) | A
2.4.5 | Multiple Ways | AA
2.4.6 | Headings and Labels | AA
2.4.7 | Focus Visible | AA
2.4.11 | Focus Not Obscured (Minimum) | AA
2.5.1 | Pointer Gestures | A
2.5.2 | Pointer Cancellation | A
2.5.3 | Label in Name | A
2.5.4 | Motion Actuation | A
2.5.7 | Dragging Movements | AA
2.5.8 | Target Size (Minimum) | AA
3.1.1 | Language of Page | A
3.1.2 | Language of Parts | AA
3.2.1 | On Focus | A
3.2.2 | On Input | A
3.2.3 | Consistent Navigation | AA
3.2.4 | Consistent Identification | AA
3.2.6 | Consistent Help | A
3.3.1 | Error Identification | A
3.3.2 | Labels or Instructions | A
3.3.3 | Error Suggestion | AA
3.3.4 | Error Prevention (Legal, Financial, Data) | AA
3.3.7 | Redundant Entry | A
3.3.8 | Accessible Authentication (Minimum) | AA
4.1.2 | Name, Role, Value | A
4.1.3 | Status Messages | AA
""")


def _repeated(lines: str) -> tuple[Criterion, ...]:
    parts = (line.split("|") for line in lines.strip().splitlines())
    return tuple(Criterion(number.strip(), name.strip(), same_as=same.strip()) for number, name, same in parts)


# What clause 11 repeats of WCAG for software, as EN 301 549 V3.2.1 numbers and names it, and the criterion of WCAG.
# Where it has one clause for open and one for closed functionality, this is the open one: 11.5.1 says why.
EN_REPEATED: tuple[Criterion, ...] = _repeated("""
11.1.1.1.1 | Non-text content (open functionality) | 1.1.1
11.1.2.1.1 | Audio-only and video-only (pre-recorded - open functionality) | 1.2.1
11.1.2.2 | Captions (pre-recorded) | 1.2.2
11.1.2.3.1 | Audio description or media alternative (pre-recorded - open functionality) | 1.2.3
11.1.2.4 | Captions (live) | 1.2.4
11.1.2.5 | Audio description (pre-recorded) | 1.2.5
11.1.3.1.1 | Info and relationships (open functionality) | 1.3.1
11.1.3.2.1 | Meaningful sequence (open functionality) | 1.3.2
11.1.3.3 | Sensory characteristics | 1.3.3
11.1.3.4 | Orientation | 1.3.4
11.1.3.5.1 | Identify input purpose (open functionality) | 1.3.5
11.1.4.1 | Use of colour | 1.4.1
11.1.4.2 | Audio control | 1.4.2
11.1.4.3 | Contrast (minimum) | 1.4.3
11.1.4.4.1 | Resize text (open functionality) | 1.4.4
11.1.4.5.1 | Images of text (open functionality) | 1.4.5
11.1.4.10 | Reflow | 1.4.10
11.1.4.11 | Non-text contrast | 1.4.11
11.1.4.12 | Text spacing | 1.4.12
11.1.4.13 | Content on hover or focus | 1.4.13
11.2.1.1.1 | Keyboard (open functionality) | 2.1.1
11.2.1.2 | No keyboard trap | 2.1.2
11.2.1.4.1 | Character key shortcuts (open functionality) | 2.1.4
11.2.2.1 | Timing adjustable | 2.2.1
11.2.2.2 | Pause, stop, hide | 2.2.2
11.2.3.1 | Three flashes or below threshold | 2.3.1
11.2.4.3 | Focus order | 2.4.3
11.2.4.4 | Link purpose (in context) | 2.4.4
11.2.4.6 | Headings and labels | 2.4.6
11.2.4.7 | Focus visible | 2.4.7
11.2.5.1 | Pointer gestures | 2.5.1
11.2.5.2 | Pointer cancellation | 2.5.2
11.2.5.3.1 | Label in name (open functionality) | 2.5.3
11.2.5.4 | Motion actuation | 2.5.4
11.3.1.1.1 | Language of software (open functionality) | 3.1.1
11.3.2.1 | On focus | 3.2.1
11.3.2.2 | On input | 3.2.2
11.3.3.1.1 | Error identification (open functionality) | 3.3.1
11.3.3.2 | Labels or instructions | 3.3.2
11.3.3.3 | Error suggestion | 3.3.3
11.3.3.4 | Error prevention (legal, financial, data) | 3.3.4
11.4.1.2.1 | Name, role, value (open functionality) | 4.1.2
11.4.1.3.1 | Status messages (open functionality) | 4.1.3
""")

EN_OWN: tuple[Criterion, ...] = tuple(
    Criterion(*line.split(" ", 1))
    for line in """11.4.1.1.1 Parsing (open functionality)
11.5.1 Closed functionality
11.5.2.1 Platform accessibility service support for software that provides a user interface
11.5.2.2 Platform accessibility service support for assistive technologies
11.5.2.3 Use of accessibility services
11.5.2.4 Assistive technology
11.5.2.5 Object information
11.5.2.6 Row, column, and headers
11.5.2.7 Values
11.5.2.8 Label relationships
11.5.2.9 Parent-child relationships
11.5.2.10 Text
11.5.2.11 List of available actions
11.5.2.12 Execution of available actions
11.5.2.13 Tracking of focus and selection attributes
11.5.2.14 Modification of focus and selection attributes
11.5.2.15 Change notification
11.5.2.16 Modifications of states and properties
11.5.2.17 Modifications of values and text
11.6.1 User control of accessibility features
11.6.2 No disruption of accessibility features
11.7 User preferences
11.8.1 Content technology
11.8.2 Accessible content creation
11.8.3 Preservation of accessibility information in transformations
11.8.4 Repair assistance
11.8.5 Templates
12.1.1 Accessibility and compatibility features
12.1.2 Accessible documentation
12.2.2 Information on accessibility and compatibility features
12.2.3 Effective communication
12.2.4 Accessible documentation""".splitlines()
)
