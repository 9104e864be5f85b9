"""The grading control: one instrument to grade an item by typing, key or mouse, and to say how it may be shared."""

from crimint_desktop.ui.grading.control import GradingControl
from crimint_desktop.ui.grading.reading import GradeReading

__all__ = ["GradeReading", "GradingControl"]
