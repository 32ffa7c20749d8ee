"""The graph as a picture: for the terminal, as Mermaid text, as PNG, as JSON."""

import io
from typing import Any

from grandalf.graphs import Edge, Graph, Vertex
from grandalf.layouts import SugiyamaLayout, VertexViewer

from graph.build import RunGraph

_NAMES = {"__start__": "START", "__end__": "END"}
_BOX = (130, 40)
"""Width and height of a node in pixels."""
_MARGIN = 30
_INK, _PAPER, _DASH = "#222222", "#ffffff", "#888888"


def as_json(graph: RunGraph) -> dict[str, Any]:
    """`nodes`: names. `edges`: `source`, `target`; `conditional` where the state says whether it is taken."""
    return {"nodes": _nodes(graph), "edges": _edges(graph)}


def as_mermaid(graph: RunGraph) -> str:
    """A Mermaid flowchart; conditional edges are dotted."""
    arrows = {True: "-.->", False: "-->"}
    lines = [f"    {edge['source']} {arrows[edge['conditional']]} {edge['target']}" for edge in _edges(graph)]
    return "\n".join(["graph LR", *lines])


def as_text(graph: RunGraph) -> str:
    """A drawing for the terminal."""
    return str(graph.get_graph().draw_ascii())


def as_png(graph: RunGraph) -> bytes:
    """A picture in PNG; conditional edges are grey."""
    from PIL import Image, ImageDraw, ImageFont  # takes a tenth of a second, and a service may never be asked for it

    places = _placed(graph)
    width, height = _BOX
    left = min(x for x, _ in places.values()) - width / 2 - _MARGIN
    top = min(y for _, y in places.values()) - height / 2 - _MARGIN
    right = max(x for x, _ in places.values()) + width / 2 + _MARGIN
    bottom = max(y for _, y in places.values()) + height / 2 + _MARGIN
    image = Image.new("RGB", (round(right - left), round(bottom - top)), _PAPER)
    draw, font = ImageDraw.Draw(image), ImageFont.load_default(16)
    at = {name: (x - left, y - top) for name, (x, y) in places.items()}
    for edge in _edges(graph):
        ends = [at[edge["source"]], at[edge["target"]]]
        draw.line(ends, _DASH if edge["conditional"] else _INK, 2)
    for name, (x, y) in at.items():
        frame = (x - width / 2, y - height / 2, x + width / 2, y + height / 2)
        draw.rounded_rectangle(frame, 8, _PAPER, _INK, 2)
        draw.text((x, y), name, _INK, font, anchor="mm")
    written = io.BytesIO()
    image.save(written, "PNG")
    return written.getvalue()


def _nodes(graph: RunGraph) -> list[str]:
    return [_NAMES.get(name, name) for name in graph.get_graph().nodes]


def _edges(graph: RunGraph) -> list[dict[str, Any]]:
    return [
        {
            "source": _NAMES.get(edge.source, edge.source),
            "target": _NAMES.get(edge.target, edge.target),
            "conditional": edge.conditional,
        }
        for edge in graph.get_graph().edges
    ]


def _placed(graph: RunGraph) -> dict[str, tuple[float, float]]:
    """The middle of each node in pixels, in layers from START to END."""
    vertices = {name: Vertex(name) for name in _nodes(graph)}
    for vertex in vertices.values():
        vertex.view = VertexViewer(*_BOX)
    edges = [Edge(vertices[edge["source"]], vertices[edge["target"]]) for edge in _edges(graph)]
    layout = SugiyamaLayout(Graph(list(vertices.values()), edges).C[0])
    layout.xspace = layout.yspace = 40
    layout.init_all(roots=[vertices["START"]])
    layout.draw()
    return {name: vertex.view.xy for name, vertex in vertices.items()}
