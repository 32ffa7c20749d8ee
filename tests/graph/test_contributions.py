"""Agents that add to the days, the weeks and the notes of the month."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest

from agents import CORE
from agents.agent import CodeAgent, Inputs
from agents.task1 import Task1
from agents.task2 import Task2
from graph import RunContext, build_graph
from graph.failures import AgentFailed
from graph.single_node import run_node
from program.errors import RequestError
from program.month.routine import Addition, Routine, TrainingDay, TrainingWeek, WeekAddition
from program.schema import Closed, RoutineRequest
from tests.api.conftest import EXAMPLES, coach_script
from tests.scripted import ScriptedModel


class Walk(Closed):
    minutes: int


class Walking(CodeAgent[Walk]):
    """A walk after the first session of each week but the deload."""

    name = "walking"
    needs = (Task1.name,)
    answer_type = Walk

    def answer(self, inputs: Inputs) -> Walk:
        return Walk(minutes=10 if inputs.answer(Task1).training_max_rate == 90 else 5)

    def contribute(self, inputs: Inputs, answer: Walk, week: int, day: TrainingDay) -> Addition | None:
        if week == 4 or day.day != 1:
            return None
        return Addition(agent=self.name, text="걷기", minutes=answer.minutes, details={"pace": "easy"})


class Clumsy(Walking):
    def contribute(self, inputs: Inputs, answer: Walk, week: int, day: TrainingDay) -> Addition | None:
        raise KeyError("pace")


class Hiking(Walking):
    """A walk on the sixth day of each week but the deload, and one on the third; and a note."""

    name = "hiking"

    def contribute(self, inputs: Inputs, answer: Walk, week: int, day: TrainingDay) -> Addition | None:
        return None

    def contribute_to_week(self, inputs: Inputs, answer: Walk, week: TrainingWeek) -> Iterator[WeekAddition]:
        for offset in () if week.deload else (5, 2):
            yield WeekAddition(agent=self.name, text="산책", minutes=answer.minutes, effort="easy", offset=offset)

    def notes(self, inputs: Inputs, answer: Walk) -> Iterator[str]:
        yield f"{answer.minutes}분 걷습니다."


class Lost(Hiking):
    name = "lost"

    def contribute_to_week(self, inputs: Inputs, answer: Walk, week: TrainingWeek) -> Iterator[WeekAddition]:
        raise KeyError("map")


class Strict(Hiking):
    name = "strict"

    def check(self, inputs: Inputs, answer: Walk) -> list[str]:
        return [] if answer.minutes < 30 else [f"minutes: {answer.minutes}, expected less than 30"]


def month(*agents: CodeAgent[Any], **changes: Any) -> Routine:
    body = EXAMPLES["3"] | {"purpose": 1} | changes
    model = ScriptedModel(coach_script(RoutineRequest.model_validate(body)))
    end = build_graph([*CORE, *agents]).invoke({"request": body}, context=RunContext(model=model))
    return Routine.model_validate(end["routine"])


def test_an_agent_adds_to_the_days_that_it_chooses_and_to_their_minutes() -> None:
    plain, more = month(), month(Walking())
    walks = [(week.week, day.day, day.additions[0].text) for week in more.weeks for day in week.days if day.additions]
    assert walks == [(1, 1, "걷기"), (2, 1, "걷기"), (3, 1, "걷기")]
    assert more.weeks[0].days[0].minutes == plain.weeks[0].days[0].minutes + 10
    assert more.weeks[3] == plain.weeks[3]
    assert more.extras["walking"] == {"minutes": 10}


def test_a_day_without_additions_does_not_mention_them() -> None:
    written = month(Walking()).model_dump(mode="json")
    days = [day for week in written["weeks"] for day in week["days"]]
    assert sum("additions" in day for day in days) == 3
    assert days[0]["additions"] == [{"agent": "walking", "text": "걷기", "minutes": 10, "details": {"pace": "easy"}}]


def test_an_agent_that_fails_to_contribute_is_named() -> None:
    with pytest.raises(AgentFailed, match="agent walking failed: it raised KeyError: 'pace'"):
        month(Clumsy())


def test_an_agent_adds_days_of_their_own_to_a_week_in_the_order_of_the_days() -> None:
    plain, more = month(), month(Hiking())
    assert [[one.offset for one in week.additions] for week in more.weeks] == [[2, 5], [2, 5], [2, 5], []]
    assert [week.days for week in more.weeks] == [week.days for week in plain.weeks]
    assert {one.date for week in more.weeks for one in week.additions} == {None}
    written = more.model_dump(mode="json")["weeks"]
    assert written[0]["additions"][0] == {
        "agent": "hiking",
        "text": "산책",
        "minutes": 10,
        "effort": "easy",
        "details": {},
        "offset": 2,
        "date": None,
    }
    assert "additions" not in written[3]


def test_the_month_dates_what_stands_beside_its_sessions() -> None:
    start = date(2026, 12, 1)
    weeks = month(Hiking(), start_date=start.isoformat()).weeks
    for number, week in enumerate(weeks[:3]):
        assert [one.date for one in week.additions] == [start + timedelta(weeks=number, days=days) for days in (2, 5)]
    with pytest.raises(RequestError, match="start_date: the month runs past 9999-12-31"):
        weeks[0].model_copy(
            update={"days": tuple(day.model_copy(update={"date": date.max}) for day in weeks[0].days)}
        ).with_additions(weeks[1].additions)


def test_a_week_in_the_order_of_its_days() -> None:
    [first, *_] = month(Hiking()).weeks
    assert [one.day if isinstance(one, TrainingDay) else one.text for one in first.in_order] == [
        1,
        2,
        "산책",
        3,
        4,
        "산책",
    ]


def test_what_an_agent_tells_the_lifter_stands_below_the_months_own_notes() -> None:
    plain, more = month(), month(Hiking(), Walking())
    assert more.notes == (*plain.notes, "10분 걷습니다.")


def test_an_agent_that_fails_to_contribute_to_a_week_is_named() -> None:
    with pytest.raises(AgentFailed, match="agent lost failed: it raised KeyError: 'map'"):
        month(Lost())


def test_an_answer_that_adds_work_must_fit_the_request_it_is_composed_for() -> None:
    request = RoutineRequest.model_validate(EXAMPLES["3"])
    plan = Task1().fallback(Inputs(request))
    week = Task2().fallback(Inputs(request, {"task1": plan}))
    answers = {"task1": plan.model_dump(), "task2": week.model_dump(), "strict": {"minutes": 45}}
    state = {"request": EXAMPLES["3"], "answers": answers, "sources": dict.fromkeys(answers, "code")}
    with pytest.raises(RequestError, match=r"answers\.strict\.minutes: 45, expected less than 30; run strict for"):
        run_node(build_graph([*CORE, Strict()]), "compose", state, RunContext())
