"""A process killed in the middle of a run: another takes the run up where it was, and generates nothing twice."""

import subprocess
import sys
from pathlib import Path

import pytest

from agents import CORE
from agents.agent import Inputs
from graph.build import build_graph, run
from graph.replay import resume
from graph.run_store import find, open_records
from graph.state import RunContext
from program.month.routine import Routine
from program.schema import RoutineRequest
from tests.graph.toys import REQUEST
from tests.scripted import ScriptedModel

INTAKE, TASK1, TASK2 = CORE
SAID = REQUEST.model_copy(update={"request": "무릎이 아파요"})

AGENTS_OF = {"intake": INTAKE, "task1": TASK1, "task2": TASK2}

KILLED = """
import os, signal, sqlite3, sys, time
from pathlib import Path
from tests.graph import test_kill as here
from agents import month as composing
from graph import validate_node as judging

def die(*_, **__):
    os.kill(os.getpid(), signal.SIGKILL)

def die_beside(adapter):
    if adapter in ("intake", "task1"):  # they run side by side: let the other one end first
        reader = sqlite3.connect(Path(sys.argv[2]) / "runs.sqlite")
        written = "SELECT 1 FROM writes WHERE channel = 'pending' AND task_path NOT LIKE '%start%'"
        while not reader.execute(written).fetchone():
            time.sleep(0.01)
    die()

class Deadly(here.ScriptedModel):
    def complete(self, call, cancel=None):
        return die_beside(call.adapter) if call.adapter == sys.argv[1] else super().complete(call, cancel)

if sys.argv[1] == "validate":
    judging.judge = die
if sys.argv[1] == "compose":
    composing.compose = die
graph = here.build_graph(here.CORE, checkpointer=here.open_records(Path(sys.argv[2]), 10))
here.run(graph, here.SAID, here.RunContext(model=Deadly(here.script(here.SAID)), run_id="run"))
"""


def script(request: RoutineRequest) -> dict[str, list[str]]:
    """What the model says, as the coach would."""
    inputs = Inputs(request)
    texts: dict[str, list[str]] = {}
    for agent in CORE:
        answer = agent.fallback(inputs)
        texts[agent.name] = [agent.completion(inputs, answer)]
        inputs = Inputs(request, {**inputs.answers, agent.name: answer})
    return texts


@pytest.mark.parametrize(
    ("node", "left"),
    [
        ("intake", {"intake", "task2"}),
        ("task1", {"task1", "task2"}),
        ("validate", {"task2"}),
        ("task2", {"task2"}),
        ("compose", set()),
    ],
)
def test_a_run_that_was_killed_goes_on_where_it_was(tmp_path: Path, node: str, left: set[str]) -> None:
    killed = subprocess.run(
        [sys.executable, "-c", KILLED, node, str(tmp_path)], cwd=Path(__file__).parents[2], check=False
    )
    assert killed.returncode == -9
    undisturbed = run(build_graph(CORE), SAID, RunContext(model=ScriptedModel(script(SAID)), run_id="run"))
    saver = open_records(tmp_path, 10)
    graph = build_graph(CORE, checkpointer=saver)
    assert find(graph, "run").next
    model = ScriptedModel(script(SAID))
    month = resume(graph, "run", RunContext(model=model, run_id="run"))
    saver.conn.close()
    assert Routine.model_validate(month) == undisturbed
    assert {call.adapter for call in model.calls} == left
