"""A run node by node: attempts counted, verdicts and sources beside the answers, times, what retries were told."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from agents.registry import agents as default_agents
from graph.build import VALIDATE, build_graph, run
from graph.recorder import Recorder
from graph.replay import prepare_replay, run_replay
from graph.run_history import Run, read_run
from graph.run_visits import outcomes_of, visits_of
from graph.sqlite_run_store import SqliteRunStore
from graph.state import RunContext
from program.errors import BurnfitError
from tests.graph.test_kill import SAID, script
from tests.scripted import MS, ScriptedModel


@pytest.fixture
def recorder(tmp_path: Path) -> Iterator[Recorder]:
    store = SqliteRunStore(tmp_path)
    yield Recorder(store, kept=9)
    store.close()


def recorded(recorder: Recorder, texts: dict[str, list[str]], fallback: bool = True) -> Run:
    """A run of a request with a sentence: `intake` and `task1` answer side by side."""
    graph = build_graph()
    context = RunContext(model=ScriptedModel(texts), run_id="a", fallback=fallback)
    try:
        with recorder.recording(graph, "a", SAID.model_dump(mode="json")) as recording:
            run(recording, SAID, context)
    except BurnfitError:
        pass
    return read_run(recorder.recorded(graph), recorder.store.get("a"))


def test_answers_side_by_side_have_their_own_verdicts(recorder: Recorder) -> None:
    texts = script(SAID)
    texts["task1"].insert(0, "{}")
    visits = {(one.step.node, one.number): one for one in visits_of(recorded(recorder, texts))}
    first, second, intake = visits["task1", 1], visits["task1", 2], visits["intake", 1]
    assert first.step.at == intake.step.at
    assert first.verdict is not None
    assert first.verdict["errors"]
    assert (first.source, second.source, intake.source) == (None, "model", "model")
    assert second.verdict is not None
    assert second.verdict["errors"] == []
    assert (first.ms, second.ms) == (MS, MS)
    assert visits["validate", 1].pending is None


def test_a_retry_was_told_what_the_first_prompt_did_not_say(recorder: Recorder) -> None:
    texts = script(SAID)
    texts["task1"] = ["{}", "{}", *texts["task1"]]
    visits = [one for one in visits_of(recorded(recorder, texts)) if one.step.node == "task1"]
    first, second, third = visits
    assert first.verdict is not None
    assert first.told == ()
    assert second.told == third.told != ()  # both answers before had the same errors
    for error in first.verdict["errors"][:3]:
        assert f"- {error}" in second.told


def test_a_replay_from_validate_goes_on_counting_the_attempts(recorder: Recorder) -> None:
    texts = script(SAID)
    texts["task1"].insert(0, "{}")
    recorded(recorder, texts)
    graph, saved = build_graph(), build_graph(checkpointer=recorder.store.checkpointer)
    prepared = prepare_replay(saved, default_agents(), "a", VALIDATE, {})
    context = RunContext(model=ScriptedModel(script(SAID) | {"intake": []}), run_id="b")
    with recorder.recording(graph, "b", prepared.request.model_dump(mode="json")) as recording:
        run_replay(recording, prepared, context)
    visits = visits_of(read_run(saved, recorder.store.get("b")))
    [retry] = [one for one in visits if one.step.node == "task1"]
    assert (retry.number, retry.attempt) == (1, 2)
    [errors] = [one["errors"] for one in visits[0].step.update["attempts"]["task1"]]  # type: ignore[index]  # it ended
    assert retry.told == tuple(f"- {error}" for error in errors[:3])


def test_what_each_node_did_in_all(recorder: Recorder) -> None:
    texts = script(SAID)
    texts["task1"] = ["{}"] * 3
    outcomes = outcomes_of(recorded(recorder, texts))
    assert [*outcomes] == ["intake", "task1", "validate", "task2", "conditioning", "compose"]
    one = outcomes["task1"]
    assert (one.visits, one.rejected, one.ms, one.source, one.status) == (3, 3, 3 * MS, "coach", "done")
    assert (outcomes["validate"].visits, outcomes["conditioning"].source) == (5, "code")


def test_a_node_that_failed_is_said_to_have(recorder: Recorder) -> None:
    texts = script(SAID)
    texts["task1"] = ["{}"] * 3
    run_so_far = recorded(recorder, texts, fallback=False)
    assert (run_so_far.status, run_so_far.failed) == ("failed", ("validate",))
    assert {name: one.source for name, one in run_so_far.provenance.items()} == {"intake": "model"}
    failed = outcomes_of(run_so_far)["validate"]
    assert failed.status == "failed"
    assert "no answer of task1 was accepted" in failed.errors[-1]
    visits = visits_of(run_so_far)
    assert visits[-1].ms is None
    verdicts = [one.verdict for one in visits if one.step.node == "task1"]
    assert all(one is not None and one["errors"] for one in verdicts)
    assert verdicts[-1] is not None
    assert verdicts[-1]["errors"] == [visits[-1].step.error]
    assert outcomes_of(run_so_far)["task1"].rejected == 3


def test_times_count_from_the_begin_of_the_run(recorder: Recorder) -> None:
    visits = visits_of(recorded(recorder, script(SAID)))
    after = [one.after_ms for one in visits]
    assert after == sorted(after)
    assert 0 <= after[0] < 60_000
