"""A process killed in the middle of a run: another takes the run up where it was, and generates nothing twice."""

import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from agents import CORE
from agents.agent import Inputs
from graph.build import build_graph, run
from graph.recorder import Recorder
from graph.replay import resume
from graph.run_history import read_history
from graph.sqlite_run_store import SqliteRunStore
from graph.state import RunContext, thread
from program.month.routine import Routine
from program.schema import RoutineRequest
from tests.graph.toys import REQUEST
from tests.scripted import ScriptedModel

INTAKE, TASK1, TASK2 = CORE
SAID = REQUEST.model_copy(update={"request": "무릎이 아파요"})

AGENTS_OF = {"intake": INTAKE, "task1": TASK1, "task2": TASK2}

KILLED = """
import os, signal, sys
from pathlib import Path
from tests.graph import test_kill as here
from agents import month as composing
from graph import validate_node as judging

def die(*_, **__):
    os.kill(os.getpid(), signal.SIGKILL)

def die_beside(adapter):
    if adapter in ("intake", "task1"):  # they run side by side: let the other one end first
        here.wait_for_an_answer(Path(sys.argv[2]), "run")
    die()

class Deadly(here.ScriptedModel):
    def complete(self, call, cancel=None):
        return die_beside(call.adapter) if call.adapter == sys.argv[1] else super().complete(call, cancel)

if sys.argv[1] == "validate":
    judging.judge = die
if sys.argv[1] == "compose":
    composing.compose = die
recorder = here.Recorder(here.SqliteRunStore(Path(sys.argv[2])), kept=10)
with recorder.recording(here.build_graph(here.CORE), "run", here.SAID.model_dump(mode="json")) as graph:
    here.run(graph, here.SAID, here.RunContext(model=Deadly(here.script(here.SAID)), run_id="run"))
"""


def wait_for_an_answer(folder: Path, run_id: str) -> None:
    """Return when an agent's answer is recorded that its wave has not yet ended."""
    store = SqliteRunStore(folder)
    while not any(channel == "pending" for _, channel, _ in _pending_writes(store, run_id)):
        time.sleep(0.01)
    store.close()


def _pending_writes(store: SqliteRunStore, run_id: str) -> Sequence[tuple[str, str, Any]]:
    last = store.checkpointer.get_tuple(thread(run_id))
    return [] if last is None else last.pending_writes or []


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
    recorder = Recorder(SqliteRunStore(tmp_path), kept=10)
    assert recorder.store.get("run").status == "broken off"
    model = ScriptedModel(script(SAID))
    with recorder.recording(build_graph(CORE), "run") as graph:
        assert read_history(graph, "run").next
        month = resume(graph, "run", RunContext(model=model, run_id="run"))
    left_row = recorder.store.get("run")
    assert (left_row.status, left_row.attempts) == ("done", 2)
    recorder.store.close()
    assert Routine.model_validate(month) == undisturbed
    assert {call.adapter for call in model.calls} == left


RESUMER = """
import sys
from pathlib import Path
from tests.graph import test_kill as here
from service.resumer import Resumer
from service.service import Service
from service.settings import Settings

service = Service(here.ScriptedModel(here.script(here.SAID)), Settings(runs=Path(sys.argv[1])))
resumer = Resumer(pause_s=0.05)
resumer.start(service.runs)
print("looking", flush=True)
sys.stdin.readline()
resumer.stop()
assert resumer.wait(10)
"""


def test_a_run_that_was_killed_is_taken_up_by_another_process_that_looks_again_and_again(tmp_path: Path) -> None:
    root = Path(__file__).parents[2]
    undisturbed = run(build_graph(CORE), SAID, RunContext(model=ScriptedModel(script(SAID)), run_id="run"))
    with subprocess.Popen(
        [sys.executable, "-c", RESUMER, str(tmp_path)],
        cwd=root,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == "looking\n"  # it has looked before there was a run
        killed = subprocess.run([sys.executable, "-c", KILLED, "task2", str(tmp_path)], cwd=root, check=False)
        assert killed.returncode == -9
        store = SqliteRunStore(tmp_path)
        until = time.monotonic() + 30
        while store.get("run").status != "done":
            assert time.monotonic() < until, "nobody has taken it up"
            time.sleep(0.02)
        other.communicate("end\n")
    assert other.returncode == 0
    [row] = store.list(None, 10)
    assert (row.run_id, row.attempts) == ("run", 2)
    month = build_graph(CORE, checkpointer=store.checkpointer).get_state(thread("run")).values["routine"]
    assert Routine.model_validate(month) == undisturbed
    store.close()
