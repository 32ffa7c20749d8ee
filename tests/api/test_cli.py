"""The command line: what it prints, and what it says when it cannot."""

import io
import json
import sys
from pathlib import Path
from typing import Any

import pytest

from api import cli
from api.service import Service
from program.routine import Routine
from program.schema import RoutineRequest
from tests.api.conftest import coach_script
from tests.scripted import ScriptedModel

Captured = pytest.CaptureFixture[str]


@pytest.fixture(autouse=True)
def _without_a_model(monkeypatch: pytest.MonkeyPatch, example: dict[str, Any]) -> None:
    model = ScriptedModel(coach_script(RoutineRequest.model_validate(example)))
    monkeypatch.setattr(Service, "lazily", classmethod(lambda _, settings: Service(model, settings)))


def burnfit(monkeypatch: pytest.MonkeyPatch, *arguments: str) -> int:
    """Run the command in this process and return its exit status."""
    monkeypatch.setattr(sys, "argv", ["burnfit", *arguments])
    with pytest.raises(SystemExit) as left:
        cli.main()
    assert isinstance(left.value.code, int)
    return left.value.code


@pytest.fixture
def request_file(tmp_path: Path, example: dict[str, Any]) -> Path:
    file = tmp_path / "request.json"
    file.write_text(json.dumps(example), encoding="utf-8")
    return file


def test_json_is_the_month(monkeypatch: pytest.MonkeyPatch, capsys: Captured, request_file: Path) -> None:
    assert burnfit(monkeypatch, "routine", str(request_file), "--format", "json") == 0
    printed = capsys.readouterr()
    assert len(Routine.model_validate_json(printed.out).weeks) == 4
    assert printed.err == ""


def test_a_dash_reads_standard_input(
    monkeypatch: pytest.MonkeyPatch, capsys: Captured, example: dict[str, Any]
) -> None:
    text = io.TextIOWrapper(io.BytesIO(json.dumps(example).encode()))
    monkeypatch.setattr(sys, "stdin", text)
    assert burnfit(monkeypatch, "routine", "-", "--format", "json") == 0
    assert Routine.model_validate_json(capsys.readouterr().out)


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b'{"experience": 3,', "is no JSON"),
        (b"\xff\xfe\x00", "is no JSON"),
        (b"", "is no JSON"),
        (b"[1]", "is no JSON object"),
        (b"{}", "rm_weight: Field required"),
        (b'{"exper\\nience": 3}', "experience: Field required"),
    ],
)
def test_a_file_that_holds_no_request(
    monkeypatch: pytest.MonkeyPatch, capsys: Captured, tmp_path: Path, content: bytes, told: str
) -> None:
    file = tmp_path / "request.json"
    file.write_bytes(content)
    assert burnfit(monkeypatch, "routine", str(file)) == 2
    assert_one_line(capsys, str(file), told)


def test_a_wrong_field_is_named(
    monkeypatch: pytest.MonkeyPatch, capsys: Captured, request_file: Path, example: dict[str, Any]
) -> None:
    example["rm_weight"]["squat"] = 601
    request_file.write_text(json.dumps(example), encoding="utf-8")
    assert burnfit(monkeypatch, "routine", str(request_file)) == 2
    assert_one_line(capsys, "rm_weight.squat: Input should be less than or equal to 600")


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["routine", "missing.json"], "missing.json cannot be read: No such file"),
        (["routine", "."], ". cannot be read: Is a directory"),
        (["routine", "a\0b"], "is no name of a file"),
        (["routine"], "Missing argument"),
        (["routine", "x.json", "--format", "xml"], "xml"),
        (["routines"], "routines"),
        (["--wrong"], "--wrong"),
        (["train", "task9"], "no agent is called task9: choose one of intake, task1, task2"),
        (["serve", "--port", "99999"], "--port"),
    ],
)
def test_a_mistake_is_told_in_one_line(
    monkeypatch: pytest.MonkeyPatch, capsys: Captured, arguments: list[str], told: str
) -> None:
    assert burnfit(monkeypatch, *arguments) == 2
    assert_one_line(capsys, told)


def test_an_unknown_setting_is_told_in_one_line(
    monkeypatch: pytest.MonkeyPatch, capsys: Captured, request_file: Path
) -> None:
    monkeypatch.setenv("BURNFIT_COLOUR", "red")
    assert burnfit(monkeypatch, "routine", str(request_file)) == 2
    assert_one_line(capsys, "BURNFIT_COLOUR is no setting")


def test_an_address_that_is_not_ours(monkeypatch: pytest.MonkeyPatch, capsys: Captured) -> None:
    assert burnfit(monkeypatch, "serve", "--host", "192.0.2.1", "--port", "0") == 2
    assert "cannot serve on 192.0.2.1:0" in capsys.readouterr().err


def assert_one_line(capsys: Captured, *told: str) -> None:
    printed = capsys.readouterr()
    assert printed.out == ""
    assert printed.err.count("\n") == 1
    assert printed.err.startswith("burnfit: ")
    for text in told:
        assert text in printed.err
