"""The graph for servers that bring their own checkpointer and know nothing of its context: `langgraph dev`, Studio."""

from api.service import Service
from api.settings import Settings
from graph.build import RunGraph


def graph() -> RunGraph:
    """The whole graph; its model is loaded when a run first asks it."""
    return Service.lazily(Settings.read().model_copy(update={"record": False})).standing_graph()
