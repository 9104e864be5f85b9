"""Whoever looks at the home folder afterwards does not learn which folders were used."""

from PySide6.QtWidgets import QFileDialog

from crimint_desktop.ui.attachment.choosing import forget_places


def test_choosing_a_file_leaves_no_word_of_the_folder(qtbot, tmp_path, monkeypatch):
    home = tmp_path / "home"
    home.mkdir()
    for name in ("HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME"):
        monkeypatch.setenv(name, str(home))
    forget_places()
    dialog = QFileDialog(None, "Add", str(tmp_path))
    dialog.setOption(QFileDialog.Option.DontUseNativeDialog)
    dialog.show()
    (tmp_path / "a.txt").write_text("a")
    dialog.selectFile("a.txt")
    dialog.accept()
    dialog.deleteLater()
    qtbot.wait(50)
    assert not list(home.rglob("*"))
