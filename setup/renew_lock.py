"""Renews requirements.lock from pyproject.toml: every package pinned, with the hashes of all its files.

Run through `make lock`. With `--upgrade` newer versions are taken where pyproject.toml allows; without it only what
must change does.
"""

import hashlib
import json
import subprocess
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LOCK = ROOT / "requirements.lock"


def declared_digest(pyproject: str) -> str:
    """Return the digest of what a `pyproject.toml` declares; the lock carries it, for a test to compare the two."""
    tables = tomllib.loads(pyproject)
    declared = [
        tables["build-system"]["requires"],
        tables["project"]["requires-python"],
        tables["project"]["dependencies"],
        tables["project"]["optional-dependencies"],
    ]
    return hashlib.sha256(json.dumps(declared, sort_keys=True).encode()).hexdigest()


def main() -> int:
    """Write the lock and return the exit status of the resolver."""
    command = [
        *(str(Path(sys.executable).with_name("uv")), "pip", "compile", "pyproject.toml", "--all-extras", "--universal"),
        *("--python-version", "3.11", "--generate-hashes", "--no-annotate", "--no-header", "--quiet"),
        *("--no-emit-index-url", "--no-emit-find-links", "--output-file", LOCK.name, *sys.argv[1:]),
    ]
    outcome = subprocess.run(command, cwd=ROOT, check=False)  # noqa: S603 - fixed program, the caller's own options
    if outcome.returncode == 0:
        head = (
            "# Made by `make lock`; do not edit. Linux and Windows, Python 3.11 and newer.\n"
            "# Install with: pip install --require-hashes -r requirements.lock\n"
            f"# Declared: {declared_digest((ROOT / 'pyproject.toml').read_text(encoding='utf-8'))}\n"
        )
        pins = [line for line in LOCK.read_text(encoding="utf-8").splitlines(keepends=True) if not line.startswith("#")]
        LOCK.write_text(head + "".join(pins), encoding="utf-8", newline="\n")
    return outcome.returncode


if __name__ == "__main__":
    sys.exit(main())
