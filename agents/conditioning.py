"""Conditioning: walks and intervals between the lifting, as much as the goal asks for. Decided by code, no model."""

from collections.abc import Iterable, Iterator, Mapping
from typing import ClassVar

from agents.agent import CodeAgent, Inputs
from agents.month import lifting
from agents.task1 import Task1
from agents.task2 import Task2
from program.coach.conditioning import conditioning
from program.month.conditioning import (
    ConditioningPlan,
    ConditioningSession,
    LiftingWeek,
    conditioning_errors,
    lifting_week,
)
from program.month.routine import Addition, TrainingDay, TrainingWeek, WeekAddition
from program.schema import Language
from program.wording.conditioning import conditioning_notes, session_text


class Conditioning(CodeAgent[ConditioningPlan]):
    """The request and the month's lifting in; sessions of conditioning out, each on its day."""

    name = "conditioning"
    needs = (Task1.name, Task2.name)
    answer_type = ConditioningPlan
    titles: ClassVar[Mapping[Language, str]] = {"ko": "유산소", "en": "Conditioning"}
    prints_answer = False

    def answer(self, inputs: Inputs) -> ConditioningPlan:
        """The coach policy's conditioning."""
        return conditioning(inputs.brief, _lifting_week(inputs))

    def check(self, inputs: Inputs, answer: ConditioningPlan) -> list[str]:
        """The rules of conditioning: its days, its minutes, what the lifter can do."""
        return conditioning_errors(inputs.brief, _lifting_week(inputs), answer)

    def contribute(self, inputs: Inputs, answer: ConditioningPlan, week: int, day: TrainingDay) -> Addition | None:
        """The session after a day's lifting."""
        offset = inputs.brief.offsets[day.day - 1]
        for one in answer.sessions:
            if (one.week, one.offset) == (week, offset):
                return Addition(
                    agent=self.name, text=_text(inputs, one), minutes=one.minutes, effort=one.effort, details=_data(one)
                )
        return None

    def contribute_to_week(
        self, inputs: Inputs, answer: ConditioningPlan, week: TrainingWeek
    ) -> Iterator[WeekAddition]:
        """The sessions on days without lifting."""
        for one in answer.sessions:
            if one.week == week.week and one.offset not in week.offsets:
                yield WeekAddition(
                    agent=self.name,
                    text=_text(inputs, one),
                    minutes=one.minutes,
                    effort=one.effort,
                    details=_data(one),
                    offset=one.offset,
                )

    def notes(self, inputs: Inputs, answer: ConditioningPlan) -> Iterable[str]:
        """Why there is as much of it, and how to do it."""
        return conditioning_notes(inputs.brief, answer)


def _lifting_week(inputs: Inputs) -> LiftingWeek:
    _, month = lifting(inputs)
    return lifting_week(month.weeks)


def _text(inputs: Inputs, session: ConditioningSession) -> str:
    return session_text(session, inputs.brief.language)


def _data(session: ConditioningSession) -> dict[str, object]:
    """The session's own fields: what is done, and the intervals of a hard one."""
    return session.model_dump(include={"activity", "rounds", "work_seconds"}, exclude_none=True)
