"""The command line: what it prints, and what it says when it cannot."""

import io
import json
import re
import signal
import subprocess
import sys
import tomllib
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.console import Console

from api.cli import console, inside
from api.cli import main as cli
from graph.sqlite_run_store import SqliteRunStore
from models.engine.kernels import kernels
from program import coach
from program.lifter.obeying import obeyed
from program.month.routine import Routine
from program.schema import RoutineRequest
from service.service import Service
from service.settings import Settings
from tests.api.conftest import coach_script
from tests.keys import make_key
from tests.scripted import ScriptedModel

ROOT = Path(__file__).parents[2]

Captured = pytest.CaptureFixture[str]


@pytest.fixture(autouse=True)
def _without_a_model(monkeypatch: pytest.MonkeyPatch, example: dict[str, Any]) -> None:
    model = ScriptedModel(coach_script(RoutineRequest.model_validate(example)))
    monkeypatch.setattr(Service, "lazily", classmethod(lambda _, settings, *_asked: Service(model, settings)))


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


def test_without_a_command_the_help_is_all_that_is_printed(monkeypatch: pytest.MonkeyPatch, capsys: Captured) -> None:
    assert burnfit(monkeypatch) == 2
    printed = capsys.readouterr()
    assert "routine" in printed.out
    assert printed.err == ""


def test_the_version_names_what_computes_on_this_machine(monkeypatch: pytest.MonkeyPatch, capsys: Captured) -> None:
    assert burnfit(monkeypatch, "--version") == 0
    best = next((one.name for one in kernels()), "float, by transformers")
    assert re.fullmatch(rf"burnfit [\d.]+, kernel {best}.*\n", capsys.readouterr().out)
    monkeypatch.setenv("BURNFIT_KERNEL", "float")
    assert burnfit(monkeypatch, "--version") == 0
    assert capsys.readouterr().out.endswith("kernel float, by transformers\n")


def test_the_version_names_the_model_server(monkeypatch: pytest.MonkeyPatch, capsys: Captured) -> None:
    monkeypatch.setenv("BURNFIT_MODEL_URL", "http://10.0.0.1:8100")
    assert burnfit(monkeypatch, "--version") == 0
    assert re.fullmatch(r"burnfit [\d.]+, model server http://10\.0\.0\.1:8100\n", capsys.readouterr().out)
    monkeypatch.setenv("BURNFIT_REMOTE_AGENTS", "task1")
    assert burnfit(monkeypatch, "--version") == 0
    both = r"burnfit [\d.]+, kernel .*, model server http://10\.0\.0\.1:8100 for task1\n"
    assert re.fullmatch(both, capsys.readouterr().out)


INTERRUPTED = """
import os, signal, sys

class Interrupt:
    def find_spec(self, name, *_):
        if name == {module!r}:
            os.kill(os.getpid(), signal.SIGINT)

sys.meta_path.insert(0, Interrupt())
sys.argv = ["burnfit", "routine", "examples/3.json"]
from {start} import main
main()
"""
"""The command, which is sent Ctrl-C when it comes to import a module."""


@pytest.mark.parametrize("module", ["typer", "pydantic", "rich.console", "service.settings", "service.service"])
def test_ctrl_c_while_it_starts_prints_no_traceback(module: str) -> None:
    metadata = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    start, function = metadata["project"]["scripts"]["burnfit"].split(":")
    assert function == "main"
    code = INTERRUPTED.format(module=module, start=start)
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode in (-signal.SIGINT, 130)
    assert (done.stdout, done.stderr) == ("", "")


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
    monkeypatch.setattr(Service, "lazily", classmethod(lambda _, settings, *_asked: Service(model, settings)))
    monkeypatch.setattr(console, "Console", partial(Console, force_terminal=True, width=400))
    assert burnfit(monkeypatch, "routine", str(request_file), "--format", "json") == 0
    printed = capsys.readouterr()
    assert Routine.model_validate_json(printed.out).provenance["task2"].attempts == 2
    places = [printed.err.find(text) for text in ("task1: 7 ms", "task2: answer: 'split' is a required", "task2: 7 ms")]
    assert -1 < places[0] < places[1] < places[2]


def test_a_dash_reads_standard_input(
    monkeypatch: pytest.MonkeyPatch, capsys: Captured, example: dict[str, Any]
) -> None:
    text = io.TextIOWrapper(io.BytesIO(json.dumps(example).encode()))
    monkeypatch.setattr(sys, "stdin", text)
    assert burnfit(monkeypatch, "routine", "-", "--format", "json") == 0
    assert Routine.model_validate_json(capsys.readouterr().out)


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b'{"experience": 3,', "is no JSON"),
        (b"\xff\xfe\x00", "is no JSON"),
        (b"", "is no JSON"),
        (b"[1]", "is no JSON object"),
        ('{"gender": "남성"}'.encode("cp949"), "it is not UTF-8 text; save it in UTF-8"),
        (b"{}", "rm_weight: Field required"),
        (b'{"exper\\nience": 3}', "experience: Field required"),
    ],
)
def test_a_file_that_holds_no_request(
    monkeypatch: pytest.MonkeyPatch, capsys: Captured, tmp_path: Path, content: bytes, expected: str
) -> None:
    file = tmp_path / "request.json"
    file.write_bytes(content)
    assert burnfit(monkeypatch, "routine", str(file)) == 2
    assert_one_line(capsys, str(file), expected)


def test_a_wrong_field_is_named(
    monkeypatch: pytest.MonkeyPatch, capsys: Captured, request_file: Path, example: dict[str, Any]
) -> None:
    example["rm_weight"]["squat"] = 601
    request_file.write_text(json.dumps(example), encoding="utf-8")
    assert burnfit(monkeypatch, "routine", str(request_file)) == 2
    assert_one_line(capsys, "rm_weight.squat: Input should be less than or equal to 600")


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["routine", "missing.json"], "missing.json cannot be read: No such file"),
        (["routine", "."], ". cannot be read: Is a directory"),
        (["routine", "a\0b"], "is no name of a file"),
        (["routine"], "Missing argument"),
        (["routine", "x.json", "--format", "xml"], "xml"),
        (["routines"], "routines"),
        (["--wrong"], "--wrong"),
        (["train", "task9"], "no agent is called task9: choose one of review, intake, task1, task2"),
        (["serve", "--port", "99999"], "--port"),
    ],
)
def test_a_mistake_is_told_in_one_line(
    monkeypatch: pytest.MonkeyPatch, capsys: Captured, arguments: list[str], expected: str
) -> None:
    assert burnfit(monkeypatch, *arguments) == 2
    assert_one_line(capsys, expected)


def test_an_unknown_setting_is_told_in_one_line(
    monkeypatch: pytest.MonkeyPatch, capsys: Captured, request_file: Path
) -> None:
    monkeypatch.setenv("BURNFIT_COLOUR", "red")
    assert burnfit(monkeypatch, "routine", str(request_file)) == 2
    assert_one_line(capsys, "BURNFIT_COLOUR is no setting")


def test_an_address_that_is_not_ours(monkeypatch: pytest.MonkeyPatch, capsys: Captured) -> None:
    make_key()  # without one this host is not even tried
    assert burnfit(monkeypatch, "serve", "--host", "192.0.2.1", "--port", "0") == 2
    assert "cannot serve on 192.0.2.1:0" in capsys.readouterr().err


def assert_one_line(capsys: Captured, *expected: str) -> None:
    printed = capsys.readouterr()
    assert printed.out == ""
    assert printed.err.count("\n") == 1
    assert printed.err.startswith("burnfit: ")
    for text in expected:
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
    plan = coach.weight_plan(request)
    decided = {"task1": plan, "task2": coach.week_choice(obeyed(request), plan)}
    answers = {name: answer.model_dump(mode="json") for name, answer in decided.items()}
    file = tmp_path / "state.json"
    file.write_text(json.dumps({"request": example, "answers": answers}), encoding="utf-8")
    model = ScriptedModel({"coach_note": ['{"sentences":["주 9일 합니다.","4주차는 쉽니다."]}']})
    monkeypatch.setattr(Service, "lazily", classmethod(lambda _, settings, *_asked: Service(model, settings)))
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
    monkeypatch.setattr(Service, "lazily", classmethod(lambda _, settings, *_asked: Service(model, settings)))
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
    ("arguments", "expected"),
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
    monkeypatch: pytest.MonkeyPatch, capsys: Captured, arguments: list[str], expected: str
) -> None:
    assert burnfit(monkeypatch, *arguments) == 2
    assert_one_line(capsys, expected)


RUNS = ("ab" + "0" * 30, "ac" + "0" * 30, "b" * 32)


def record(*sentences: str | None) -> SqliteRunStore:
    """Rows of runs with these sentences, in the order of `RUNS`, and nothing else of them."""
    store = SqliteRunStore(Settings().runs)
    for run_id, sentence in zip(RUNS, sentences, strict=False):
        store.create(run_id, {"request": sentence})
    return store


@pytest.mark.parametrize("columns", [20, 80, 200])
def test_the_ids_of_runs_are_never_cut(monkeypatch: pytest.MonkeyPatch, capsys: Captured, columns: int) -> None:
    store = record("무릎이 아파서 스쿼트는 가볍게 하고 싶어요 " * 5, "[/] knee " * 40, None)
    store.finish(RUNS[0], "failed", ["task2"])
    monkeypatch.setattr(inside, "Console", partial(Console, force_terminal=True, width=columns, color_system=None))
    assert burnfit(monkeypatch, "runs") == 0
    printed = capsys.readouterr().out
    for run_id in RUNS:
        assert run_id in printed
    assert "failed in task2" in printed
    assert "broken off" in printed
    if columns >= 80:
        assert max(cell_len(line.rstrip()) for line in printed.splitlines()) <= columns


def test_the_list_of_runs_goes_on_before_a_run(monkeypatch: pytest.MonkeyPatch, capsys: Captured) -> None:
    record(None, None, None)
    assert burnfit(monkeypatch, "runs", "--limit", "1", "--before", "b") == 0
    printed = capsys.readouterr().out
    assert [run_id in printed for run_id in RUNS] == [False, True, False]


def test_the_list_of_runs_creates_no_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("BURNFIT_RUNS", str(tmp_path / "state" / "runs"))
    for command in (["runs"], ["graph"]):
        assert burnfit(monkeypatch, *command) == 0
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("run", "expected"),
    [
        ("a", f"several runs start with 'a': {RUNS[0]}, {RUNS[1]}; give more of the id"),
        ("c", "there is no run 'c'"),
        ("", "there is no run ''"),
        ("%", "there is no run '%'"),
        ("\x1b[31m", r"there is no run '\x1b[31m'"),
    ],
)
def test_a_run_that_is_not_named_clearly(
    monkeypatch: pytest.MonkeyPatch, capsys: Captured, run: str, expected: str
) -> None:
    record(None, None, None)
    for command in ("show {}", "resume {}", "replay {} --from task2", "node task2 --run {}"):
        assert burnfit(monkeypatch, *(word.replace("{}", run) for word in command.split())) == 2
        assert_one_line(capsys, expected)


def test_without_runs_there_is_no_latest(monkeypatch: pytest.MonkeyPatch, capsys: Captured) -> None:
    assert burnfit(monkeypatch, "show", "latest") == 2
    assert_one_line(capsys, "there is no latest run: none is recorded")


def test_a_run_by_the_start_of_its_id_and_the_latest(
    monkeypatch: pytest.MonkeyPatch, capsys: Captured, request_file: Path
) -> None:
    assert burnfit(monkeypatch, "routine", str(request_file), "--format", "json") == 0
    run_id = json.loads(capsys.readouterr().out)["run_id"]
    for name in (run_id, run_id[:6], "latest"):
        assert burnfit(monkeypatch, "show", name) == 0
        assert json.loads(capsys.readouterr().out)["run_id"] == run_id
        assert burnfit(monkeypatch, "resume", name, "--format", "json") == 0
        assert json.loads(capsys.readouterr().out)["run_id"] == run_id


HOSTILE = "[/] [bold]\x1b[31mred\x1b]52;c;aGk=\x07 \x00\x9b2J\u202eabc\nsecond"


def test_what_a_caller_wrote_reaches_no_terminal_raw(monkeypatch: pytest.MonkeyPatch, capsys: Captured) -> None:
    record(HOSTILE)
    for terminal in (False, True):
        shown = partial(Console, force_terminal=terminal, color_system=None, width=300)
        monkeypatch.setattr(inside, "Console", shown)
        assert burnfit(monkeypatch, "runs") == 0
        printed = capsys.readouterr().out
        assert r"[/] [bold]\x1b[31mred\x1b]52;c;aGk=\x07 \x00\x9b2J\u202eabc second" in printed
        assert not set(printed) & set("\x1b\x07\x00\x9b\u202e")


def test_a_recorded_run_with_control_characters_is_printed_as_json_that_means_the_same(
    monkeypatch: pytest.MonkeyPatch, capsys: Captured, example: dict[str, Any]
) -> None:
    make_month(example | {"request": HOSTILE})
    for command in (["show", "latest"], ["show", "latest", "--before", "task2"]):
        assert burnfit(monkeypatch, *command) == 0
        printed = capsys.readouterr().out
        assert not set(printed) & set("\x1b\x07\x00\x9b")
        assert json.loads(printed)["request"]["request"] == HOSTILE


def make_month(body: dict[str, Any]) -> Routine:
    """A recorded month, as the coach would make it."""
    request = RoutineRequest.model_validate(body)
    return Service(ScriptedModel(coach_script(request)), Settings()).routine(request)


def test_a_wrong_field_with_control_characters_is_named_without_them(
    monkeypatch: pytest.MonkeyPatch, capsys: Captured, request_file: Path, example: dict[str, Any]
) -> None:
    request_file.write_text(json.dumps(example | {"\x1b[2Jdays": 3}), encoding="utf-8")
    assert burnfit(monkeypatch, "routine", str(request_file)) == 2
    assert_one_line(capsys, r"\x1b[2Jdays: Extra inputs are not permitted")


@given(st.text())
def test_printable_text_has_no_control_characters_and_no_markup(text: str) -> None:
    shown = console.printable(text)
    assert all(one.isprintable() or one == "\u200d" for one in shown.plain)
    terminal = Console(force_terminal=True, file=io.StringIO(), width=10_000, legacy_windows=False)
    terminal.print(shown, soft_wrap=True)
    assert isinstance(terminal.file, io.StringIO)
    assert terminal.file.getvalue().rstrip("\n") == shown.plain


def test_printable_text_keeps_what_can_be_read() -> None:
    for text in ("무릎이 아파요", "golfer’s elbow", "👩‍🚒 [x] \\", "수 kg"):
        assert console.printable(text).plain == text


def test_the_state_before_a_node_can_be_given_to_the_node(
    monkeypatch: pytest.MonkeyPatch, capsys: Captured, example: dict[str, Any]
) -> None:
    month = make_month(example)
    week = coach_script(RoutineRequest.model_validate(example))["task2"]
    model = ScriptedModel({"task2": week * 2})
    monkeypatch.setattr(Service, "lazily", classmethod(lambda _, settings, *_asked: Service(model, settings)))
    assert burnfit(monkeypatch, "show", month.run_id, "--before", "task2") == 0
    state = capsys.readouterr().out
    assert list(json.loads(state)["answers"]) == ["task1"]
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(state.encode())))
    assert burnfit(monkeypatch, "node", "task2", "-") == 0
    by_hand = json.loads(capsys.readouterr().out)
    assert burnfit(monkeypatch, "node", "task2", "--run", month.run_id[:8]) == 0
    assert json.loads(capsys.readouterr().out) == by_hand
    assert burnfit(monkeypatch, "show", month.run_id, "--node", "task2") == 0
    [visit] = json.loads(capsys.readouterr().out)
    assert by_hand["update"] == visit["update"]
    assert burnfit(monkeypatch, "node", "compose", "--run", "latest") == 0
    composed = json.loads(capsys.readouterr().out)["update"]["routine"]
    assert composed["weeks"] == month.model_dump(mode="json")["weeks"]


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["node", "task2"], "give either a FILE with the state, or --run RUN"),
        (["node", "task2", "examples/3.json", "--run", "latest"], "give either a FILE with the state, or --run RUN"),
        (["show", "latest", "--node", "task2", "--before", "task2"], "give either --node or --before"),
        (
            ["show", "latest", "--before", "intake"],
            "never came to 'intake': it came to task1, validate, task2",
        ),
        (["node", "task9", "--run", "latest"], "never came to 'task9'"),
    ],
)
def test_a_state_that_there_is_not(
    monkeypatch: pytest.MonkeyPatch, capsys: Captured, example: dict[str, Any], arguments: list[str], expected: str
) -> None:
    make_month(example)
    assert burnfit(monkeypatch, *arguments) == 2
    assert_one_line(capsys, expected)


@pytest.mark.parametrize(("gender", "day"), [("남성", "3일차"), ("male", "Day 3")])
def test_a_replay_is_printed_in_the_lifters_language(
    monkeypatch: pytest.MonkeyPatch, capsys: Captured, example: dict[str, Any], gender: str, day: str
) -> None:
    two, three = (example | {"gender": gender, "days_per_week": days} for days in (2, 3))
    make_month(two)
    model = ScriptedModel(coach_script(RoutineRequest.model_validate(three)))
    monkeypatch.setattr(Service, "lazily", classmethod(lambda _, settings, *_asked: Service(model, settings)))
    assert burnfit(monkeypatch, "replay", "latest", "--from", "task2", "--set", "days_per_week=3") == 0
    assert any(line.startswith("+") and day in line for line in capsys.readouterr().out.splitlines())


def test_a_terminal_sees_that_a_node_is_running(
    monkeypatch: pytest.MonkeyPatch, capsys: Captured, request_file: Path
) -> None:
    command = ["node", "task1", str(request_file), "--decoding", "free"]
    assert burnfit(monkeypatch, *command) == 0
    quiet = capsys.readouterr()
    assert quiet.err == ""
    script = {"task1": [json.loads(quiet.out)["update"]["pending"]["task1"]["text"]]}
    monkeypatch.setattr(
        Service, "lazily", classmethod(lambda _, settings, *_asked: Service(ScriptedModel(script), settings))
    )
    monkeypatch.setattr(console, "Console", partial(Console, force_terminal=True, color_system=None))
    assert burnfit(monkeypatch, *command) == 0
    seen = capsys.readouterr()
    assert json.loads(seen.out) == json.loads(quiet.out)
    assert "task1 is running 0:00:0" in seen.err
