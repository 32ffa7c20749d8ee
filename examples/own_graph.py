"""The month as one node of a LangGraph program of one's own.

Run it from the project's folder: `.venv/bin/python -m examples.own_graph`.
"""

import json
from pathlib import Path
from typing import Any

from langgraph.graph import END, START, StateGraph
from typing_extensions import TypedDict

from graph import RunContext, build_graph
from service.model_loader import load_model
from service.settings import Settings


class Mine(TypedDict, total=False):
    """The state of the whole program; `request` and `routine` are the month's."""

    request: dict[str, Any]
    routine: dict[str, Any]
    message: str


def announce(state: Mine) -> Mine:
    """A node of one's own: what to tell the lifter when the month is there."""
    days = state["routine"]["weeks"][0]["days"]
    longest = max(day["minutes"] for day in days)
    return {"message": f"{len(days)} days a week, at most {longest} minutes each."}


def main() -> None:
    """Answer the first example's request, and print the message."""
    program = StateGraph(Mine, context_schema=RunContext)
    program.add_node("month", build_graph())
    program.add_node("announce", announce)
    program.add_edge(START, "month")
    program.add_edge("month", "announce")
    program.add_edge("announce", END)
    request = json.loads(Path(__file__).with_name("1.json").read_text(encoding="utf-8"))
    end = program.compile().invoke({"request": request}, context=RunContext(model=load_model(Settings.read())))
    print(end["message"])  # noqa: T201 - what the example shows


if __name__ == "__main__":
    main()
