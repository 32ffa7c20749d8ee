import json
from collections.abc import Callable
from typing import Any

import pytest

from agents import CORE
from agents.agent import Agent, Inputs
from agents.task1 import Task1
from graph.build import answer_to, build_graph, run
from graph.failures import AnswerRejected
from graph.state import RunContext
from program.lifter.constraints import Constraints
from program.month.routine import Routine
from program.schema import LifterRequest, WeekChoice, WeightPlan
from tests.graph.toys import REQUEST, Toy, even
from tests.scripted import MS, ScriptedModel

INTAKE, TASK1, TASK2 = CORE
PLAN = TASK1.fallback(Inputs(REQUEST))
WEEK = TASK2.fallback(Inputs(REQUEST, {"task1": PLAN}))
GOOD = {
    "task1": TASK1.completion(Inputs(REQUEST), PLAN),
    "task2": TASK2.completion(Inputs(REQUEST, {"task1": PLAN}), WEEK),
}


def month(
    model: ScriptedModel, agents: tuple[Agent[Any], ...] = CORE, sentence: str | None = None, **context: Any
) -> Routine:
    request = REQUEST.model_copy(update={"request": sentence})
    return run(build_graph(agents), request, RunContext(model=model, run_id="run-1", **context))


def changed(agent: str, change: Callable[[dict[str, Any]], object]) -> str:
    """The agent's good answer after `change`."""
    answer: dict[str, Any] = json.loads(GOOD[agent])
    change(answer)
    return json.dumps(answer)


WRONG: dict[str, tuple[str, str, str]] = {
    "malformed JSON": ("task1", GOOD["task1"][:-5], "not JSON"),
    "prose": ("task2", "월요일에는 벤치 프레스를 합니다.", "not JSON"),
    "wrong shape": ("task1", json.dumps([GOOD["task1"]]), "expected object, got list"),
    "missing rate": ("task1", changed("task1", lambda plan: plan.pop("deloading_rate")), "'deloading_rate' is a req"),
    "over 95 %": ("task1", changed("task1", lambda plan: plan.update(init_weight_rate=80)), "expected at most 95"),
    "unknown split": ("task2", changed("task2", lambda week: week.update(split="legs-only")), "split: 'legs-only' is"),
    "unknown exercise": (
        "task2",
        changed("task2", lambda week: week["days"]["1/4"].__setitem__(0, "moon_press")),
        "days.1.0: no exercise has the id 'moon_press'",
    ),
    "a day without pull": (
        "task2",
        changed("task2", lambda week: week["days"]["2/4"].pop(1)),
        "days.2: nothing for pull",
    ),
    "a day too few": ("task2", changed("task2", lambda week: week["days"].popitem()), "days: "),
}


@pytest.mark.parametrize("kind", WRONG)
def test_every_kind_of_wrong_answer_is_told_to_the_model_and_corrected(kind: str) -> None:
    agent, text, error = WRONG[kind]
    model = ScriptedModel({name: [text, good] if name == agent else [good] for name, good in GOOD.items()})
    routine = month(model)
    assert error in model.of(agent)[1].prompt
    assert error not in model.of(agent)[0].prompt
    assert {name: (got.source, got.attempts) for name, got in routine.provenance.items()} == {
        name: ("model", 2 if name == agent else 1) for name in GOOD
    }
    assert routine.weeks == month(ScriptedModel({name: [good] for name, good in GOOD.items()})).weeks


def test_the_answers_are_the_plan_and_the_week_of_the_month() -> None:
    model = ScriptedModel({name: [good] for name, good in GOOD.items()})
    routine = month(model)
    assert routine.run_id == "run-1"
    assert routine.plan.model_dump(include=set(WeightPlan.model_fields)) == PLAN.model_dump()
    assert routine.plan.weekly_weight_increase_plan.startswith(f"Week1\nSET1 {PLAN.init_weight_rate}%x5\n")
    assert isinstance(WEEK, WeekChoice)
    chosen = {name for day in WEEK.days for name in day}
    assert chosen >= {accessory.id for day in routine.weeks[0].days for accessory in day.accessories} != set()
    assert [call.adapter for call in model.calls] == ["task1", "task2"]
    assert all(call.schema is not None for call in model.calls)


@pytest.mark.parametrize("sentence", [None, "", " \n"])
def test_a_request_without_a_sentence_skips_intake(sentence: str | None) -> None:
    model = ScriptedModel({name: [good] for name, good in GOOD.items()})
    routine = month(model, sentence=sentence)
    assert list(routine.provenance) == ["task1", "task2"]
    assert routine.constraints is None


def test_a_sentence_is_read_first_and_the_later_agents_obey_it() -> None:
    asked = Constraints(minutes=45, avoid=("knee",))
    sentence = "무릎이 아파요. 45분만요"
    said = Inputs(REQUEST.model_copy(update={"request": sentence}))
    obeying = Inputs(said.request, {"intake": asked, "task1": PLAN})
    week = TASK2.completion(obeying, TASK2.fallback(obeying))
    model = ScriptedModel({"intake": ["", INTAKE.completion(said, asked)], "task1": [GOOD["task1"]], "task2": [week]})
    routine = month(model, sentence=sentence)
    assert sorted(call.adapter or "" for call in model.calls) == ["intake", "intake", "task1", "task2"]
    assert model.calls[-1].adapter == "task2"
    assert list(routine.provenance) == ["intake", "task1", "task2"]
    assert routine.constraints == asked
    assert max(day.minutes for week in routine.weeks for day in week.days) <= 45
    assert "피할 곳 무릎" in model.of("task2")[0].prompt


def test_the_coach_answers_after_the_last_attempt_and_the_month_says_so() -> None:
    routine = month(ScriptedModel({"task1": [GOOD["task1"]], "task2": ["", "{}", "[]"]}))
    assert routine.provenance["task1"].source == "model"
    assert routine.provenance["task2"].model_dump() == {"source": "coach", "attempts": 3, "ms": 3 * MS}
    assert routine.weeks == month(ScriptedModel({name: [good] for name, good in GOOD.items()})).weeks


def test_without_the_fallback_there_is_no_month() -> None:
    model = ScriptedModel({"task1": [GOOD["task1"]], "task2": ["", "{}", "[]"]})
    with pytest.raises(AnswerRejected, match="no answer of task2 was accepted in 3 attempts"):
        month(model, fallback=False)


def test_another_agent_joins_by_standing_in_the_sequence() -> None:
    model = ScriptedModel({"first": ["{}", even(6)], "task1": [GOOD["task1"]], "task2": [GOOD["task2"]]})
    routine = month(model, (Toy("first"), *CORE))
    assert sorted(call.adapter or "" for call in model.calls) == ["first", "first", "task1", "task2"]
    assert routine.provenance["first"].attempts == 2
    assert routine.model_dump()["extras"] == {"first": {"value": 6}}


def test_a_month_without_further_agents_has_no_extras() -> None:
    assert "extras" not in month(ScriptedModel({name: [good] for name, good in GOOD.items()})).model_dump()


def test_the_plan_alone_needs_the_four_fields_and_no_second_agent() -> None:
    request = LifterRequest.model_validate(REQUEST.model_dump(include=set(LifterRequest.model_fields)))
    model = ScriptedModel({"task1": ["nonsense", GOOD["task1"]]})
    plan, provenance = answer_to(build_graph(CORE, until="task1"), Task1, request, RunContext(model=model, run_id="r"))
    assert plan == PLAN
    assert (provenance.source, provenance.attempts) == ("model", 2)
    assert [call.adapter for call in model.calls] == ["task1", "task1"]
