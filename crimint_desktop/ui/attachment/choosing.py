"""Choosing files and folders of this computer, without leaving word of where somebody has been."""

from __future__ import annotations

from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QFileDialog, QWidget

__all__ = ["choose_files", "choose_folder", "forget_places"]

_NOWHERE = "/nonexistent/crimint"


def forget_places() -> None:
    """Let Qt's own dialog find, and leave, no list of folders used: it would stand unencrypted in the home folder."""
    for scope in (QSettings.Scope.UserScope, QSettings.Scope.SystemScope):
        for kind in (QSettings.Format.NativeFormat, QSettings.Format.IniFormat):
            QSettings.setPath(kind, scope, _NOWHERE)


def choose_files(parent: QWidget, title: str, kinds: str) -> list[str]:
    """Let files be chosen; empty when nobody chose one."""
    forget_places()
    chosen, _ = QFileDialog.getOpenFileNames(parent, title, "", kinds)
    return chosen


def choose_folder(parent: QWidget, title: str) -> str:
    """Let a folder be chosen; empty when nobody chose one."""
    forget_places()
    return QFileDialog.getExistingDirectory(parent, title)
