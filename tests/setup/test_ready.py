"""`setup/ready.sh` on a pretended machine: it may ask dpkg, apt, sudo and Python, which answer as the test says."""

import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest

PRETENDED = {
    "dpkg-query": 'case " $MISSING " in *" ${!#} "*) exit 1 ;; esac; echo "ii "',
    "apt-get": 'echo "apt-get $*" >>"$LOG"',
    "sudo": '[ "$SUDO" = yes ] || exit 1; shift; exec "$@"',
    "id": 'echo "$USER_NUMBER"',
    "npm": 'echo "npm $* in $PWD" >>"$LOG"; exit "${NPM_FAILS:-0}"',
    "python": """
        echo "python $*" >>"$LOG"
        case "$*" in
            "-m venv --clear .venv") mkdir -p .venv/bin && cp "$0" .venv/bin/python ;;
            *"print(sys.executable)") echo "$0" ;;
            *"print(sys.version"*) echo 3.11 ;;
            "-m pip install"*) exit "${PIP_FAILS:-0}" ;;
        esac
    """,
}


@dataclass(frozen=True)
class Machine:
    """A pretended machine with a copy of the set-up."""

    root: Path

    def make_ready(self, *groups: str, missing: str = "", user: int = 0, sudo: str = "no", **fails: int):
        """Run the script and return how it ended; what it asked for stands in `asked`. `pip` and `npm` fail as said."""
        environment = {
            "PATH": f"{self.root / 'bin'}:{os.environ['PATH']}",
            "PYTHON": str(self.root / "bin" / "python"),
            "LOG": str(self.root / "log"),
            "MISSING": missing,
            "USER_NUMBER": str(user),
            "SUDO": sudo,
            "PIP_FAILS": str(fails.get("pip", 0)),
            "NPM_FAILS": str(fails.get("npm", 0)),
        }
        (self.root / "log").write_text("", encoding="utf-8")
        script = self.root / "project" / "setup" / "ready.sh"
        return subprocess.run([script, *groups], env=environment, capture_output=True, text=True, check=False)

    def asked(self, word: str) -> list[str]:
        """Return the calls that contain the word."""
        return [line for line in (self.root / "log").read_text(encoding="utf-8").splitlines() if word in line]


@pytest.fixture
def machine(tmp_path, project) -> Machine:
    shutil.copytree(project / "setup", tmp_path / "project" / "setup")
    (tmp_path / "project" / "requirements.lock").write_text("", encoding="utf-8")
    (tmp_path / "project" / "pyproject.toml").write_text("", encoding="utf-8")
    provider = "tests/identity/provider"
    shutil.copytree(project / provider, tmp_path / "project" / provider)
    (tmp_path / "bin").mkdir()
    for name, script in PRETENDED.items():
        (tmp_path / "bin" / name).write_text(f"#!/bin/bash\n{script}\n", encoding="utf-8")
        (tmp_path / "bin" / name).chmod(0o755)
    return Machine(tmp_path)


def test_who_may_not_install_is_told_the_one_command_that_does(machine):
    ended = machine.make_ready(missing="libegl1 gnome-keyring", user=1000)
    assert ended.returncode == 1
    assert ended.stderr == (
        "setup: some system packages are missing; please run: "
        "sudo apt-get install --no-install-recommends gnome-keyring libegl1\n"
    )
    assert not machine.asked("apt-get")


@pytest.mark.parametrize(("user", "sudo"), [(0, "no"), (1000, "yes")])
def test_only_what_is_missing_is_installed(machine, user, sudo):
    assert machine.make_ready(missing="libegl1", user=user, sudo=sudo).returncode == 0
    update, install = machine.asked("apt-get")
    assert update.endswith(" update")
    assert install.endswith("install --no-install-recommends libegl1")


def test_packages_of_other_targets_are_not_asked_for(machine):
    assert machine.make_ready(missing="orca").returncode == 0
    assert not machine.asked("apt-get")
    assert machine.make_ready("accessibility", missing="orca").returncode == 0
    assert machine.asked("apt-get")


def test_the_environment_is_installed_from_the_lock_with_hashes(machine):
    assert machine.make_ready().returncode == 0
    lock, ourselves = machine.asked("pip install")
    assert "--require-hashes --requirement requirements.lock" in lock
    assert "--no-index --no-build-isolation --no-deps --editable ." in ourselves


def test_a_machine_that_is_ready_is_left_alone(machine):
    machine.make_ready()
    assert machine.make_ready().stderr == ""
    assert not machine.asked("pip")
    assert not machine.asked("apt-get")


@pytest.mark.parametrize("changed", ["requirements.lock", "pyproject.toml"])
def test_a_changed_lock_or_declaration_is_installed(machine, changed):
    machine.make_ready()
    (machine.root / "project" / changed).write_text("# newer\n", encoding="utf-8")
    machine.make_ready()
    assert machine.asked("pip install")


def test_an_installation_that_failed_is_tried_again(machine):
    assert machine.make_ready(pip=1).returncode == 1
    assert machine.make_ready().returncode == 0
    assert machine.asked("pip install")


def test_an_unknown_group_is_refused_by_name(machine):
    ended = machine.make_ready("dancing")
    assert ended.returncode == 1
    assert "dancing" in ended.stderr


def test_a_package_is_not_missing_where_its_command_is_there_already(machine):
    (machine.root / "project" / "setup" / "packages" / "some.txt").write_text(
        "theirs/bash\nours/a-command-nobody-has\n", encoding="utf-8"
    )
    assert machine.make_ready("some", missing="theirs ours").returncode == 0
    _, install = machine.asked("apt-get")
    assert install.endswith("install --no-install-recommends ours")


def test_the_provider_of_the_tests_is_installed_once_from_its_lock(machine):
    assert machine.make_ready("tests").returncode == 0
    (asked,) = machine.asked("npm")
    assert asked.startswith("npm ci --omit=dev --ignore-scripts ")
    assert asked.endswith("/.venv/identity-provider")
    machine.make_ready("tests")
    assert not machine.asked("npm")


def test_a_provider_that_was_not_installed_is_tried_again(machine):
    assert machine.make_ready("tests", npm=1).returncode == 1
    assert machine.make_ready("tests").returncode == 0
    assert machine.asked("npm")


def test_other_targets_need_no_provider(machine):
    machine.make_ready()
    assert not machine.asked("npm")
