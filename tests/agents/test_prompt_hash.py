"""An adapter whose agent asks otherwise than at its training is seen; one whose schema allows more values is not."""

from typing import Any

import pytest

from agents.agent import Inputs
from agents.prompt_hash import changed, prompts_of
from tests.graph.toys import REQUEST, Toy

ROW: dict[str, Any] = {"request": REQUEST.model_dump(mode="json"), "answers": {}, "answer": {"value": 2}}
FIRST = ROW | {"answers": {"first": {"value": 4}}}


class Asking(Toy):
    """A toy that asks for a fact and answers in fields."""

    fact = "a fact"
    fields: tuple[str, ...] = ("value",)
    most = 9

    def question(self, inputs: Inputs) -> list[str]:
        return [self.fact, *super().question(inputs)]

    def schema(self, inputs: Inputs) -> dict[str, Any]:
        return {"type": "object", "properties": {name: {"maximum": self.most} for name in self.fields}}


def test_an_agent_that_asks_as_before_has_not_changed() -> None:
    assert not changed(Asking("toy"), prompts_of(Asking("toy"), [ROW], ()), ())


@pytest.mark.parametrize(
    ("member", "value", "expected"),
    [
        ("fact", "another fact", True),
        ("fields", ("value", "more"), True),
        ("fields", ("number",), True),
        ("most", 12, False),
    ],
)
def test_another_question_and_other_fields_are_a_change_and_more_values_are_not(
    member: str, value: Any, expected: bool
) -> None:
    before = prompts_of(Asking("toy"), [ROW], ())
    later = Asking("toy")
    setattr(later, member, value)
    assert changed(later, before, ()) is expected


def test_another_frame_of_the_prompts_is_a_change(monkeypatch: pytest.MonkeyPatch) -> None:
    before = prompts_of(Asking("toy"), [ROW], ())
    monkeypatch.setattr("agents.agent._LONGEST_ERROR", 3)
    assert changed(Asking("toy"), before, ())


def test_the_answers_of_the_agents_before_are_part_of_the_prompts() -> None:
    toys = [Toy("first"), Asking("second", "first")]
    prompts = prompts_of(toys[1], [FIRST], toys)
    assert prompts["rows"] == [{"request": FIRST["request"], "answers": FIRST["answers"]}]
    assert not changed(toys[1], prompts, toys)
    assert changed(toys[1], prompts, toys[1:]), "whose answer it cannot read any more"


def test_the_rows_with_the_fullest_answers_are_hashed() -> None:
    toys = [Toy("first"), Asking("second")]
    hashed = prompts_of(toys[1], [ROW, ROW, ROW, FIRST], toys)["rows"]
    assert [row["answers"] for row in hashed] == [FIRST["answers"], {}]
