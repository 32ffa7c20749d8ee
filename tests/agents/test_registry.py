"""Agents of other packages, and which of all run in what order."""

from importlib.metadata import EntryPoint
from typing import Any

import pytest

from agents import registry
from agents.agent import CodeAgent, Inputs
from agents.task1 import Task1
from program.errors import UnavailableError
from tests.graph.toys import Number


class Guest(CodeAgent[Number]):
    """From another package."""

    name = "guest"
    answer_type = Number

    def answer(self, inputs: Inputs) -> Number:
        return Number(value=2)


class Other(Guest):
    """Calls itself otherwise than its entry point."""


def fails() -> Any:
    raise RuntimeError("no licence")


def point(name: str, value: str) -> EntryPoint:
    return EntryPoint(name, f"tests.agents.test_registry:{value}", registry.GROUP)


@pytest.fixture
def installed(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Entry points that other packages have."""

    def install(*points: EntryPoint) -> None:
        monkeypatch.setattr(registry, "entry_points", lambda *, group: points if group == registry.GROUP else ())

    return install


def names(chosen: list[str] | None = None) -> list[str]:
    return [agent.name for agent in registry.agents(chosen)]


def test_without_a_choice_all_run_the_guests_last(installed: Any) -> None:
    installed(point("guest", "Guest"))
    assert names() == ["intake", "task1", "task2", "guest"]


def test_the_choice_is_the_order(installed: Any) -> None:
    installed(point("guest", "Guest"))
    assert names(["intake", "guest", "task1", "task2"]) == ["intake", "guest", "task1", "task2"]
    assert names(["task1", "task2"]) == ["task1", "task2"]


@pytest.mark.parametrize(
    ("chosen", "told"),
    [
        (["task1", "stretch"], "names 'stretch', which is no agent: there are intake, task1, task2, coach_note, guest"),
        (
            ["task2", "task1"],
            "agent 'task2' needs the answer of task1, which does not run before it",
        ),
        (["task2"], "agent 'task2' needs the answer of task1"),
        (["task1", "task1"], "two agents are called 'task1'"),
        (["task1", "task2", "intake"], "agent 'task2' needs the answer of intake"),
    ],
)
def test_a_choice_that_cannot_run_is_refused(installed: Any, chosen: list[str], told: str) -> None:
    installed(point("guest", "Guest"))
    with pytest.raises(UnavailableError, match=told):
        names(chosen)


@pytest.mark.parametrize(
    ("guest", "told"),
    [
        (
            point("guest", "Nobody"),
            "agent guest of package .* cannot be loaded from .*:Nobody: AttributeError",
        ),
        (
            EntryPoint("guest", "no.such.module:Guest", registry.GROUP),
            "cannot be loaded from no.such.module:",
        ),
        (point("guest", "fails"), "RuntimeError: no licence; mend or uninstall that package, or leave the agent out"),
        (point("guest", "Number.model_construct"), "is no agent: .* makes a Number"),
        (point("visitor", "Other"), "calls itself 'guest': its name and its entry point's must be the same"),
        (point("task1", "Guest"), "two agents are called 'task1': one is this project's, the other comes from"),
    ],
)
def test_a_guest_that_cannot_join_is_named(installed: Any, guest: EntryPoint, told: str) -> None:
    installed(guest)
    with pytest.raises(UnavailableError, match=told):
        names()


def test_a_guest_that_is_not_chosen_cannot_do_harm(installed: Any) -> None:
    installed(point("guest", "fails"))
    assert names(["task1", "task2"]) == [Task1.name, "task2"]
