"""An agent that adds to the days of the month."""

from typing import Any

import pytest

from agents import CORE
from agents.agent import CodeAgent, Inputs
from agents.task1 import Task1
from graph import RunContext, build_graph
from graph.failures import AgentFailed
from program.month.routine import Addition, Routine, TrainingDay
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


def month(*agents: CodeAgent[Any]) -> Routine:
    body = EXAMPLES["3"]
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
