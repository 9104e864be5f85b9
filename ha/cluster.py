"""Three PostgreSQL under Patroni, three etcd that elect the leader, and HAProxy in front: all on this machine alone.

Loopback ports stand for machines. Between each database and all others stand gates (:mod:`ha.gates`), so that networks
can part too; services and HAProxy reach every database without one.
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from ha.gates import Gate, Gates, gates

__all__ = ["Cluster", "Node", "a_cluster"]

_NODES: Final = ("node1", "node2", "node3")
_TTL_S: Final = 20  # Patroni takes no less; a lost leader is followed by another within it
_UP_S: Final = 300.0  # a busy machine takes its time
_ASK_S: Final = 3.0
# A follower that is not heard of for ten seconds is let go: until then nothing is acknowledged.
_PARAMETERS: Final[Mapping[str, object]] = {
    "max_connections": 100, "wal_sender_timeout": "10s", "wal_receiver_timeout": "10s",
}  # fmt: skip


def _free_ports(number: int) -> list[int]:
    with contextlib.ExitStack() as held:
        trials = [held.enter_context(socket.socket()) for _ in range(number)]
        for trial in trials:
            trial.bind(("127.0.0.1", 0))
        return [int(trial.getsockname()[1]) for trial in trials]


@dataclass(slots=True)
class Node:
    """One database with its keeper. ``electors`` are its own ways to those who elect; ``database`` and ``says`` are how
    the other two reach its database and ask its keeper."""

    name: str
    port: int
    rest: int
    folder: Path
    electors: tuple[Gate, ...]
    database: Gate
    says: Gate
    keeper: subprocess.Popen[bytes] | None = None

    def database_pid(self) -> int:
        """Return the process of the database itself."""
        return int((self.folder / "register" / "postmaster.pid").read_text().split("\n", 1)[0])


@dataclass(slots=True)
class Cluster:
    """What runs. ``leading`` and ``following`` are the ports behind which HAProxy keeps the leader and the others."""

    folder: Path
    nodes: dict[str, Node]
    leading: int
    following: int
    gates: Gates
    _others: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def address(self, name: str = "postgres") -> str:
        """Return the address of a database at whoever leads."""
        return f"postgresql://postgres@127.0.0.1:{self.leading}/{name}"

    def replica_address(self, name: str = "postgres") -> str:
        """Return the address of a database at those who follow."""
        return f"postgresql://postgres@127.0.0.1:{self.following}/{name}"

    def members(self) -> list[dict[str, Any]]:
        """Return what the cluster says of itself, asked of whichever node answers."""
        for node in self.nodes.values():
            asked = f"http://127.0.0.1:{node.rest}/cluster"
            with contextlib.suppress(OSError, ValueError), urllib.request.urlopen(asked, timeout=_ASK_S) as answer:
                found: list[dict[str, Any]] = json.load(answer)["members"]
                return found
        return []

    def leader(self) -> Node:
        """Return the node that leads now; AssertionError when none does."""
        names = [each["name"] for each in self.members() if each["role"] == "leader"]
        assert names, "nobody leads"
        return self.nodes[names[0]]

    def wait_until_whole(self, within_s: float = _UP_S) -> float:
        """Wait for a leader, one that follows synchronously and one more; return the seconds it took."""
        began = time.monotonic()
        while time.monotonic() - began < within_s:
            members = self.members()
            roles = sorted(each["role"] for each in members if each.get("state") in ("running", "streaming"))
            if roles == ["leader", "replica", "sync_standby"]:
                return time.monotonic() - began
            time.sleep(0.25)
        raise AssertionError(f"the cluster did not become whole: {self.members()}")

    def start(self, node: Node) -> None:
        """Start a node's keeper, which starts its database."""
        with (node.folder / "log").open("ab") as log:
            node.keeper = subprocess.Popen(
                ["/usr/bin/patroni", str(node.folder / "patroni.json")],
                stdout=log, stderr=log, cwd="/", env=_environment(), start_new_session=True, **_as_postgres(),
            )  # fmt: skip

    def lose(self, node: Node) -> None:
        """Kill a node's keeper and database at once, as when the machine loses its power."""
        assert node.keeper is not None
        database = node.database_pid()
        for pid in (node.keeper.pid, database):
            os.kill(pid, signal.SIGKILL)
        node.keeper.wait()

    def crash(self, node: Node) -> None:
        """Kill a node's database; its keeper lives on."""
        os.kill(node.database_pid(), signal.SIGKILL)

    def part(self, node: Node) -> None:
        """Cut a node off from the electors and from the other nodes; whoever asks it for records still reaches it."""
        self.gates.shut(*node.electors, node.database, node.says)

    def lose_followers(self, node: Node) -> None:
        """Cut the others off from a node's database; it still reaches the electors."""
        self.gates.shut(node.database)

    def mend(self, node: Node) -> None:
        """Start a node's keeper if it ended, and join what was parted."""
        if node.keeper is not None and node.keeper.poll() is not None:
            self.start(node)
        self.gates.open(*node.electors, node.database, node.says)

    def hand_over(self, node: Node) -> None:
        """Let another lead, as before maintenance."""
        follower = next(each["name"] for each in self.members() if each["role"] == "sync_standby")
        body = json.dumps({"leader": node.name, "candidate": follower}).encode()
        asked = urllib.request.Request(f"http://127.0.0.1:{node.rest}/switchover", body, method="POST")
        with urllib.request.urlopen(asked, timeout=60) as answer:  # noqa: S310 - loopback
            assert answer.status == 200, answer.read()

    def end(self) -> list[str]:
        """Stop everything; return what had to be killed after all."""
        stubborn = []
        for node in self.nodes.values():
            if node.keeper is not None and not _ended(node.keeper):
                stubborn.append(node.name)
            # A keeper that was stopped may leave its database behind.
            with contextlib.suppress(OSError, ValueError):
                os.kill(node.database_pid(), signal.SIGKILL)
        stubborn += [str(each.args[0]) for each in self._others if not _ended(each)]  # type: ignore[index]  # we gave a list
        return stubborn

    def add(self, process: subprocess.Popen[bytes]) -> None:
        """Take charge of another process."""
        self._others.append(process)


def _ended(process: subprocess.Popen[bytes]) -> bool:
    process.terminate()
    try:
        process.wait(20)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
        return False
    return True


def _environment() -> dict[str, str]:
    return {"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8", "ETCD_UNSUPPORTED_ARCH": os.uname().machine}


def _as_postgres() -> dict[str, Any]:
    return {"user": "postgres", "group": "postgres", "extra_groups": []} if os.geteuid() == 0 else {}


@contextmanager
def a_cluster() -> Iterator[Cluster]:
    """Run a cluster until left, in a folder that is removed with it."""
    ports = _free_ports(2 * 3 + 2 * 3 + 2)
    with tempfile.TemporaryDirectory(prefix="crimint-ha-", ignore_cleanup_errors=True) as made, gates() as between:
        folder = Path(made)
        nodes = {}
        for number, name in enumerate(_NODES):
            home = folder / name
            home.mkdir()
            port, rest = ports[2 * number : 2 * number + 2]
            electors = tuple(between.add(each) for each in ports[6:9])
            nodes[name] = Node(name, port, rest, home, electors, between.add(port), between.add(rest))
        cluster = Cluster(folder, nodes, ports[-2], ports[-1], between)
        try:
            _start_etcd(cluster, ports[6:12])
            _wait_until_elected(ports[6:9])
            _start(cluster)
            cluster.wait_until_whole()
            yield cluster
        finally:
            cluster.end()


def _start(cluster: Cluster) -> None:
    for node in cluster.nodes.values():
        text = json.dumps(_keeping(node), indent=1)
        (node.folder / "patroni.json").write_text(text, encoding="utf-8")
        if os.geteuid() == 0:
            for each in (cluster.folder, node.folder, *node.folder.iterdir()):
                shutil.chown(each, "postgres", "postgres")
        node.folder.chmod(0o700)
        cluster.start(node)
    (cluster.folder / "haproxy.cfg").write_text(_proxy(cluster), encoding="utf-8")
    with (cluster.folder / "haproxy.log").open("ab") as log:
        command = ["/usr/sbin/haproxy", "-db", "-f", str(cluster.folder / "haproxy.cfg")]
        cluster.add(subprocess.Popen(command, stdout=log, stderr=log))


def _start_etcd(cluster: Cluster, ports: list[int]) -> None:
    clients, peers = ports[:3], ports[3:]
    members = ",".join(f"elector{number}=http://127.0.0.1:{peer}" for number, peer in enumerate(peers))
    for number, (client, peer) in enumerate(zip(clients, peers, strict=True)):
        home = cluster.folder / f"elector{number}"
        command = [
            "/usr/bin/etcd", "--name", home.name, "--data-dir", str(home),
            "--listen-client-urls", f"http://127.0.0.1:{client}", "--advertise-client-urls", f"http://127.0.0.1:{client}",
            "--listen-peer-urls", f"http://127.0.0.1:{peer}", "--initial-advertise-peer-urls", f"http://127.0.0.1:{peer}",
            "--initial-cluster", members, "--initial-cluster-state", "new",
            "--heartbeat-interval", "100", "--election-timeout", "1000",
        ]  # fmt: skip
        with (cluster.folder / f"{home.name}.log").open("ab") as log:
            cluster.add(subprocess.Popen(command, stdout=log, stderr=log, env=_environment()))


def _wait_until_elected(ports: list[int]) -> None:
    """Wait until every elector knows the others' version: a keeper that asks before that ends."""
    began, undecided = time.monotonic(), list(ports)
    while undecided:
        assert time.monotonic() - began < _UP_S, "the electors did not agree"
        with contextlib.suppress(OSError, ValueError):
            asked = f"http://127.0.0.1:{undecided[0]}/version"
            with urllib.request.urlopen(asked, timeout=_ASK_S) as answer:
                if json.load(answer)["etcdcluster"] != "not_decided":
                    undecided.pop(0)
                    continue
        time.sleep(0.1)


def _keeping(node: Node) -> dict[str, Any]:
    """Return what Patroni is told of a node (it reads YAML, of which this is a part)."""
    electors = [f"127.0.0.1:{each.port}" for each in node.electors]
    programs = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda each: int(each.parent.name))[-1]
    return {
        "scope": "crimint",
        "name": node.name,
        "restapi": {"listen": f"127.0.0.1:{node.rest}", "connect_address": f"127.0.0.1:{node.says.port}"},
        # The electors are not asked for their own addresses: each node has its own way to them.
        "etcd3": {"hosts": electors, "use_proxies": True},
        "bootstrap": {
            "dcs": {
                "ttl": _TTL_S,
                "loop_wait": 2,
                "retry_timeout": 3,
                "synchronous_mode": True,
                "primary_start_timeout": 0,
                "maximum_lag_on_failover": 1_048_576,
                "postgresql": {"use_pg_rewind": True, "parameters": dict(_PARAMETERS)},
            },
            "initdb": [{"encoding": "UTF8"}, {"locale": "C.UTF-8"}, "data-checksums"],
        },
        "postgresql": {
            "listen": f"127.0.0.1:{node.port}",
            "connect_address": f"127.0.0.1:{node.database.port}",
            "data_dir": str(node.folder / "register"),
            "bin_dir": str(programs),
            "pgpass": str(node.folder / "pgpass"),
            "authentication": {
                "superuser": {"username": "postgres", "password": "invented"},
                "replication": {"username": "follower", "password": "invented"},
            },
            "pg_hba": ["host all all 127.0.0.1/32 trust", "host replication follower 127.0.0.1/32 trust",
                       "local all all trust"],
            "parameters": {"unix_socket_directories": str(node.folder)},
        },
    }  # fmt: skip


def _proxy(cluster: Cluster) -> str:
    servers = "".join(
        f"  server {node.name} 127.0.0.1:{node.port} check port {node.rest}\n" for node in cluster.nodes.values()
    )
    lines = "global\n  maxconn 400\ndefaults\n  mode tcp\n  timeout connect 2s\n  timeout client 30m\n"
    lines += "  timeout server 30m\n  timeout check 2s\n"
    for name, port, asks in (("leading", cluster.leading, "/primary"), ("following", cluster.following, "/replica")):
        lines += f"listen {name}\n  bind 127.0.0.1:{port}\n  option httpchk OPTIONS {asks}\n"
        lines += "  http-check expect status 200\n"
        lines += f"  default-server inter 500ms fall 2 rise 1 on-marked-down shutdown-sessions\n{servers}"
    return lines
