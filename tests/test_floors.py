"""The floors of the house: a folder imports only from the folders below it, and no imports run in a circle."""

import ast
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
FLOORS = ("program", "data", "models", "agents", "graph", "service", "training", "api", "bench")
"""From the ground up. `models` and `agents` know nothing of `data`: see BESIDE."""

BESIDE = {"models": {"data"}, "agents": {"data"}, "graph": {"data"}, "service": {"data"}}
"""Floors below that a floor may not use all the same: what answers requests needs no dataset."""

MODULES = {
    ".".join(file.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): file
    for floor in FLOORS
    for file in (ROOT / floor).rglob("*.py")
}


def imported(module: str) -> set[str]:
    """The project's modules that a module imports when it is imported, or later in one of its functions."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(MODULES[module].read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            parts = {f"{node.module}.{alias.name}" for alias in node.names}
            found.update(parts if parts & MODULES.keys() else {node.module})
    return {name for name in found if name in MODULES and name != module}


@pytest.mark.parametrize("floor", FLOORS)
def test_a_floor_imports_only_from_floors_below_it(floor: str) -> None:
    below = set(FLOORS[: FLOORS.index(floor)]) - BESIDE.get(floor, set())
    upward = {
        f"{module} imports {other}"
        for module in MODULES
        if module.split(".")[0] == floor
        for other in imported(module)
        if other.split(".")[0] not in {floor, *below}
    }
    assert upward == set()


def test_no_module_imports_itself_in_a_circle() -> None:
    TopologicalSorter({module: imported(module) for module in MODULES}).prepare()
