"""Intake: what a lifter's own sentence asks for, as a closed object that the later agents and code obey."""

import json
from typing import Any, cast

from pydantic import BaseModel

from agents.agent import Agent, Inputs
from program.constraints import FOCUSES, NO_CONSTRAINTS, Constraints
from program.mentions import KINDS, exercises_in, mentioned
from program.numbers import days_in, minutes_in
from program.schema import EQUIPMENT, JOINTS

MOST_NAMED = 4
"""Entries of a list that a sentence may fill; more is no sentence but an inventory."""


class Intake(Agent[Constraints]):
    """The lifter's sentence in; what it asks for out."""

    name = "intake"
    answer_type = Constraints

    def runs(self, inputs: Inputs) -> bool:
        """Whether the request carries a sentence."""
        return bool((inputs.request.request or "").strip())

    def question(self, inputs: Inputs) -> list[str]:
        """The sentence on one line, and the exercises, minutes and days that code finds named in it."""
        text = " ".join((inputs.request.request or "").split())
        named = [
            *mentioned(text),
            *(f"{minutes}분" for minutes in minutes_in(text)),
            *(f"{days}일" for days in days_in(text)),
        ]
        return [f"문장: {text}", *([f"언급: {', '.join(named)}"] if named else [])]

    def schema(self, inputs: Inputs) -> dict[str, Any]:
        """Closed lists; exercises, minutes and days only as the sentence names them."""
        text = inputs.request.request or ""
        properties = {
            "volume": {"type": "string", "enum": ["less", "as_planned", "more"]},
            "intensity": {"type": "string", "enum": ["lighter", "as_planned", "heavier"]},
            "focus": _some_of(FOCUSES),
            "avoid": _some_of(JOINTS),
            "equipment": {"anyOf": [{"type": "null"}, {**_some_of(EQUIPMENT), "minItems": 1, "maxItems": 5}]},
            "exclude": _some_of(mentioned(text)),
            "minutes": {"enum": [None, *minutes_in(text)]},
            "days_per_week": {"enum": [None, *days_in(text)]},
            "declined": {"enum": [None, "medical", "drugs", "diet", "off_topic"]},
        }
        return {
            "type": "object",
            "properties": properties,
            "required": list(properties),
            "additionalProperties": False,
        }

    def check(self, inputs: Inputs, answer: Constraints) -> list[str]:
        """Nothing may be invented: exercises, minutes and days must stand in the sentence."""
        text = inputs.request.request or ""
        errors = []
        if invented := sorted(set(answer.exclude) - exercises_in(text)):
            errors.append(f"exclude: the sentence does not name {', '.join(invented)}; expected what it names, or []")
        for field, said in (("minutes", minutes_in(text)), ("days_per_week", days_in(text))):
            value = getattr(answer, field)
            if value is not None and value not in said:
                expected = ", ".join(map(str, said)) or "null"
                errors.append(f"{field}: {value} does not stand in the sentence, expected {expected}")
        return errors

    def fallback(self, inputs: Inputs) -> Constraints:
        """Nothing was understood: the form's fields alone hold."""
        return NO_CONSTRAINTS

    def completion(self, answer: BaseModel) -> str:
        """JSON without spaces with every field in its place, exercises by their kinds where a whole kind is meant."""
        constraints = cast(Constraints, answer)
        value = constraints.model_dump(mode="json")
        value["exclude"] = by_kind(constraints.exclude)
        return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def by_kind(exercises: tuple[str, ...]) -> list[str]:
    """Exercises in as few names as possible: the largest kinds that they make up, then what is left."""
    left = set(exercises)
    names = []
    for kind in sorted(KINDS, key=lambda kind: len(KINDS[kind]), reverse=True):
        if left and left.issuperset(KINDS[kind]):
            names.append(kind)
            left.difference_update(KINDS[kind])
    return [*names, *(exercise for exercise in exercises if exercise in left)]


def _some_of(values: tuple[str, ...]) -> dict[str, Any]:
    if not values:
        return {"type": "array", "maxItems": 0}
    return {"type": "array", "items": {"type": "string", "enum": list(values)}, "maxItems": MOST_NAMED}
