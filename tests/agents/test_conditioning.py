"""The conditioning agent in a whole month: its days, dates, minutes and notes."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given

from agents import CORE
from agents.agent import Inputs
from agents.conditioning import Conditioning
from agents.registry import agents
from agents.task1 import Task1
from agents.task2 import Task2
from agents.validation import judge
from graph import RunContext, build_graph
from graph.single_node import run_node
from program.errors import RequestError
from program.lifter.constraints import Constraints
from program.month.conditioning import ConditioningPlan
from program.month.routine import Routine
from program.schema import RoutineRequest
from tests.api.conftest import EXAMPLES, coach_script
from tests.program.drawn import requests
from tests.scripted import ScriptedModel

AGENT = Conditioning()


def inputs_for(request: RoutineRequest, constraints: Constraints | None = None) -> Inputs:
    """What the agent sees where the coach has answered for the others."""
    answers: dict[str, Any] = {} if constraints is None else {"intake": constraints}
    answers["task1"] = Task1().fallback(Inputs(request))
    answers["task2"] = Task2().fallback(Inputs(request, answers))
    return Inputs(request, answers)


def month(constraints: Constraints | None = None, **changes: Any) -> Routine:
    """Example 3, a man of three years, with changes."""
    body = {**EXAMPLES["3"], **changes}
    request = RoutineRequest.model_validate(body)
    script = coach_script(request)
    if constraints is not None:
        inputs = inputs_for(request, constraints)
        intake, task1, task2 = CORE
        script = {
            "intake": [intake.completion(Inputs(request), constraints)],
            "task1": [task1.completion(inputs, inputs.answers["task1"])],
            "task2": [task2.completion(inputs, inputs.answers["task2"])],
        }
    graph = build_graph([*CORE, AGENT])
    end = graph.invoke({"request": request.model_dump(mode="json")}, context=RunContext(model=ScriptedModel(script)))
    return Routine.model_validate(end["routine"])


def test_it_runs_in_every_month() -> None:
    assert "conditioning" in [agent.name for agent in agents()]
    assert month().provenance["conditioning"].source == "code"


@given(requests())
def test_its_answer_is_accepted_whoever_asks(request: RoutineRequest) -> None:
    inputs = inputs_for(request)
    assert judge(AGENT, inputs, AGENT.answer(inputs).model_dump_json()).errors == ()


def test_its_sessions_stand_between_the_training_days_and_after_them() -> None:
    plain = month(purpose=2, start_date="2026-12-01")
    for number, week in enumerate(plain.weeks):
        assert [one.offset for one in week.additions] == [2, 5]
        start = date(2026, 12, 1) + timedelta(weeks=number)
        assert [one.date for one in week.additions] == [start + timedelta(days=2), start + timedelta(days=5)]
        assert {(one.effort, one.minutes, one.text) for one in week.additions} == {
            ("easy", 20, "빠르게 걷기 20분, 대화할 수 있는 속도로")
        }
    after = month(purpose=3)
    lifted = month(purpose=3, request="유산소는 빼 주세요", constraints=Constraints())
    added = [
        (day.minutes - bare.minutes, [one.minutes for one in day.additions])
        for week, other in zip(after.weeks, lifted.weeks, strict=True)
        for day, bare in zip(week.days, other.days, strict=True)
    ]
    assert all(more == sum(minutes) for more, minutes in added)
    assert {more for more, _ in added} == {0, 30}


def test_intervals_as_a_coach_says_them() -> None:
    korean, english = month(purpose=3), month(purpose=3, gender="male", experience=2, days_per_week=4)
    assert korean.weeks[2].additions[0].text == "실내 자전거 인터벌 7회: 30초 빠르게 / 90초 천천히"
    assert english.weeks[0].additions[0].text == "Intervals: 5 × (20 s fast / 100 s easy) on a bike"
    assert korean.weeks[2].additions[0].minutes == 5 + 7 * 2
    assert korean.weeks[2].additions[0].details == {"activity": "bike", "rounds": 7, "work_seconds": 30}
    assert {one.effort for one in korean.weeks[3].additions} <= {"easy"}
    walk = month(purpose=2, gender="male").weeks[0].additions[0]
    assert walk.text == "Brisk walk, 20 min, at a talking pace"


@pytest.mark.parametrize(
    ("changes", "constraints", "words"),
    [
        ({"purpose": 3}, None, "감량에는 식단도 중요합니다"),
        ({"purpose": 5}, None, "지구력은 유산소로 늘어납니다"),
        ({"purpose": 6}, None, "세계보건기구(WHO)"),
        ({"purpose": 3}, None, "스쿼트나 데드리프트 전날을 피했고"),
        ({"purpose": 3, "minutes": 40}, None, "유산소는 주 4회 대신 2회만 넣었습니다. 대신 평소에 더 걸으세요"),
        ({"purpose": 2, "minutes": 30}, None, "운동할 시간이 모자란 주에는 평소에 더 걸으세요"),
        ({"age": 70}, None, "의사와 상의하고"),
        (
            {"purpose": 3, "request": "유산소는 빼주세요"},
            Constraints(),
            "넣지 않았습니다. 감량이 목표라면 평소에 더 걸으세요",
        ),
        ({"purpose": 1, "request": "유산소도 넣어 주세요"}, Constraints(), "가벼운 유산소를 한 번 더 넣었습니다"),
        ({"request": "무릎이 아파요"}, Constraints(avoid=("knee",)), "무릎에 부담이 적은 것으로"),
        ({"gender": "male", "purpose": 3}, None, "what you eat counts, too"),
        ({"gender": "male", "age": 70}, None, "Ask your doctor before you start"),
        ({"request": "no cardio"}, Constraints(), "No conditioning is added, as you wrote."),
        ({"request": "please add some cardio"}, Constraints(), "One easy session of conditioning more"),
    ],
)
def test_the_notes_say_why(changes: dict[str, Any], constraints: Constraints | None, words: str) -> None:
    notes = month(constraints, **changes).notes
    assert [note for note in notes if words in note] != []


@pytest.mark.parametrize("purpose", [3, 4, 5])
def test_nobody_reads_of_intervals_that_are_not_there(purpose: int) -> None:
    """A sore knee at home leaves nothing hard."""
    sore = month(Constraints(avoid=("knee",)), purpose=purpose, equipment=["dumbbell"], request="무릎이 아파요")
    assert {one.effort for week in sore.weeks for one in week.additions} == {"easy"}
    assert not any("인터벌" in note or "강하게" in note or "강한" in note for note in sore.notes)


def test_a_lifter_who_wants_none_gets_none() -> None:
    without = month(Constraints(), purpose=3, request="유산소는 빼주세요")
    assert without.extras["conditioning"] == {"sessions": []}
    assert all(not week.additions and not any(day.additions for day in week.days) for week in without.weeks)


def test_sessions_that_do_not_fit_the_lifting_are_refused_before_the_month() -> None:
    """A caller's state may hold any answer, such as one for another split."""
    request = RoutineRequest.model_validate({**EXAMPLES["3"], "purpose": 3})
    inputs = inputs_for(request)
    plan = AGENT.answer(inputs)
    moved = tuple(one.model_copy(update={"offset": 0}) if one.effort == "hard" else one for one in plan.sessions)
    answers = {**inputs.answers, "conditioning": ConditioningPlan(sessions=moved)}
    state = {
        "request": request.model_dump(mode="json"),
        "answers": {name: answer.model_dump(mode="json") for name, answer in answers.items()},
        "sources": dict.fromkeys(answers, "code"),
    }
    with pytest.raises(RequestError, match=r"answers\.conditioning\.sessions.*run conditioning for this request"):
        run_node(build_graph([*CORE, AGENT]), "compose", state, RunContext())
