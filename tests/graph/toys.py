"""Small agents, and what a run of them needs."""

from typing import Any

from agents.agent import CodeAgent, Inputs, ModelAgent
from agents.schemas import closed
from program.schema import Closed, RoutineRequest

REQUEST = RoutineRequest.model_validate(
    {
        "experience": 3,
        "gender": "남성",
        "purpose": 2,
        "rm_weight": {
            "bench_press": 80,
            "squat": 100,
            "dead_lift": {"weight_kg": 90, "reps": 5},
            "over_head_press": 45,
        },
        "equipment": ["dumbbell", "barbell"],
        "start_date": "2026-12-01",
    }
)


class Number(Closed):
    """The toys' answer."""

    value: int


class Toy(ModelAgent[Number]):
    """Answers with an even number from 0 to 9; its question tells the answers that it needs."""

    answer_type = Number

    def __init__(self, name: str, *needs: str) -> None:
        self.name = name  # type: ignore[misc]  # a real agent is a class with a name; a toy is an instance
        self.obeys_sentence = False  # type: ignore[misc]  # as above
        self.needs = needs  # type: ignore[misc]  # as above

    def question(self, inputs: Inputs) -> list[str]:
        return [f"{need}: {inputs.answers[need].model_dump_json()}" for need in self.needs]

    def schema(self, inputs: Inputs) -> dict[str, Any]:
        return closed({"value": {"type": "integer", "minimum": 0, "maximum": 9}})

    def check(self, inputs: Inputs, answer: Number) -> list[str]:
        return [] if answer.value % 2 == 0 else [f"value: {answer.value} is odd, expected an even number"]

    def fallback(self, inputs: Inputs) -> Number:
        return Number(value=8)


class Doubler(CodeAgent[Number]):
    """Doubles the answer of another agent, by code."""

    answer_type = Number

    def __init__(self, name: str, of: str) -> None:
        self.name = name  # type: ignore[misc]  # as above
        self.obeys_sentence = False  # type: ignore[misc]  # as above
        self.needs = (of,)  # type: ignore[misc]  # as above

    def answer(self, inputs: Inputs) -> Number:
        [doubled] = inputs.answers.values()
        assert isinstance(doubled, Number)
        return Number(value=2 * doubled.value)

    def check(self, inputs: Inputs, answer: Number) -> list[str]:
        return [] if answer.value < 10 else [f"value: {answer.value} is over 9, expected less"]


def even(value: int) -> str:
    """A toy's answer as it writes it."""
    return Number(value=value).model_dump_json()
