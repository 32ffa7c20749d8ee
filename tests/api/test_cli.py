"""The command line: what it prints, and what it says when it cannot."""

import io
import json
import sys
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from api.cli import console
from api.cli import main as cli
from program.coach import policy as coach
from program.lifter.brief import obeyed
from program.month.routine import Routine
from program.schema import RoutineRequest
from service.service import Service
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


def test_a_terminal_sees_what_is_going_on(
    monkeypatch: pytest.MonkeyPatch, capsys: Captured, request_file: Path, example: dict[str, Any]
) -> None:
    script = coach_script(RoutineRequest.model_validate(example))
    script["task2"].insert(0, "{}")
    model = ScriptedModel(script)
    monkeypatch.setattr(Service, "lazily", classmethod(lambda _, settings: Service(model, settings)))
    monkeypatch.setattr(console, "Console", partial(Console, force_terminal=True, width=400))
    assert burnfit(monkeypatch, "routine", str(request_file), "--format", "json") == 0
    printed = capsys.readouterr()
    assert Routine.model_validate_json(printed.out).provenance["task2"].attempts == 2
    told = [printed.err.find(text) for text in ("task1: 7 ms", "task2: answer: 'split' is a required", "task2: 7 ms")]
    assert -1 < told[0] < told[1] < told[2]


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


def test_the_graph_is_printed_in_every_form(monkeypatch: pytest.MonkeyPatch, capfdbinary: Any) -> None:
    for written, begins in (("text", b" "), ("mermaid", b"graph LR"), ("json", b"{"), ("png", b"\x89PNG")):
        assert burnfit(monkeypatch, "graph", "--format", written) == 0
        assert capfdbinary.readouterr().out.startswith(begins)


def test_a_node_is_run_alone(monkeypatch: pytest.MonkeyPatch, capsys: Captured, request_file: Path) -> None:
    assert burnfit(monkeypatch, "node", "task1", str(request_file)) == 0
    done = json.loads(capsys.readouterr().out)
    assert (done["node"], done["next"], done["errors"]) == ("task1", ["validate"], [])


def test_an_optional_agent_is_run_alone_without_being_chosen(
    monkeypatch: pytest.MonkeyPatch, capsys: Captured, tmp_path: Path, example: dict[str, Any]
) -> None:
    request = RoutineRequest.model_validate(example)
    decided = {"task1": coach.weight_plan(request), "task2": coach.week(obeyed(request))}
    answers = {name: answer.model_dump(mode="json") for name, answer in decided.items()}
    file = tmp_path / "state.json"
    file.write_text(json.dumps({"request": example, "answers": answers}), encoding="utf-8")
    model = ScriptedModel({"coach_note": ['{"sentences":["주 9일 합니다.","4주차는 쉽니다."]}']})
    monkeypatch.setattr(Service, "lazily", classmethod(lambda _, settings: Service(model, settings)))
    assert burnfit(monkeypatch, "node", "coach_note", str(file)) == 0
    done = json.loads(capsys.readouterr().out)
    assert done["next"] == ["validate"]
    assert done["errors"][0].startswith("sentences.0: the number 9 days is no fact, expected 4 days, ")


def test_a_recorded_run_is_listed_shown_and_run_again(
    monkeypatch: pytest.MonkeyPatch, capsys: Captured, example: dict[str, Any], request_file: Path
) -> None:
    three = RoutineRequest.model_validate(example | {"days_per_week": 3})
    script = coach_script(RoutineRequest.model_validate(example), three)
    model = ScriptedModel(script)
    monkeypatch.setattr(Service, "lazily", classmethod(lambda _, settings: Service(model, settings)))
    assert burnfit(monkeypatch, "routine", str(request_file), "--format", "json") == 0
    run_id = json.loads(capsys.readouterr().out)["run_id"]
    assert burnfit(monkeypatch, "runs") == 0
    listed = capsys.readouterr().out
    assert run_id in listed
    assert "done" in listed
    assert burnfit(monkeypatch, "show", run_id, "--node", "task2") == 0
    [visit] = json.loads(capsys.readouterr().out)
    assert visit["update"]["pending"]["task2"]["prompt"].startswith("## 질문\n")
    assert burnfit(monkeypatch, "replay", run_id, "--from", "task2", "--set", "days_per_week=3") == 0
    difference = capsys.readouterr().out
    assert f"--- {run_id}" in difference
    assert any(line.startswith("-") and "4일차" in line for line in difference.splitlines())
    assert burnfit(monkeypatch, "resume", run_id, "--format", "json") == 0
    assert json.loads(capsys.readouterr().out)["run_id"] == run_id


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["node", "task9", "examples/3.json"], "there is no node 'task9'"),
        (["node", "task2", "examples/3.json"], "node task2 needs answers.task1"),
        (["node", "task1", "examples/3.json", "--temperature", "9"], "temperature: Input should be less than"),
        (["node", "task1", "examples/3.json", "--feedback", "no"], "cannot be used: feedback is for a second attempt"),
        (["show", "nobody"], "there is no run 'nobody'"),
        (["resume", "nobody"], "there is no run 'nobody'"),
        (["replay", "nobody", "--from", "task2"], "there is no run 'nobody'"),
        (["replay", "nobody", "--from", "task2", "--set", "days"], "--set days has no value"),
        (["new-agent", "Stretch"], "can be no agent's name"),
    ],
)
def test_a_mistake_in_looking_inside_is_told_in_one_line(
    monkeypatch: pytest.MonkeyPatch, capsys: Captured, arguments: list[str], told: str
) -> None:
    assert burnfit(monkeypatch, *arguments) == 2
    assert_one_line(capsys, told)
