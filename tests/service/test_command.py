"""The command as an operator uses it, in a process of its own."""

import io
import json
import signal
import subprocess
import sys

import requests

from crimint_service.commands import main
from crimint_service.config import Settings
from crimint_service.register import open_register
from tests.protocol.client import new_id


def run(*arguments, typed=""):
    """Run the command to its end."""
    command = [sys.executable, "-m", "crimint_service", *arguments]
    return subprocess.run(command, input=typed, capture_output=True, text=True, timeout=60, check=False)


def test_a_served_register_says_where_it_listens_answers_and_ends_when_told(tmp_path):
    where = str(tmp_path / "register.db")
    added = run(
        "user", "add", "okonjo", "--name", "Ada Okonjo-Test", "--role", "officer", "--unit", "quillmarsh",
        "--database", where, typed="an invented password\n",
    )  # fmt: skip
    assert added.returncode == 0, added.stderr
    serving = subprocess.Popen(
        [sys.executable, "-m", "crimint_service", "serve", "--port", "0", "--database", where],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    try:
        assert serving.stdout
        line = serving.stdout.readline()
        assert line.startswith("listening on http://127.0.0.1:")
        url = line.split()[-1]
        asked = {"grant": "password", "user": "okonjo", "password": "an invented password"}
        device = {"X-Device": new_id()}
        token = requests.post(f"{url}/v1/token", json=asked, headers=device, timeout=10).json()["token"]
        headers = device | {"Authorization": f"Bearer {token}"}
        me = requests.get(f"{url}/v1/access/me", headers=headers, timeout=10).json()
        assert (me["name"], me["units"]) == ("Ada Okonjo-Test", [{"id": "quillmarsh", "name": "Quillmarsh"}])
        assert run("health", "--url", url).stdout.strip() == '{"ok":true}'
    finally:
        serving.send_signal(signal.SIGTERM)
        _, errors = serving.communicate(timeout=20)
    assert serving.returncode in (0, -signal.SIGTERM, 128 + signal.SIGTERM)
    assert "Traceback" not in errors
    assert "Okonjo" not in errors


def test_accounts_are_listed_and_disabled(tmp_path, capsys, monkeypatch):
    where = ["--database", str(tmp_path / "register.db")]
    add = ["user", "add", "peters", "--name", "Joan Peters-Test", "--role", "lio", "--unit", "quillmarsh", *where]
    monkeypatch.setattr("sys.stdin", io.StringIO())
    assert main(add) == 1
    assert "password is needed" in capsys.readouterr().err
    assert run(*add, typed="an invented password\n").returncode == 0
    assert main(["user", "disable", "peters", *where]) == 0
    assert main(["user", "list", *where]) == 0
    assert capsys.readouterr().out == "peters\tJoan Peters-Test\tlio\tquillmarsh\tdisabled\n"
    assert main(["user", "disable", "nobody", *where]) == 1
    assert "no account nobody" in capsys.readouterr().err


def test_a_live_register_takes_no_sample(tmp_path):
    where = str(tmp_path / "register.db")
    open_register(Settings(database=where), "live")[0].close()
    refused = run("sample", "--reports", "5", "--database", where)
    assert refused.returncode == 1
    assert "live register" in refused.stderr
    assert "Traceback" not in refused.stderr


def test_the_description_is_printed(capsys):
    assert main(["openapi"]) == 0
    assert json.loads(capsys.readouterr().out)["openapi"] == "3.1.0"
