"""What is installed is all of the program, and nothing else."""

import shutil
import subprocess
import sys
import zipfile

import pytest

from tests.architecture.source import SHIPPED, tracked_files

BUILD = "import sys; from setuptools import build_meta; print(build_meta.build_wheel(sys.argv[1]))"


@pytest.fixture(scope="module")
def wheel(project, tmp_path_factory):
    """Build the wheel from a copy of the committed files, so that nothing is left in the project."""
    copy, out = tmp_path_factory.mktemp("copy"), tmp_path_factory.mktemp("wheel")
    for path in tracked_files(project):
        if path.startswith(SHIPPED) or path in {"pyproject.toml", "README.md", "LICENSE"}:
            (copy / path).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(project / path, copy / path)
    subprocess.run([sys.executable, "-W", "ignore", "-c", BUILD, str(out)], cwd=copy, check=True, capture_output=True)
    with zipfile.ZipFile(next(out.glob("*.whl"))) as archive:
        return frozenset(archive.namelist())


def test_every_file_of_the_shipped_packages_is_installed(project, wheel):
    shipped = {path for path in tracked_files(project) if path.startswith(SHIPPED)}
    assert not sorted(shipped - wheel)


def test_what_is_used_only_while_developing_is_not_installed(wheel):
    folders = {name.split("/")[0] for name in wheel if ".dist-info/" not in name}
    assert folders == {prefix.rstrip("/") for prefix in SHIPPED}
