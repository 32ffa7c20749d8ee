"""Task2: the week that the month repeats: split, supplemental work, assistance.

The model writes each day under its number of how many, `2/3`: so it knows when the week is whole even where no grammar
counts for it.
"""

import json
from collections.abc import Iterable, Sequence
from typing import Any

from agents import facts
from agents.agent import Inputs, ModelAgent
from agents.schemas import closed
from agents.task1 import Task1
from program import coach
from program.coach.choices import Place
from program.lifter.brief import Brief
from program.month import assistance
from program.month.assistance import prescribed
from program.month.rules import week_errors
from program.schema import EQUIPMENT, WeekChoice
from program.wording import labels


class Task2(ModelAgent[WeekChoice]):
    """The request and Task1's plan in; the week out."""

    name = "task2"
    needs = (Task1.name,)
    one_right = False
    answer_type = WeekChoice

    def question(self, inputs: Inputs) -> list[str]:
        """Who trains, the role, days, room for supplemental work, equipment, weak lift, plan, and what is wished.

        `차례` is at which of equally good exercises the coach starts for this kind of lifter.

        A request with a seed asks for a drawn week (`뽑기`) instead of the coach's favourites.
        """
        brief, plan = inputs.brief, inputs.answer(Task1)
        full_gym = brief.available == frozenset(EQUIPMENT)
        equipment = (
            "전부"
            if full_gym
            else ", ".join(labels.EQUIPMENT_NAME["ko"][kind] for kind in EQUIPMENT if kind in brief.available)
        )
        drawn = "" if brief.seed is None else ", 뽑기"
        lines = [
            facts.lifter(brief),
            f"{facts.role(brief)}, 차례 {coach.turn(brief)}",
            f"주 {brief.days}일, 보강 {assistance.supplemental_room(brief)}, {_minutes(brief)}분{drawn}",
            f"장비 {equipment}",
            f"약한 종목 {facts.LIFT[brief.weak_lift] if brief.weak_lift else '없음'}",
            f"계획 {plan.training_max_rate} {plan.init_weight_rate} {plan.scheme}",
        ]
        if brief.focused_parts:
            lines.append(f"집중 {', '.join(labels.FOCUS['ko'][part] for part in brief.focused_parts)}")
        if brief.constraints.avoid:
            lines.append(f"피할 곳 {', '.join(labels.JOINT['ko'][joint] for joint in brief.constraints.avoid)}")
        return lines

    def schema(self, inputs: Inputs) -> dict[str, Any]:
        """A schema for each split that suits: the good choices for each slot of its days, and what goes with them."""
        brief, plan = inputs.brief, inputs.answer(Task1)
        shared = {
            "supplemental": _one_of(assistance.supplementals(brief, plan.scheme)),
            "compound": _one_of(_written(assistance.schemes(brief))),
            "isolation": _one_of(_written(assistance.schemes(brief))),
        }
        weeks = []
        for split in coach.splits(brief):
            days = coach.choices(brief, split)
            properties = {"split": _one_of([split]), **shared}
            if any(place.slot == "arms" for day in days for place in day):
                properties["arms"] = _one_of(_written(assistance.arms_schemes()))
            properties["days"] = closed(dict(zip(_places(brief.days), map(_day, days), strict=True)))
            weeks.append(closed(properties))
        return {"anyOf": weeks} if len(weeks) > 1 else weeks[0]

    def read(self, inputs: Inputs, value: Any) -> WeekChoice:
        """The week that the model wrote, its days in the order of their places."""
        if isinstance(value, dict) and isinstance(value.get("days"), dict):
            value = {**value, "days": [day for _, day in sorted(value["days"].items())]}
        return super().read(inputs, value)

    def completion(self, inputs: Inputs, answer: WeekChoice) -> str:
        """JSON without spaces of the week, each day under its place."""
        week = answer.model_dump(exclude_none=True)
        week["days"] = dict(zip(_places(len(answer.days)), answer.days, strict=True))
        return json.dumps(week, ensure_ascii=False, separators=(",", ":"))

    def check(self, inputs: Inputs, answer: WeekChoice) -> list[str]:
        """The rules of the week: its exercises and their volume."""
        return week_errors(inputs.brief, inputs.answer(Task1), prescribed(inputs.brief, answer))

    def fallback(self, inputs: Inputs) -> WeekChoice:
        """The coach policy's week, its favourites or drawn with the request's seed."""
        return coach.week_choice(inputs.brief, inputs.answer(Task1), inputs.request.seed)

    def draft(self, inputs: Inputs) -> str:
        """The coach's favourites: of a drawn week, too, they are the likeliest."""
        return self.completion(inputs, coach.week_choice(inputs.brief, inputs.answer(Task1)))


def _places(days: int) -> list[str]:
    """The places of a week's training days, such as `1/3`, `2/3` and `3/3`."""
    return [f"{day}/{days}" for day in range(1, days + 1)]


def _minutes(brief: Brief) -> int:
    """The longest session in minutes, down to a multiple of ten: what a choice of slots depends on."""
    return brief.session_minutes // 10 * 10


def _day(places: tuple[Place, ...]) -> dict[str, Any]:
    slots = [_one_of([one.id for one in place.exercises]) for place in places]
    return {"type": "array", "prefixItems": slots, "items": False, "minItems": len(slots), "maxItems": len(slots)}


def _written(schemes: Iterable[tuple[int, int]]) -> list[str]:
    return [f"{sets}x{reps}" for sets, reps in schemes]


def _one_of(values: Sequence[str]) -> dict[str, Any]:
    return {"type": "string", "enum": list(values)}
