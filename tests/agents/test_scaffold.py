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


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A copy of the project's code."""
    for folder in ("agents", "program", "data", "graph", "models", "tests"):
        ignored = shutil.ignore_patterns("*.jsonl", "generated", "*.safetensors", "phrases", "__pycache__", "e2e")
        shutil.copytree(ROOT / folder, tmp_path / folder, ignore=ignored)
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
month = run(build_graph(agents()), REQUEST, RunContext(model=ScriptedModel(script), run_id="r"))
print(month.extras["stretch"], month.provenance["stretch"].source)
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
    written = write_agent("stretch", kind, project)
    assert [str(file.relative_to(project)) for file in written] == [
        "agents/stretch.py",
        "tests/agents/test_stretch.py",
        "data/stretch/README.md",
    ]
    assert python(project, "-c", MONTH).strip() == answer
    python(project, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--import-mode=importlib", str(written[1]))
    checked = [str(file) for file in written[:2]] + ["agents/__init__.py"]
    python(project, "-m", "ruff", "check", "--config", str(ROOT / "pyproject.toml"), *checked)
    python(project, "-m", "ruff", "format", "--check", "--config", str(ROOT / "pyproject.toml"), *checked)


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
    (project / "data" / "stretch").mkdir()
    (project / "data" / "stretch" / "README.md").write_text("mine")
    with pytest.raises(RequestError, match=r"data/stretch/README\.md is there already"):
        write_agent("stretch", "code", project)
    assert not (project / "agents" / "stretch.py").exists()
    assert "stretch" not in (project / "agents" / "__init__.py").read_text()
