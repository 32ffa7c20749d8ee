"""The graph for `langgraph dev` and LangGraph Studio, which bring a checkpointer and pass no context."""

from graph.build import RunGraph
from service.service import Service
from service.settings import Settings


def graph() -> RunGraph:
    """The whole graph; its model is loaded when a run first needs it."""
    return Service.lazily(Settings.read().model_copy(update={"record": False})).standing_graph()
