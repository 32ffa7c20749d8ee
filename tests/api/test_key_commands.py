"""The commands for keys, as docs/operations.md shows them, and serving without keys."""

import json
import shlex
from typing import Any

import pytest

from api.cli import main as cli
from service.keys.api_key import SECRET
from service.keys.sqlite_key_store import FILE
from service.settings import Settings
from tests.api.conftest import MakeClient
from tests.api.test_cli import Captured, assert_one_line, burnfit
from tests.keys import bearing, make_key
from tests.test_readme import BURNFIT, ROOT, commands

OPERATIONS = ROOT / "docs" / "operations.md"


def shown_commands(program: str, word: str) -> list[list[str]]:
    """The page's commands of a program that have a word in them, as lists of words."""
    return [shlex.split(one) for one in commands(OPERATIONS) if one.startswith(program) and word in one]


def test_the_commands_of_the_page(monkeypatch: pytest.MonkeyPatch, capsys: Captured, make_client: MakeClient) -> None:
    shown = shown_commands(f"{BURNFIT} keys", "")
    assert [words[2] for words in shown] == ["new", "new", "list", "revoke"]
    secrets: list[str] = []
    for words in shown:
        assert burnfit(monkeypatch, *words[1:]) == 0
        printed = capsys.readouterr()
        if words[2] == "new":
            secrets.append(printed.out.strip())
            assert SECRET.fullmatch(secrets[-1]), "the secret stands alone on standard output"
            assert "shown this once" in printed.err
            assert secrets[-1] not in printed.err
        elif words[2] == "list":
            lines = printed.out.splitlines()
            assert [line.split()[1] for line in lines] == ["name", "app", "prometheus"]
            assert all(line.rstrip().endswith("active") for line in lines[1:])
            assert not any(secret in printed.out for secret in secrets)
        else:
            assert "(app) is revoked" in printed.out
    client = make_client()
    assert "'app'" in client.get("/runs", headers=bearing(secrets[0])).json()["detail"]
    assert client.get("/metrics", headers=bearing(secrets[1])).status_code not in (401, 403)


def test_the_requests_of_the_page(make_client: MakeClient, example: dict[str, Any]) -> None:
    [words] = shown_commands("curl", "$KEY")
    [header] = [word for word in words if word.startswith("Authorization: ")]
    client = make_client(example)
    secret = make_key("app", ["month"])
    file = next(word for word in words if word.startswith("@"))
    assert f"http://127.0.0.1:{Settings().port}/routine" in words
    body = json.loads((ROOT / file[1:]).read_text(encoding="utf-8"))
    sent = {"Authorization": header.removeprefix("Authorization: ").replace("$KEY", secret)}
    assert client.post("/routine", json=body, headers=sent).status_code == 200


def test_keys_in_json(monkeypatch: pytest.MonkeyPatch, capsys: Captured) -> None:
    make_key("app", ["month"], "5/h", 7)
    assert burnfit(monkeypatch, "keys", "list", "--format", "json") == 0
    [key] = json.loads(capsys.readouterr().out)
    assert (key["name"], key["scopes"], key["rate"], key["status"]) == ("app", ["month"], "5/h", "active")
    assert key["expires"] > key["made"]
    assert "digest" not in key


def test_listing_no_keys_makes_no_file(monkeypatch: pytest.MonkeyPatch, capsys: Captured) -> None:
    assert burnfit(monkeypatch, "keys", "list") == 0
    assert capsys.readouterr().out.split() == ["id", "name", "opens", "rate", "made", "expires", "status"]
    assert not (Settings().runs / FILE).exists()


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["new", "a b"], "name 'a b' cannot be used"),
        (["new", "two", "--scope", "all"], "scope 'all' cannot be used"),
        (["new", "two", "--rate", "fast"], "rate 'fast' cannot be used"),
        (["new", "app"], "there is a key called 'app' already"),
        (["revoke", "nobody"], "there is no key 'nobody' to revoke"),
    ],
)
def test_what_cannot_be_done_is_told_in_one_line(
    monkeypatch: pytest.MonkeyPatch, capsys: Captured, arguments: list[str], expected: str
) -> None:
    make_key("app")
    assert burnfit(monkeypatch, "keys", *arguments) == 2
    assert_one_line(capsys, expected)


@pytest.mark.parametrize("command", [["serve"], ["mcp", "--http"]])
@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.1"])  # noqa: S104 - nothing is bound
def test_other_machines_are_not_served_without_a_key(
    monkeypatch: pytest.MonkeyPatch, capsys: Captured, command: list[str], host: str
) -> None:
    monkeypatch.setattr(cli, "_serve", lambda *_: pytest.fail("it serves"))
    assert burnfit(monkeypatch, *command, "--host", host) == 2
    assert_one_line(capsys, f"{host} can be reached from other machines", "burnfit keys new")


def test_other_machines_are_served_with_keys_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    served: list[Settings] = []
    monkeypatch.setattr(cli, "_serve", lambda _, settings: served.append(settings))
    assert burnfit(monkeypatch, "serve") == 0
    make_key()
    assert burnfit(monkeypatch, "serve", "--host", "0.0.0.0") == 0  # noqa: S104 - nothing is bound
    assert [settings.require_keys for settings in served] == [False, True]
