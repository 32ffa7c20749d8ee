"""The graph as a user of LangGraph runs it: a request in, a month out, threads, events, subgraphs."""

import asyncio
from collections.abc import Sequence
from typing import Any

import pytest
from langchain_core.callbacks import BaseCallbackHandler
from langchain_core.outputs import LLMResult
from langgraph.checkpoint.memory import InMemorySaver
from langgraph.graph import END, START, StateGraph
from typing_extensions import TypedDict

from agents import CORE
from graph import RunContext, build_graph
from graph.state import PLAIN, thread
from program.errors import ModelError, RequestError, UnavailableError
from program.schema import RoutineRequest
from tests.api.conftest import EXAMPLES, coach_script
from tests.scripted import ScriptedModel

ONE, THREE = EXAMPLES["1"], EXAMPLES["3"]
SAID = {**THREE, "request": "무릎이 아파요"}


def model_for(*bodies: dict[str, Any]) -> ScriptedModel:
    return ScriptedModel(coach_script(*(RoutineRequest.model_validate(body) for body in bodies)))


def month(end: dict[str, Any]) -> dict[str, Any]:
    """A month without what differs from run to run."""
    return {name: value for name, value in end["routine"].items() if name not in ("run_id", "provenance")}


def alone(body: dict[str, Any]) -> dict[str, Any]:
    """The month of a run that has its thread for itself."""
    return month(build_graph(CORE).invoke({"request": body}, context=RunContext(model=model_for(body))))


@pytest.mark.parametrize(("first", "second"), [(THREE, ONE), (SAID, THREE), (THREE, SAID), (THREE, THREE)])
def test_a_thread_takes_a_second_request(first: dict[str, Any], second: dict[str, Any]) -> None:
    graph = build_graph(CORE, checkpointer=InMemorySaver(serde=PLAIN))
    model = model_for(first, second)
    graph.invoke({"request": first}, thread("one"), context=RunContext(model=model))
    end = graph.invoke({"request": second}, thread("one"), context=RunContext(model=model))
    assert month(end) == alone(second)
    assert set(end["attempts"]) == set(end["answers"]) == set(end["routine"]["provenance"])
    assert all(len(attempts) == 1 for attempts in end["attempts"].values())


def test_a_thread_takes_a_request_after_one_that_failed() -> None:
    graph = build_graph(CORE, checkpointer=InMemorySaver(serde=PLAIN))
    broken = ScriptedModel(coach_script(RoutineRequest.model_validate(SAID)) | {"task2": ["{}"]})
    with pytest.raises(ModelError):
        graph.invoke({"request": SAID}, thread("one"), context=RunContext(model=broken, max_attempts=1, fallback=False))
    end = graph.invoke({"request": ONE}, thread("one"), context=RunContext(model=model_for(ONE)))
    assert month(end) == alone(ONE)


def test_it_runs_asynchronously_with_a_context_in_json() -> None:
    graph: Any = build_graph(CORE, defaults=RunContext(model=model_for(THREE, THREE)))

    async def both() -> tuple[dict[str, Any], list[str]]:
        end = await graph.ainvoke({"request": THREE}, context={"temperature": 0.5})
        return end, [
            node async for update in graph.astream({"request": THREE}, stream_mode="updates") for node in update
        ]

    end, nodes = asyncio.run(both())
    assert month(end) == alone(THREE)
    assert nodes == ["task1", "validate", "task2", "validate", "compose"]


def test_it_is_a_node_of_another_graph() -> None:
    class Mine(TypedDict):
        request: dict[str, Any]
        routine: dict[str, Any] | None
        days: int

    mine = StateGraph(Mine, context_schema=RunContext)
    mine.add_node("month", build_graph(CORE))
    mine.add_node("count", lambda state: {"days": len(state["routine"]["weeks"][0]["days"])})
    mine.add_edge(START, "month")
    mine.add_edge("month", "count")
    mine.add_edge("count", END)
    graph: Any = mine.compile()
    end = graph.invoke({"request": THREE}, context=RunContext(model=model_for(THREE)))
    assert month(end) == alone(THREE)
    assert end["days"] == 4


class Events(BaseCallbackHandler):
    """Keeps what the model was asked and what it answered."""

    def __init__(self) -> None:
        self.prompts: list[str] = []
        self.texts: list[str] = []
        self.errors: list[BaseException] = []

    def on_llm_start(self, serialized: dict[str, Any], prompts: Sequence[str], **_: Any) -> None:
        self.prompts += prompts

    def on_llm_end(self, response: LLMResult, **_: Any) -> None:
        self.texts.append(response.generations[0][0].text)

    def on_llm_error(self, error: BaseException, **_: Any) -> None:
        self.errors.append(error)


def test_callbacks_see_every_call_of_the_model() -> None:
    model, events = model_for(THREE), Events()
    end = build_graph(CORE).invoke({"request": THREE}, {"callbacks": [events]}, context=RunContext(model=model))
    assert events.prompts == [call.prompt for call in model.calls]
    assert events.texts == [end["attempts"][name][0]["text"] for name in ("task1", "task2")]


def test_callbacks_see_a_call_that_failed() -> None:
    events, model = Events(), ScriptedModel({"task1": [UnavailableError("no adapter")]})
    with pytest.raises(UnavailableError, match="no adapter"):
        build_graph(CORE).invoke({"request": THREE}, {"callbacks": [events]}, context=RunContext(model=model))
    assert [str(error) for error in events.errors] == ["no adapter"]


def test_the_input_is_a_request_and_the_context_can_be_described_in_json() -> None:
    graph = build_graph(CORE)
    assert list(graph.get_input_jsonschema()["properties"]) == ["request"]
    context = graph.get_context_jsonschema()
    assert context is not None
    assert {"temperature", "decoding", "max_attempts", "fallback"} <= set(context["properties"])
    assert all("description" in field for field in context["properties"].values())


@pytest.mark.parametrize("body", [THREE, {"request": None}, {"request": {"experience": 9}}])
def test_what_is_no_request_is_refused_with_the_field(body: dict[str, Any]) -> None:
    graph: Any = build_graph(CORE)
    with pytest.raises(RequestError, match="the state holds no request of this version: request"):
        graph.invoke(body, context=RunContext(model=ScriptedModel({})))


def test_without_a_model_it_says_where_to_give_one() -> None:
    with pytest.raises(UnavailableError, match=r"context=RunContext\(model=…\)"):
        build_graph(CORE).invoke({"request": THREE})
