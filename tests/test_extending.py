"""The way of docs/extending.md, gone command by command in a copy of the project, with the code that it shows."""

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from agents.agent import Inputs
from agents.intake import Intake
from agents.task1 import Task1
from agents.task2 import Task2
from data.generate import read
from program.lifter.constraints import Constraints
from program.schema import RoutineRequest
from tests.api.conftest import EXAMPLES, coach_script
from tests.test_readme import BURNFIT, PYTHON, ROOT, blocks, commands, text_of
from tests.tiny_models import write_base

PAGE = ROOT / "docs" / "extending.md"
AGENT, WRITER, HOOK, GUEST = blocks(PAGE, "py")
[STATE] = blocks(PAGE, "json")
[PACKAGE] = blocks(PAGE, "toml")
SHOWN, EXPORT = blocks(PAGE, "text")

STEPS = "2"
"""Steps of the page's training here."""

DRIVER = """
import json, os, sys
from api.cli import main as cli
from service.service import Service
from tests.scripted import ScriptedModel

model = ScriptedModel(json.loads(os.environ["TEXTS"]))
Service.lazily = classmethod(lambda cls, settings, *_asked: cls(model, settings))
sys.argv = ["burnfit", *sys.argv[1:]]
cli.main()
"""
"""The command with a scripted model."""


def remove_agent(folder: Path, name: str) -> None:
    """Takes an agent out of a copy of the project: whoever went the page's way has it in the checkout already."""
    title = "".join(word.capitalize() for word in name.split("_"))
    registry = folder / "agents" / "__init__.py"
    listed = registry.read_text(encoding="utf-8").replace(f"from agents.{name} import {title}\n", "")
    registry.write_text(listed.replace(f", {title}()", ""), encoding="utf-8")
    for file in (folder / "agents" / f"{name}.py", folder / "tests" / "agents" / f"test_{name}.py"):
        file.unlink(missing_ok=True)
    for made in (folder / "data" / name, folder / "models" / "adapters" / name):
        shutil.rmtree(made, ignore_errors=True)


class Copy:
    """A copy of the project, in which somebody types what the page says.

    Args:
        folder: Where it is.
        base: A base model that is small enough for a test.
    """

    def __init__(self, folder: Path, base: Path) -> None:
        self.folder = folder
        self._base = base
        for name in ("agents", "program", "data", "graph", "models", "service", "training", "api", "tests", "examples"):
            left_out = ("generated", "phrases", "__pycache__", "e2e")
            shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns(*left_out))
        for name in ("stretch", "short_note"):
            remove_agent(folder, name)

    def writes(self, name: str, text: str) -> None:
        (self.folder / name).write_text(text, encoding="utf-8")

    def types(self, command: str, texts: Mapping[str, list[str]] | None = None, **environment: str) -> str:
        """What a command of the page prints; with `texts` a scripted model says them, by adapter."""
        program, *words = shlex.split(command)
        start = ["-c", DRIVER if texts is not None else "from api.cli.main import main; main()"]
        if program == PYTHON:
            start = []
        else:
            assert program == BURNFIT
        done = subprocess.run(
            [sys.executable, *start, *words],
            cwd=self.folder,
            env={
                **{variable: value for variable, value in os.environ.items() if variable != "BURNFIT_AGENTS"},
                "BURNFIT_BASE": str(self._base),
                "BURNFIT_RUNS": str(self.folder / "recorded"),
                "TEXTS": json.dumps(texts or {}),
                **environment,
            },
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Copy:
    base = write_base(tmp_path_factory.mktemp("base") / "tiny-neox", seed=0, context=2048)
    return Copy(tmp_path_factory.mktemp("project"), base)


def page_commands(*words: str) -> list[str]:
    """The page's commands that hold these words, in order."""
    return [command for command in commands(PAGE) if all(word in command for word in words)]


REQUEST = RoutineRequest.model_validate(EXAMPLES["3"])
NOTE = '{"text":"주 4일이면 충분합니다."}'


def test_from_nothing_to_a_month_without_editing_a_file(copy: Copy) -> None:
    new, routine = page_commands("stretch") + page_commands("routine")
    assert "edit agents/stretch.py" in copy.types(new)
    printed = [line.rstrip() for line in copy.types(routine, coach_script(REQUEST)).splitlines()]
    assert SHOWN in "\n".join(printed) + "\n"


def test_the_hook_of_the_page_adds_to_the_training_days(copy: Copy) -> None:
    agent = copy.folder / "agents" / "stretch.py"
    plain = agent.read_text(encoding="utf-8")
    imports = "from program.month.routine import Addition, TrainingDay\nfrom program.schema import Closed"
    copy.writes("agents/stretch.py", plain.replace("from program.schema import Closed", imports) + "\n" + HOOK)
    [routine] = page_commands("routine")
    month = json.loads(copy.types(f"{routine} --format json", coach_script(REQUEST)))
    added = {
        (day["day"], addition["minutes"])
        for week in month["weeks"]
        for day in week["days"]
        for addition in day.get("additions", ())
    }
    assert added == {(1, 10)}
    printed = copy.types(routine, coach_script(REQUEST))
    assert printed.count("약 10분") == 4
    copy.writes("agents/stretch.py", plain)


@pytest.fixture(scope="module")
def short_note(copy: Copy) -> Copy:
    """The copy with the page's agent and its dataset."""
    [new] = page_commands("new-agent", "short_note")
    copy.types(new)
    copy.writes("agents/short_note.py", AGENT)
    copy.writes("state.json", STATE)
    copy.writes("data/sources/short_note.py", WRITER)
    [write] = page_commands("data.generate")
    copy.types(write)
    return copy


def test_the_agent_of_the_page_stands_in_the_month(short_note: Copy) -> None:
    [routine] = page_commands("routine")
    wrong = '{"text":"주 7일 갑니다."}'
    month = json.loads(short_note.types(f"{routine} --format json", coach_script(REQUEST) | {"base": [wrong, NOTE]}))
    assert month["extras"]["short_note"] == json.loads(NOTE)
    assert month["provenance"]["short_note"]["attempts"] == 2


def test_the_agent_of_the_page_keeps_the_rules_and_its_own_test(short_note: Copy) -> None:
    files = ["agents/short_note.py", "data/sources/short_note.py", "agents/__init__.py"]
    short_note.types(f"{PYTHON} -m ruff check --config {ROOT / 'pyproject.toml'} {' '.join(files)}")
    short_note.types(f"{PYTHON} -m ruff format --check --config {ROOT / 'pyproject.toml'} {' '.join(files)}")
    own = "tests/agents/test_short_note.py"
    assert own in text_of(PAGE)
    assert "1 passed" in short_note.types(f"{PYTHON} -m pytest -q -p no:cacheprovider --import-mode=importlib {own}")


def test_its_node_runs_alone_in_every_way_of_the_page(short_note: Copy) -> None:
    first, free, again, _ = page_commands("node short_note")
    done = json.loads(short_note.types(first, {"base": ['{"text":"It takes 7 days."}']}))
    assert done["errors"] == ["text: 7 is no fact, expected 4 days or 90%"]
    free_run = json.loads(short_note.types(free, {"base": ["{}"]}))
    assert free_run["update"]["pending"]["short_note"]["schema"] is None
    retried = json.loads(short_note.types(again, {"base": ["{}"]}))
    assert "- text: 7 is no fact\n" in retried["update"]["pending"]["short_note"]["prompt"]


def test_nothing_held_out_is_in_the_training_part(short_note: Copy) -> None:
    parts = {part: read("short_note", part, short_note.folder / "data") for part in ("train", "val", "test")}
    requests = [json.dumps(row["request"], sort_keys=True) for rows in parts.values() for row in rows]
    assert len(requests) == len(set(requests)) == 440


@pytest.fixture(scope="module")
def trained(short_note: Copy) -> Copy:
    """The copy with the agent's adapter, trained as the page says but for a few steps, and the agent that uses it."""
    [train] = page_commands("train short_note")
    few = re.sub(r"--steps \d+", f"--steps {STEPS}", train)
    assert few != train
    short_note.types(few)
    lines = AGENT.splitlines(keepends=True)
    first = next(index for index, line in enumerate(lines) if "@property" in line)
    end = next(index for index, line in enumerate(lines) if "def question" in line)
    short_note.writes("agents/short_note.py", "".join(lines[:first] + lines[end:]))
    return short_note


def test_training_leaves_an_adapter_that_the_node_answers_with(trained: Copy) -> None:
    folder = trained.folder / "models" / "adapters" / "short_note"
    assert json.loads((folder / "training.json").read_text())["steps"] == int(STEPS)
    last = page_commands("node short_note")[-1]
    done = json.loads(trained.types(last, BURNFIT_RECORD="false"))
    assert done["update"]["pending"]["short_note"]["text"].startswith('{"text":"')


def test_the_evaluation_judges_it(trained: Copy) -> None:
    [evaluate] = page_commands("eval")
    rows = 2
    few = re.sub(r"(--limit|--sentences) \d+", rf"\1 {rows}", evaluate)
    texts = dict.fromkeys(("review", "intake", "task1", "task2", "coach_note", "short_note"), ["no"] * 9)
    figures = json.loads(trained.types(few, texts))
    assert figures["short_note"]["requests"] == rows
    assert (figures["short_note"]["accepted"], figures["short_note"]["as_coach"]) == (0, None)


def test_an_agent_of_another_package_joins_where_it_has_something_to_say(copy: Copy, tmp_path: Path) -> None:
    (tmp_path / "burnfit_mobility.py").write_text(GUEST, encoding="utf-8")
    package = tomllib.loads(PACKAGE)["project"]
    about = tmp_path / f"{package['name'].replace('-', '_')}-{package['version']}.dist-info"
    about.mkdir()
    (about / "METADATA").write_text(f"Name: {package['name']}\nVersion: {package['version']}\n", encoding="utf-8")
    entries = [
        f"[{group}]\n" + "".join(f"{name} = {value}\n" for name, value in points.items())
        for group, points in package["entry-points"].items()
    ]
    (about / "entry_points.txt").write_text("\n".join(entries), encoding="utf-8")
    said = REQUEST.model_copy(update={"request": "무릎이 아파요."})
    spared = Constraints(avoid=("knee",))
    plan = Task1().fallback(Inputs(said))
    week = Inputs(said, {"intake": spared, "task1": plan})
    sore = {
        "intake": [Intake().completion(Inputs(said), spared)],
        "task1": [Task1().completion(Inputs(said), plan)],
        "task2": [Task2().completion(week, Task2().fallback(week))],
    }
    found: list[Any] = []
    for request, texts in ((said, sore), (REQUEST, coach_script(REQUEST))):
        copy.writes("request.json", request.model_dump_json(exclude_none=True))
        notes = {"base": [NOTE], "short_note": [NOTE]}
        month = copy.types(f"{BURNFIT} routine request.json --format json", texts | notes, PYTHONPATH=str(tmp_path))
        found.append(json.loads(month).get("extras", {}).get("mobility"))
    assert found == [{"text": "훈련 전에 무릎: 가볍게 풀어 줍니다."}, None]


def test_the_order_of_the_page_can_run(copy: Copy) -> None:
    name, _, names = EXPORT.strip().removeprefix("export ").partition("=")
    drawn = copy.types(f"{BURNFIT} graph --format mermaid", {}, **{name: names})
    assert all(agent in drawn for agent in names.split(","))


def test_every_command_of_the_page_is_typed_here() -> None:
    known = (
        "new-agent stretch",
        "new-agent short_note",
        "routine",
        "node short_note",
        "data.generate",
        "train short_note",
        "eval",
    )
    assert [command for command in commands(PAGE) if not any(word in command for word in known)] == []
