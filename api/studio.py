"""The graph for servers that bring their own checkpointer and know nothing of its context: `langgraph dev`, Studio."""

from graph.build import RunGraph
from service.service import Service
from service.settings import Settings


def graph() -> RunGraph:
    """The whole graph; its model is loaded when a run first asks it."""
    return Service.lazily(Settings.read().model_copy(update={"record": False})).standing_graph()
