"""The LangGraph graph: `build_graph()` compiles it, a `RunContext` says which model answers and how."""

from graph.build import build_graph
from graph.state import RunContext

__all__ = ["RunContext", "build_graph"]
