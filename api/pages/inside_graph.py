"""The graph as a picture in SVG, alone or with a run on it: agents below each other, beside them what follows."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from api.pages.inside_text import counted, duration
from graph.build import COMPOSE, VALIDATE, RunGraph
from graph.drawing import as_json
from graph.run_visits import NodeOutcome

_WIDTH: Final = 176
_HEIGHT: Final = 74
_GAP: Final = 22
"""Between two agents, in pixels."""
_MARGIN: Final = 12
_LEFT: Final = {"START": _MARGIN, "": 150, VALIDATE: 436, COMPOSE: 672, "END": 908}
"""Where the columns begin; those of all agents is the one without a name."""
_END_WIDTH: Final = 70
_APART: Final = 10
"""Half the distance between the line to `validate` and the line back."""


@dataclass(frozen=True)
class Box:
    """A node in the picture."""

    name: str
    x: float
    y: float
    width: float
    height: float
    kind: str
    """The class of the style sheet: who answered, how the node stands, or `plain`."""
    lines: tuple[str, ...]
    """What the run did there; none: the picture has no run."""

    @property
    def middle(self) -> float:
        """Of its height."""
        return self.y + self.height / 2

    @property
    def right(self) -> float:
        """Where it ends."""
        return self.x + self.width


@dataclass(frozen=True)
class Line:
    """An edge in the picture."""

    path: str
    """The `d` of an SVG path."""
    conditional: bool


@dataclass(frozen=True)
class Picture:
    """The graph, ready to be drawn."""

    width: float
    height: float
    boxes: tuple[Box, ...]
    lines: tuple[Line, ...]
    says: str
    """The same in words."""


def picture(graph: RunGraph, outcomes: Mapping[str, NodeOutcome] | None = None) -> Picture:
    """Draw the graph.

    Args:
        graph: Of the service.
        outcomes: What each node did in a run; None: no run is drawn on it.
    """
    drawn = as_json(graph)
    agents = [name for name in drawn["nodes"] if name not in _LEFT]
    tall = len(agents) * (_HEIGHT + _GAP) - _GAP
    boxes = {name: _box(name, agents, tall, outcomes) for name in drawn["nodes"]}
    lines = tuple(
        Line(_path(boxes[edge["source"]], boxes[edge["target"]], tall), edge["conditional"]) for edge in drawn["edges"]
    )
    under = tall + 2 * _MARGIN + (30 if any(" Q " in line.path for line in lines) else 0)
    return Picture(_LEFT["END"] + _END_WIDTH + _MARGIN, under, tuple(boxes.values()), lines, _says(boxes.values()))


def _box(name: str, agents: list[str], tall: int, outcomes: Mapping[str, NodeOutcome] | None) -> Box:
    kind, lines = "plain", tuple[str, ...]()
    if name in ("START", "END"):
        return Box(name, _LEFT[name], _MARGIN + tall / 2 - 18, _END_WIDTH, 36, "end", ())
    if outcomes is not None:
        outcome = outcomes.get(name, NodeOutcome())
        kind, lines = kind_of(outcome), tuple(_lines(outcome, name in agents))
    if name in agents:
        return Box(name, _LEFT[""], _MARGIN + agents.index(name) * (_HEIGHT + _GAP), _WIDTH, _HEIGHT, kind, lines)
    if name == VALIDATE:
        return Box(name, _LEFT[name], _MARGIN, _WIDTH, tall, kind, lines)
    return Box(name, _LEFT[name], _MARGIN + tall / 2 - _HEIGHT / 2, _WIDTH, _HEIGHT, kind, lines)


def kind_of(outcome: NodeOutcome) -> str:
    """How a node stands after a run, in one word."""
    return outcome.status if outcome.status != "done" else outcome.source or "done"


def _lines(outcome: NodeOutcome, agent: bool) -> Iterator[str]:
    match outcome.status:
        case "skipped":
            yield "not in this run"
            return
        case "failed":
            yield "raised an error"
        case "next":
            yield "comes next"
        case "carried":
            yield "answer taken over"
    if outcome.source is not None and outcome.status != "carried":
        yield f"{outcome.source} answered"
    if outcome.visits:
        times = counted(outcome.visits, "attempt" if agent else "visit")
        yield f"{times}, {duration(outcome.ms)}"


def _path(source: Box, target: Box, tall: int) -> str:
    if target.name == VALIDATE and source.x < target.x:  # an agent
        return f"M {source.right} {source.middle - _APART} L {target.x} {source.middle - _APART}"
    if source.name == VALIDATE and target.x < source.x:
        return f"M {source.x} {target.middle + _APART} L {target.right} {target.middle + _APART}"
    if target.x - source.right > 200:  # past a column
        under, half = _MARGIN + tall + 30, (source.right + target.x) / 2
        begin, end = source.x + source.width / 2, target.x + target.width / 2
        down = f"M {begin} {source.y + source.height} Q {begin} {under} {half} {under}"
        return f"{down} Q {end} {under} {end} {target.y + target.height}"
    half = (source.right + target.x) / 2
    curve = f"C {half} {source.middle} {half} {target.middle} {target.x} {target.middle}"
    return f"M {source.right} {source.middle} {curve}"


def _says(boxes: Iterable[Box]) -> str:
    return "; ".join(": ".join(filter(None, (box.name, ", ".join(box.lines)))) for box in boxes)
