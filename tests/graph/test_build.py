import pytest

from agents import CORE
from graph.build import build_graph
from program.errors import UnavailableError
from tests.graph.toys import Toy


def edges(until: str | None = None) -> set[tuple[str, str]]:
    return {(edge.source, edge.target) for edge in build_graph(CORE, until=until).get_graph().edges}


def test_every_agent_is_judged_by_one_node_that_alone_decides_who_is_next() -> None:
    assert edges() == {
        ("__start__", "intake"),
        ("__start__", "task1"),
        ("intake", "validate"),
        ("task1", "validate"),
        ("task2", "validate"),
        ("validate", "intake"),
        ("validate", "task1"),
        ("validate", "task2"),
        ("validate", "compose"),
        ("compose", "__end__"),
    }


def test_a_graph_can_end_with_an_agent() -> None:
    assert edges("task1") == {
        ("__start__", "task1"),
        ("task1", "validate"),
        ("validate", "task1"),
        ("validate", "__end__"),
    }


@pytest.mark.parametrize(
    ("agents", "until", "message"),
    [
        ([Toy("one"), Toy("one")], "one", "two agents are called 'one'"),
        ([Toy("two", "one"), Toy("one")], "one", "agent 'two' needs the answer of one"),
        ([Toy("two", "one")], "two", "agent 'two' needs the answer of one"),
        ([Toy("validate")], "validate", "an agent is called 'validate'"),
        ([Toy("one"), Toy("compose")], "one", "an agent is called 'compose'"),
        ([Toy("one")], "two", "no agent is called 'two': there are one"),
        ([], "one", "no agent is called 'one': there are none"),
        ([Toy("task1")], None, "no agent is called 'task2'"),
        ([], None, "no agent is called 'task1'"),
    ],
)
def test_agents_that_make_no_graph_are_refused(agents: list[Toy], until: str | None, message: str) -> None:
    with pytest.raises(UnavailableError, match=message):
        build_graph(agents, until=until)
