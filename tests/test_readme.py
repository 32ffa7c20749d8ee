"""What the documents promise: their commands, requests, answers, tables, pictures and links."""

import io
import json
import os
import re
import shlex
import subprocess
import sys
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
import typer
from fastapi.testclient import TestClient
from rich.console import Console

from agents.registry import agents
from api.cli import console
from api.cli import main as cli
from api.cli.month_table import WIDTH, month_table
from api.http.app import create_app
from graph.build import build_graph
from program.month.routine import Routine
from program.schema import RoutineRequest
from service.service import Service
from service.settings import Settings
from tests.api.conftest import coach_script
from tests.scripted import ScriptedModel

ROOT = Path(__file__).parents[1]
READMES = (ROOT / "README.md", ROOT / "README.ko.md")
DOCUMENTS = (*READMES, *sorted((ROOT / "docs").glob("*.md")))

BURNFIT = ".venv/bin/burnfit"
PYTHON = ".venv/bin/python"
"""The programs of the environment that `make` creates; the tests take those that they themselves run with."""

ENVIRONMENT_VARIABLE = re.compile(r"BURNFIT_[A-Z0-9_]+")


def text_of(document: Path) -> str:
    return document.read_text(encoding="utf-8")


def blocks(document: Path, *languages: str) -> list[str]:
    """The fenced blocks in these languages, in order."""
    found = re.findall(r"^```(\w*)\n(.*?)^```$", text_of(document), flags=re.MULTILINE | re.DOTALL)
    return [content for language, content in found if language in languages]


def commands(document: Path) -> list[str]:
    """The commands of the shell blocks; one can go over several lines, in quotes or after a backslash."""
    found: list[str] = []
    for block in blocks(document, "sh", "console"):
        pending = ""
        for line in block.splitlines():
            pending += line.removeprefix("$ ")
            if pending.endswith("\\") or pending.count("'") % 2:
                pending = pending.removesuffix("\\") + "\n"
            elif pending.strip():
                found.append(pending)
                pending = ""
        assert not pending, f"a command without an end: {pending}"
    return found


def all_commands(*programs: str) -> list[str]:
    """The documents' commands that start with one of these programs, or with any; each once."""
    found = dict.fromkeys(command for document in DOCUMENTS for command in commands(document))
    return [command for command in found if not programs or shlex.split(command)[0] in programs]


def answering(*requests: RoutineRequest) -> Service:
    """The service with a model that answers each request once as the coach would."""
    return Service(ScriptedModel(coach_script(*requests)), Settings())


def answer(path: str, body: Any, headers: dict[str, str]) -> dict[str, Any]:
    """The service's answer to one POST, which must succeed."""
    service = answering(RoutineRequest.model_validate_json(json.dumps(body)))
    app = create_app(Settings(), load=lambda _: service)
    with TestClient(app) as client:
        app.state.worker_pool.wait()
        response = client.post(path, content=json.dumps(body), headers=headers)
    assert response.status_code == 200, response.text
    answered: dict[str, Any] = response.json()
    return answered


def posted(command: str) -> tuple[str, Any, dict[str, str]]:
    """Path, body and headers of a curl command, every part of which must be known."""
    path, body, headers = "", None, {}
    words = iter(shlex.split(command)[1:])
    for word in words:
        if word == "-d":
            body = json.loads(next(words))
        elif word == "-H":
            name, value = next(words).split(": ", 1)
            headers[name] = value
        elif word != "-s":
            path = word.removeprefix(f"http://127.0.0.1:{Settings().port}")
            assert path.startswith("/"), word
    return path, body, headers


def in_shell(command: str) -> subprocess.CompletedProcess[str]:
    """Run a burnfit command in the top folder, with the code that is being tested."""
    here = f"{shlex.quote(sys.executable)} -c 'from api.cli.main import main; main()'"
    line = command.replace(BURNFIT, here)
    return subprocess.run(["bash", "-c", line], cwd=ROOT, capture_output=True, text=True, encoding="utf-8", check=False)


def request_of(command: str) -> RoutineRequest:
    """The request that a `burnfit routine` command reads."""
    [file] = [word for word in shlex.split(command) if word.endswith(".json")]
    return console.read_request(str(ROOT / file))


def test_there_are_commands_of_every_kind_and_no_others() -> None:
    programs = {shlex.split(command)[0] for command in all_commands()}
    assert programs == {"make", "curl", BURNFIT, PYTHON}


@pytest.mark.parametrize("command", all_commands("make"))
def test_make_knows_the_target(command: str) -> None:
    make, *targets = shlex.split(command)
    assert targets
    done = subprocess.run([make, "-n", *targets], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "Nothing to be done" not in done.stdout


@pytest.mark.parametrize("command", all_commands(BURNFIT))
def test_burnfit_knows_the_command(command: str) -> None:
    words = shlex.split(command.partition(" < ")[0])[1:]
    if words == ["--help"]:
        assert "routine" in in_shell(command).stdout
        return
    known: Any = typer.main.get_command(cli.app)
    known.commands[words[0]].make_context(words[0], words[1:])


@pytest.mark.parametrize("command", [one for one in all_commands(BURNFIT) if " routine " in one])
def test_burnfit_answers(command: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    request = request_of(command)
    monkeypatch.chdir(ROOT)
    monkeypatch.setattr(Service, "lazily", classmethod(lambda *_: answering(request)))
    arguments, _, file = command.partition(" < ")
    monkeypatch.setattr(sys, "argv", shlex.split(arguments))
    with (ROOT / file if file else Path(os.devnull)).open(encoding="utf-8") as standard_input:
        monkeypatch.setattr(sys, "stdin", standard_input)
        with pytest.raises(SystemExit) as left:
            cli.main()
    assert left.value.code == 0
    printed = capsys.readouterr().out
    if "json" in shlex.split(arguments):
        assert len(Routine.model_validate_json(printed).weeks) == 4
    else:
        assert "4주차" in printed


@pytest.mark.model
@pytest.mark.parametrize("command", [one for one in all_commands(BURNFIT) if " routine " in one])
def test_burnfit_answers_from_a_shell(command: str) -> None:
    done = in_shell(command)
    assert done.returncode == 0, done.stderr
    assert done.stdout


@pytest.mark.parametrize("command", all_commands(PYTHON))
def test_the_module_can_be_run(command: str) -> None:
    _, option, module, *_ = shlex.split(command)
    found = find_spec(module)
    assert option == "-m"
    assert found is not None
    assert found.origin is not None
    assert 'if __name__ == "__main__"' in text_of(Path(found.origin))


@pytest.mark.parametrize("readme", READMES, ids=lambda readme: readme.name)
def test_the_requests_are_answered_as_shown(readme: Path) -> None:
    sent = [posted(command) for command in commands(readme) if command.startswith("curl")]
    answers = {path: answer(path, body, headers) for path, body, headers in sent}
    assert set(answers) == {"/gen/routine/rate", "/routine"}
    [shown] = blocks(readme, "json")
    assert list(json.loads(shown).items()) == list(answers["/gen/routine/rate"].items())


@pytest.mark.parametrize("readme", READMES, ids=lambda readme: readme.name)
def test_the_sample_shows_the_kilograms_of_the_demo(readme: Path) -> None:
    request = request_of("burnfit routine examples/3.json")
    output = io.StringIO()
    Console(width=WIDTH, file=output).print(month_table(answering(request).routine(request), request.language))
    printed = {_barbell(line) for line in output.getvalue().splitlines()}
    [sample] = re.findall(r"<!-- demo -->\n```text\n(.*?)^```$", text_of(readme), flags=re.MULTILINE | re.DOTALL)
    shown = [_barbell(line) for line in sample.splitlines()]
    barbell = [line for line in shown if line]
    assert len(barbell) >= 2 * 2 + 4 + 1, "two days, the plan and the training maxes at least"
    assert [line for line in barbell if line not in printed] == []


def _barbell(line: str) -> str:
    """Weights or rates of a printed line of warm-up or work sets, a week's plan, or training maxes; else nothing."""
    found = re.search(r"(워밍업|본 세트) .*|^ *\d주차 +\d+% .*|^ *[\d.]+ kg( +[\d.]+ kg)*", line)
    return " ".join(found[0].split()) if found else ""


def test_both_readmes_have_the_same_commands_and_structure() -> None:
    english, korean = READMES
    assert commands(english) == commands(korean)
    assert _shape(english) == _shape(korean)


def _shape(document: Path) -> Sequence[tuple[str, str]]:
    """Levels of headings, languages of blocks, and what the tables name first, in order."""
    shape = re.compile(r"^(#+) |^```(\w+)$|^\| (`[A-Z_]+`|\[\w+\])", flags=re.MULTILINE)
    return [(found[0], found[1] or found[2]) for found in shape.findall(text_of(document))]


@pytest.mark.parametrize("readme", READMES, ids=lambda readme: readme.name)
def test_the_settings_are_all_there_with_their_defaults(readme: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.startswith("BURNFIT_")]:
        monkeypatch.delenv(name)
    documented = dict(re.findall(r"^\| `(BURNFIT_\w+)` \| (.*?) \|", text_of(readme), flags=re.MULTILINE))
    assert list(documented) == [f"BURNFIT_{name}".upper() for name in Settings.model_fields]
    for name, default in documented.items():
        value = getattr(Settings.read(), name.removeprefix("BURNFIT_").lower())
        if value is None:
            assert "`" not in default, name
        elif isinstance(value, Path):
            assert value.parts[-2:] == Path(default.strip("`")).parts[-2:]
        elif isinstance(value, bool):
            assert default == f"`{value}`".lower()
        else:
            assert default == (f"`{value:g}`" if isinstance(value, float) else f"`{value}`")


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda document: document.name)
def test_every_setting_that_is_named_exists(document: Path) -> None:
    known = {f"BURNFIT_{name}".upper() for name in Settings.model_fields}
    assert {name for name in ENVIRONMENT_VARIABLE.findall(text_of(document)) if not name.endswith("_")} <= known


@pytest.mark.parametrize("readme", READMES, ids=lambda readme: readme.name)
def test_the_picture_is_the_graph(readme: Path) -> None:
    [picture] = blocks(readme, "mermaid")
    drawn = set(re.findall(r"(\w+) -->(?:\|[^|]*\|)? (\w+)", picture))
    names = {"__start__": "START", "__end__": "END"}
    edges = build_graph(agents()).get_graph().edges
    assert drawn == {(names.get(edge.source, edge.source), names.get(edge.target, edge.target)) for edge in edges}


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda document: document.name)
def test_relative_links_lead_somewhere(document: Path) -> None:
    links = re.findall(r"\]\(([^)#\s]+)[^)]*\)", text_of(document))
    relative = [link for link in links if not re.match(r"\w+:", link)]
    assert [link for link in relative if not (document.parent / link).exists()] == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda document: document.name)
def test_the_tables_are_what_the_programs_above_them_print(document: Path) -> None:
    programs = blocks(document, "python")
    if document.name == "coaching.md":
        assert len(programs) == 3
    for program in programs:
        done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, check=False)
        assert done.returncode == 0, done.stderr
        assert f"{program}```\n\n{done.stdout.decode()}" in text_of(document)
