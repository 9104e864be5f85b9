"""The container file: what it copies is there, and is all that the service needs. No container is built here: that
needs a daemon, so each of its steps is tried by itself."""

import json
import re
import shutil
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
BUILD = "import sys; from setuptools import build_meta; print(build_meta.build_wheel(sys.argv[1]))"
START = """
import sys
sys.path.insert(0, {image!r})
from crimint_service.commands import main
status = main()
ours = [each for name, each in sys.modules.items() if name.split("_")[0] == "crimint" or name.startswith("resources")]
strange = [each.__name__ for each in ours if each.__file__ and not each.__file__.startswith({image!r})]
sys.exit(f"not of the image: {{strange}}" if strange else status)
"""


def steps():
    """Every instruction with what follows it, its lines joined."""
    text = (ROOT / "deploy" / "Containerfile").read_text(encoding="utf-8")
    lines = (each for each in text.replace("\\\n", " ").splitlines() if each and not each.startswith("#"))
    return [tuple(re.sub(r"\s+", " ", each).split(" ", 1)) for each in lines]


def said(instruction):
    """What follows the last instruction of this name."""
    return next(rest for name, rest in reversed(steps()) if name == instruction)


def copied():
    """What is copied out of the project, by where it goes."""
    found: dict[str, Path] = {}
    for name, rest in steps():
        if name == "COPY" and not rest.startswith("--from"):
            *sources, target = rest.split(" ")
            found |= {each: (Path(target) / Path(each).name) if len(sources) > 1 else Path(target) for each in sources}
    return found


@pytest.fixture(scope="module")
def image(tmp_path_factory):
    """What the service's packages are in the image: made from a folder that holds what is copied and nothing else."""
    context, made = tmp_path_factory.mktemp("context"), tmp_path_factory.mktemp("image")
    for source, target in copied().items():
        if (ROOT / source).is_dir():
            shutil.copytree(ROOT / source, context / target, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copyfile(ROOT / source, context / target)
    built = [sys.executable, "-W", "ignore", "-c", BUILD, str(made)]
    subprocess.run(built, cwd=context, check=True, capture_output=True, timeout=60)
    with zipfile.ZipFile(next(made.glob("*.whl"))) as archive:
        archive.extractall(made / "packages")
    return made / "packages"


def run(image, *arguments):
    """Run the entry point with the packages of the image, and no other code of ours."""
    command = [sys.executable, "-I", "-c", START.format(image=str(image)), *arguments]
    return subprocess.run(command, cwd=image, capture_output=True, text=True, timeout=60, check=False)


def test_what_is_copied_is_part_of_the_project():
    tracked = subprocess.run(["git", "ls-files"], cwd=ROOT, check=True, capture_output=True, text=True).stdout
    files = set(tracked.splitlines())
    for source in copied():
        assert source in files or any(each.startswith(f"{source}/") for each in files), source


def test_packages_come_from_the_lock_by_their_hashes_and_our_own_needs_nothing_else():
    pip = [each for name, rest in steps() if name == "RUN" for each in rest.split(" && ") if "pip install" in each]
    assert len(pip) == 2
    assert {"--require-hashes", "requirements.lock"} <= set(pip[0].split())
    assert {"--no-index", "--no-build-isolation", "--no-deps", "."} <= set(pip[1].split())
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    pinned = re.findall(r"^([A-Za-z0-9._-]+)(?:\[[a-z,]+\])?==.*\n((?: +--hash=sha256:[0-9a-f]{64}.*\n)+)", lock, re.M)
    names = {name.lower() for name, _ in pinned}
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    needed = [*project["build-system"]["requires"], *project["project"]["optional-dependencies"]["service"]]
    for each in needed:
        assert re.split(r"[\[><=;]", each)[0].lower() in names, f"{each} is not in the lock"


def test_the_image_holds_all_that_the_service_needs_and_nothing_of_the_desktop(image):
    found = run(image, "openapi")
    assert found.returncode == 0, found.stderr
    assert json.loads(found.stdout) == json.loads((ROOT / "docs" / "openapi.json").read_text(encoding="utf-8"))
    assert not (image / "crimint_desktop").exists()


def test_its_commands_are_commands_of_the_service(image, tmp_path):
    scripts = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["scripts"]
    [entry] = json.loads(said("ENTRYPOINT"))
    assert scripts[entry] == "crimint_service.commands:main"
    asks = said("HEALTHCHECK").split("CMD ", 1)[1]
    assert json.loads(asks) == [entry, "health"]
    assert run(image, "health", "--url", "http://127.0.0.1:9").returncode == 1

    [serve, file] = json.loads(said("CMD"))
    assert (serve, file[0]) == ("serve", "@")
    (tmp_path / "options").write_text("--database\npostgresql://nobody@127.0.0.1:9/register\n--host\n0.0.0.0\n")
    refused = run(image, serve, f"@{tmp_path / 'options'}")
    assert refused.returncode == 1
    assert "identity provider" in refused.stderr, "it read its options and says what is missing"


def test_it_runs_as_nobody_in_particular_and_keeps_nothing():
    assert said("USER") == "crimint"
    assert "VOLUME" not in {name for name, _ in steps()}
    assert said("STOPSIGNAL") == "SIGTERM"
