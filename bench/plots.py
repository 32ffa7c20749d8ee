"""Pictures of the figures, as SVG; the same figures give the same file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

from bench.figures import Plot, Row

STYLE = {
    "svg.hashsalt": "burnfit",
    "svg.fonttype": "none",
    "font.size": 10,
    "axes.grid": True,
    "axes.axisbelow": True,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "figure.constrained_layout.use": True,
}

PREFIX = "benchmark"


def draw(rows: Sequence[Row], plots: Sequence[Plot], folder: Path) -> Mapping[str, str]:
    """Draw the plots, and one of all rows that are compared with ours, into `folder`; file name -> title.

    Raises:
        ModuleNotFoundError: matplotlib is not installed.
    """
    pyplot: Any = import_module("matplotlib.pyplot")
    drawn: dict[str, str] = {}
    with pyplot.rc_context(STYLE):
        compared = {row.name.replace("`", ""): row.ratio for row in rows if row.ratio is not None}
        if compared:
            drawn |= _save(pyplot, _bars(pyplot, compared), folder, "compared", COMPARED)
        for plot in plots:
            drawn |= _save(pyplot, _lines(pyplot, plot), folder, plot.name, plot.title)
    return drawn


COMPARED = "How many times as long as the service for the same work"


def _bars(pyplot: Any, compared: Mapping[str, float]) -> Any:
    """The rows under each other, the service's own time a line at 1."""
    picture, axes = pyplot.subplots(figsize=(8, 0.9 + 0.45 * len(compared)))
    bars = axes.barh(list(compared), list(compared.values()))
    axes.bar_label(bars, fmt="%.3g", padding=4)
    axes.axvline(1, color="black")
    axes.grid(visible=False, axis="y")
    axes.set_xscale("log")
    axes.margins(x=0.15)
    axes.invert_yaxis()
    axes.set_xlabel("× ours")
    return picture


def _lines(pyplot: Any, plot: Plot) -> Any:
    picture, grid = pyplot.subplots(1, len(plot.panels), figsize=(4 * len(plot.panels), 3), squeeze=False)
    for axes, panel in zip(grid[0], plot.panels, strict=True):
        for name, values in panel.values.items():
            axes.plot(plot.x, values, marker="o", label=name)
        axes.set_xlabel(plot.x_label)
        axes.set_ylabel(panel.label)
        axes.set_ylim(bottom=0)
        axes.set_xticks(plot.x)
        if len(panel.values) > 1:
            axes.legend()
    return picture


def _save(pyplot: Any, picture: Any, folder: Path, name: str, title: str) -> dict[str, str]:
    file = f"{PREFIX}-{name}.svg"
    picture.suptitle(title)
    picture.savefig(folder / file, metadata={"Date": None})
    pyplot.close(picture)
    return {file: title}
