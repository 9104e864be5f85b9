"""A throwaway PostgreSQL cluster on this machine alone."""

import getpass
import itertools
import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import psycopg


def _programs() -> Path:
    """Return the folder of the newest PostgreSQL on this machine."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda each: int(each.parent.name))
    if found:
        return found[-1]
    on_path = shutil.which("pg_ctl")
    assert on_path, "PostgreSQL is needed: its programs were not found"
    return Path(on_path).parent


def _free_port() -> int:
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        return int(trial.getsockname()[1])


@dataclass(frozen=True)
class Cluster:
    """A running cluster; every database asked of it is new and empty."""

    port: int
    _numbers: Iterator[int] = field(default_factory=itertools.count)

    def address(self, name: str) -> str:
        """Return the address of a database."""
        return f"postgresql://postgres@127.0.0.1:{self.port}/{name}"

    def fresh(self, template: str = "template1") -> str:
        """Make a database, as a copy of another if asked, and return its address."""
        name = f"register_{next(self._numbers)}"
        with psycopg.connect(self.address("postgres"), autocommit=True) as connection:
            connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
        return self.address(name)


@contextmanager
def cluster(*settings: str) -> Iterator[Cluster]:
    """Run a cluster, with settings such as ``log_connections=on``, in a folder that is removed with it."""
    made = ("initdb", "-A", "trust", "-U", "postgres", "-E", "UTF8", "--no-sync")
    with _running(*made, settings=settings) as running:
        yield running


@contextmanager
def replica_of(primary: Cluster) -> Iterator[Cluster]:
    """Run a cluster that follows another one."""
    copied = ("pg_basebackup", "-d", primary.address("postgres").rpartition("/")[0], "-R", "-X", "stream", "-c", "fast")
    with _running(*copied) as running:
        yield running


@contextmanager
def _running(program: str, *options: str, settings: Sequence[str] = ()) -> Iterator[Cluster]:
    programs, port = _programs(), _free_port()
    as_root = getpass.getuser() == "root" or os.geteuid() == 0
    who = {"user": "postgres", "group": "postgres", "extra_groups": []} if as_root else {}
    with tempfile.TemporaryDirectory(prefix="crimint-postgres-") as folder:
        if as_root:
            shutil.chown(folder, "postgres", "postgres")
        home = Path(folder) / "cluster"

        def run(*command: str) -> None:
            env = {"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8"}
            done = subprocess.run(command, check=False, cwd="/", env=env, capture_output=True, text=True, **who)  # type: ignore[call-overload]  # the two sets of arguments are one of its overloads each
            assert done.returncode == 0, done.stderr

        run(str(programs / program), "-D", str(home), *options)
        listening = f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={folder} -c fsync=off"
        listening += "".join(f" -c {each}" for each in settings)
        control = (str(programs / "pg_ctl"), "-D", str(home), "-w")
        run(*control, "-o", listening, "-l", str(home / "log"), "start")
        try:
            yield Cluster(port)
        finally:
            run(*control, "-m", "fast", "stop")
