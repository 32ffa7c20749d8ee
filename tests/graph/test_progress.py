"""The progress of a run, as it goes on and from its record."""

from pathlib import Path

import pytest

from agents import CORE
from graph.build import build_graph
from graph.failures import AgentFailed, AnswerRejected, recorded_error
from graph.progress import recorded_progress, watch, watch_again
from graph.sqlite_run_store import SqliteRunStore
from graph.state import RunContext
from models.language_model import Cancelled, Unreachable
from program.errors import BurnfitError, ModelError, RequestError, UnavailableError
from tests.graph.test_kill import SAID, script
from tests.scripted import ScriptedModel


@pytest.mark.parametrize("stopping", ["intake", "task1", "task2"])
def test_what_was_done_before_and_what_is_done_now_are_the_steps_of_one_run(tmp_path: Path, stopping: str) -> None:
    whole = list(watch(build_graph(CORE), SAID, RunContext(model=ScriptedModel(script(SAID)), run_id="run")))
    store = SqliteRunStore(tmp_path)
    graph = build_graph(CORE, checkpointer=store.checkpointer)
    texts = script(SAID) | {stopping: [Cancelled("gone")]}
    with pytest.raises(UnavailableError):
        list(watch(graph, SAID, RunContext(model=ScriptedModel(texts), run_id="run")))
    before = recorded_progress(graph, "run")
    assert 0 < len(before) < len(whole)
    assert whole[: len(before)] == before
    again = watch_again(graph, SAID, RunContext(model=ScriptedModel(script(SAID)), run_id="run"))
    assert [next(again) for _ in before] == before, "they come before the model is asked"
    assert list(again) == whole[len(before) :]
    assert recorded_progress(graph, "run") == whole
    store.close()


def test_a_run_without_a_record_has_made_no_progress(tmp_path: Path) -> None:
    store = SqliteRunStore(tmp_path)
    assert recorded_progress(build_graph(CORE, checkpointer=store.checkpointer), "run") == []
    store.close()


@pytest.mark.parametrize(
    ("error", "family"),
    [
        (AnswerRejected("task1", ()), ModelError),
        (AgentFailed("extra", 'it raised "it\'s" \\ \n한국어'), UnavailableError),
        (Cancelled("cancelled"), UnavailableError),
        (Unreachable("it cannot be reached"), UnavailableError),
        (RequestError("do this"), RequestError),
    ],
)
def test_an_error_that_was_recorded_is_of_its_family(error: BurnfitError, family: type[BurnfitError]) -> None:
    found = recorded_error(repr(error))
    assert type(found) is family
    assert str(found) == str(error)


@pytest.mark.parametrize("text", ["ZeroDivisionError('secret')", "RequestError()", "RequestError(", "RequestError", ""])
def test_any_other_error_is_not_told(text: str) -> None:
    assert recorded_error(text) is None
