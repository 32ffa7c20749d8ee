"""Agents of other packages, and which of all run in what order."""

from importlib.metadata import EntryPoint
from typing import Any

import pytest

from agents import AGENTS, registry
from agents.agent import CodeAgent, Inputs
from agents.order import RESERVED, check_order
from agents.task1 import Task1
from graph.build import COMPOSE, VALIDATE
from graph.state import RunState
from program.errors import UnavailableError
from tests.graph.toys import Number, Toy


class Guest(CodeAgent[Number]):
    """From another package."""

    name = "guest"
    answer_type = Number

    def answer(self, inputs: Inputs) -> Number:
        return Number(value=2)


class Other(Guest):
    """Calls itself otherwise than its entry point."""


class Nameless(CodeAgent[Number]):
    """Has no name."""

    answer_type = Number

    def answer(self, inputs: Inputs) -> Number:
        return Number(value=2)


class Colon(Guest):
    """Has a name that the graph cannot have."""

    name = "a:b"


class Untyped(Guest):
    """Says nothing of its answers."""

    answer_type = None  # type: ignore[assignment]  # the mistake to be named


class Lettered(Guest):
    """Needs letters."""

    needs = "task1"  # type: ignore[assignment]  # the mistake to be named


class Misspelt(Guest):
    """Needs an agent that is called otherwise."""

    needs = ("tsk1",)


class Reserved(Guest):
    """Is called as a part of the state."""

    name = "request"


class Host(Guest):
    """An agent that needs another package's."""

    name = "host"
    needs = ("guest",)


def leaves() -> Any:
    raise SystemExit("no screen")


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


OWN = [agent.name for agent in AGENTS]
"""All agents of this checkout, the optional ones included."""


def names(chosen: list[str] | None = None) -> list[str]:
    return [agent.name for agent in registry.agents(chosen)]


def test_without_a_choice_all_run_the_guests_last(installed: Any) -> None:
    installed(point("guest", "Guest"))
    own = [agent.name for agent in AGENTS if not agent.optional]
    assert own[:5] == ["review", "intake", "task1", "task2", "conditioning"]
    assert names() == [*own, "guest"]


def test_the_choice_is_the_order(installed: Any) -> None:
    installed(point("guest", "Guest"))
    assert names(["intake", "guest", "task1", "task2"]) == ["intake", "guest", "task1", "task2"]
    assert names(["task1", "task2"]) == ["task1", "task2"]


@pytest.mark.parametrize(
    ("chosen", "message"),
    [
        (["task1", "nobody"], f"names 'nobody', which is no agent: there are {', '.join(OWN)}, guest"),
        (
            ["task2", "task1"],
            "agent 'task2' needs the answer of task1, which does not run before it",
        ),
        (["task2"], "agent 'task2' needs the answer of task1"),
        (["task1", "task1"], "BURNFIT_AGENTS names task1 twice"),
        (
            ["task1", "coach_note"],
            "'coach_note' needs the answer of task2, which does not run: name task2 in BURNFIT_AGENTS, in front of",
        ),
        (["task1", "task2", "intake"], "agent 'task2' needs the answer of intake"),
    ],
)
def test_a_choice_that_cannot_run_is_refused(installed: Any, chosen: list[str], message: str) -> None:
    installed(point("guest", "Guest"))
    with pytest.raises(UnavailableError, match=message):
        names(chosen)


@pytest.mark.parametrize(
    ("guest", "message"),
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
        (point("task1", "Guest"), "two agents are called 'task1': this project's agents.task1.Task1 and .*:Guest of"),
        (point("guest", "leaves"), "cannot be loaded from .*: SystemExit: no screen; mend or uninstall"),
        (point("guest", "Nameless"), "test_registry.Nameless has the name None, which can be no agent's: write a"),
        (point("a:b", "Colon"), "has the name 'a:b', which can be no agent's"),
        (point("guest", "Untyped"), "agent 'guest' has the answer type None: expected a pydantic model"),
        (point("guest", "Lettered"), r"agent 'guest' has needs = 'task1': .*; write needs = \(.task1.,\) in tests"),
        (point("guest", "Misspelt"), "the answer of tsk1, and no agent of that name is there: did you mean task1"),
        (point("request", "Reserved"), "an agent is called 'request', as a node of the graph or a part of its state"),
    ],
)
def test_a_guest_that_cannot_join_is_named(installed: Any, guest: EntryPoint, message: str) -> None:
    installed(guest)
    with pytest.raises(UnavailableError, match=message):
        names()


def test_a_guest_that_is_not_chosen_cannot_do_harm(installed: Any) -> None:
    installed(point("guest", "fails"))
    assert names(["task1", "task2"]) == [Task1.name, "task2"]


def test_two_packages_with_one_name_are_both_named(installed: Any) -> None:
    installed(point("guest", "Guest"), point("guest", "Other"))
    with pytest.raises(UnavailableError, match=r"two agents are called 'guest': .*:Guest of .* and .*:Other of"):
        names()
    assert names(["task1", "task2"]) == ["task1", "task2"]


def test_two_of_this_project_with_one_name_are_both_named(installed: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    installed()
    monkeypatch.setattr(registry, "AGENTS", (*AGENTS, Guest(), Other()))
    with pytest.raises(UnavailableError, match=r"this project's .*\.Guest and this project's .*\.Other; rename one"):
        names()


def test_who_waits_for_whom_in_a_circle_is_told() -> None:
    first, second, alone = Toy("first", "second"), Toy("second", "first"), Toy("alone", "alone")
    with pytest.raises(UnavailableError, match=r"wait for each other's answers in a circle, (first|second), "):
        check_order([first, second])
    with pytest.raises(UnavailableError, match="agent 'alone' waits for its own answer: take"):
        check_order([alone])


def test_for_one_agent_only_what_it_waits_for_is_loaded(installed: Any) -> None:
    installed(point("broken", "fails"), point("guest", "Guest"), point("host", "Host"))
    assert OWN[:6] == ["review", "intake", "task1", "task2", "conditioning", "coach_note"]
    assert registry.agent_names() == (*OWN, "broken", "guest", "host")
    assert [agent.name for agent in registry.agents_for("task1")] == OWN
    assert [agent.name for agent in registry.agents_for("host")] == [*OWN, "guest", "host"]
    with pytest.raises(UnavailableError, match=r"agent broken of package .* cannot be loaded"):
        registry.agents_for("broken")


def test_the_names_of_the_graph_are_reserved() -> None:
    assert set(RESERVED) == {VALIDATE, COMPOSE, *RunState.__annotations__}
