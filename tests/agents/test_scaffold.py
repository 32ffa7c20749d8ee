"""A new agent: its files, and that they run as they are written."""

import shutil
import subprocess
import sys
from importlib.metadata import EntryPoint
from pathlib import Path

import pytest

from agents import registry
from agents.scaffold import ROOT, Kind, write_agent
from program.errors import RequestError

FOLDERS = ("agents", "api", "data", "examples", "graph", "models", "program", "service", "tests", "training")


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A copy of the project's code."""
    for folder in FOLDERS:
        ignored = shutil.ignore_patterns("*.jsonl", "generated", "*.safetensors", "phrases", "__pycache__", "e2e")
        shutil.copytree(ROOT / folder, tmp_path / folder, ignore=ignored)
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


MONTH = """
from agents import CORE
from agents.agent import Inputs
from agents.registry import agents
from graph.build import build_graph, run
from graph.state import RunContext
from tests.graph.toys import REQUEST
from tests.scripted import ScriptedModel

_, task1, task2 = CORE
plan = Inputs(REQUEST, {"task1": task1.fallback(Inputs(REQUEST))})
script = {"base": ['{"minutes":10}'], "task1": [task1.completion(plan, plan.answers["task1"])]}
script["task2"] = [task2.completion(plan, task2.fallback(plan))]
chosen = agents([*(agent.name for agent in CORE), "toe_touch"])
month = run(build_graph(chosen), REQUEST, RunContext(model=ScriptedModel(script), run_id="r"))
print(month.extras["toe_touch"], month.provenance["toe_touch"].source)
"""


def python(project: Path, *arguments: str) -> str:
    """What Python prints in a copy of the project."""
    done = subprocess.run([sys.executable, *arguments], cwd=project, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.mark.parametrize(
    ("kind", "answer"),
    [("code", "{'text': '한 주에 4일 훈련합니다.'} code"), ("model", "{'minutes': 10} model")],
)
def test_a_new_agent_runs_at_once_and_stands_in_the_month(project: Path, kind: Kind, answer: str) -> None:
    written = write_agent("toe_touch", kind, project)
    assert [str(file.relative_to(project)) for file in written] == [
        "agents/toe_touch.py",
        "tests/agents/test_toe_touch.py",
        "data/toe_touch/README.md",
    ]
    assert python(project, "-c", MONTH).strip() == answer
    python(project, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--import-mode=importlib", str(written[1]))
    checked = [str(file) for file in written[:2]] + ["agents/__init__.py"]
    python(project, "-m", "ruff", "check", "--config", str(ROOT / "pyproject.toml"), *checked)
    python(project, "-m", "ruff", "format", "--check", "--config", str(ROOT / "pyproject.toml"), *checked)


@pytest.mark.parametrize("name", ["aerobics", "day10", "task10", "task_a", "toe_touch", "warm_bath"])
def test_the_imports_of_a_new_agent_are_in_order_whatever_it_is_called(project: Path, name: str) -> None:
    written = write_agent("day2", "code", project) + write_agent(name, "model", project)
    checked = [str(file) for file in written if file.suffix == ".py"] + ["agents/__init__.py"]
    python(project, "-m", "ruff", "check", "--config", str(ROOT / "pyproject.toml"), *checked)


def test_the_projects_own_tests_pass_beside_new_agents(project: Path) -> None:
    write_agent("toe_touch", "code", project)
    write_agent("warm_bath", "model", project)
    files = ("tests/graph/test_build.py", "tests/agents/test_registry.py", "tests/api/test_routes.py")
    python(project, "-m", "pytest", "-q", "-p", "no:cacheprovider", *files)


@pytest.mark.parametrize(
    "name",
    [
        "Cool",
        "cool-down",
        "",
        "class",
        "7",
        "task1",
        "validate",
        "_",
        "_cool",
        "스트레칭",
        "none",
        "pending",
        "task_1",
        "inputs",
    ],
)
def test_a_name_that_cannot_be_is_refused(project: Path, name: str) -> None:
    with pytest.raises(RequestError, match="name"):
        write_agent(name, "code", project)


def test_the_name_of_an_installed_packages_agent_is_refused(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    point = EntryPoint("mobility", "burnfit_mobility:Mobility", registry.GROUP)
    monkeypatch.setattr(registry, "entry_points", lambda *, group: (point,) if group == registry.GROUP else ())
    with pytest.raises(RequestError, match="mobility is taken"):
        write_agent("mobility", "code", project)


def test_what_is_there_is_not_written_over(project: Path) -> None:
    (project / "data" / "toe_touch").mkdir()
    (project / "data" / "toe_touch" / "README.md").write_text("mine")
    with pytest.raises(RequestError, match=r"data/toe_touch/README\.md is there already"):
        write_agent("toe_touch", "code", project)
    assert not (project / "agents" / "toe_touch.py").exists()
    assert "toe_touch" not in (project / "agents" / "__init__.py").read_text()
