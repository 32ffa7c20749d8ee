"""Writes a new agent, ready to run: its module, its test, its dataset's page, and its line in the list of agents."""

import ast
import itertools
import keyword
import re
from pathlib import Path
from string import Template
from typing import Literal

from agents.order import RESERVED
from agents.registry import agent_names
from program.errors import RequestError

ROOT = Path(__file__).resolve().parent.parent
TEMPLATES = Path(__file__).parent / "templates"

Kind = Literal["code", "model"]

_ANSWERS: dict[Kind, str] = {"code": "agent.answer(inputs)", "model": "agent.fallback(inputs)"}


def write_agent(name: str, kind: Kind, root: Path = ROOT) -> list[Path]:
    """Writes the files of a new agent that can run at once.

    Args:
        name: Name of the agent, its module and its dataset: a Python name of the letters a to z, digits and _.
        kind: `code` if plain code answers, `model` if a model does.
        root: The project's folder.

    Returns:
        The files that were written; the first is the one to edit.

    Raises:
        RequestError: The name cannot be used or is taken, or one of the files exists.
    """
    title = "".join(word.capitalize() for word in name.split("_"))
    if not re.fullmatch("[a-z][a-z0-9_]*", name) or keyword.iskeyword(name) or keyword.iskeyword(title):
        raise RequestError(
            f"{name!r} can be no agent's name: expected a Python name of the letters a to z, digits and _ that begins "
            "with a letter, such as cool_down"
        )
    if name in RESERVED or name in agent_names():
        raise RequestError(f"{name} is taken: choose another name")
    registry = root / "agents" / "__init__.py"
    values = {"name": name, "title": title, "answer": _ANSWERS[kind]}
    for file in (registry, TEMPLATES / f"{kind}.py.txt"):
        if title in _imported(Template(file.read_text(encoding="utf-8")).safe_substitute(values)):
            raise RequestError(f"the class of {name} would be called {title}, as another is: choose another name")
    files = {
        root / "agents" / f"{name}.py": f"{kind}.py.txt",
        root / "tests" / "agents" / f"test_{name}.py": "test.py.txt",
        root / "data" / name / "README.md": "dataset.md.txt",
    }
    for file in files:
        if file.exists():
            raise RequestError(f"{file.relative_to(root)} is there already: choose another name, or delete it")
    _list(registry, name, title)
    for file, template in files.items():
        file.parent.mkdir(parents=True, exist_ok=True)
        text = Template((TEMPLATES / template).read_text(encoding="utf-8")).substitute(values)
        file.write_text(text if file.suffix != ".py" else _sorted_imports(text), encoding="utf-8")
    return list(files)


def _imported(source: str) -> set[str]:
    """Returns the names that a module imports with `from … import`."""
    imports = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.ImportFrom)]
    return {alias.asname or alias.name for node in imports for alias in node.names}


def _list(registry: Path, name: str, title: str) -> None:
    """Adds the agent to the list of agents, as the last."""
    lines = registry.read_text(encoding="utf-8").splitlines()
    imports = [index for index, line in enumerate(lines) if line.startswith("from agents.")]
    lines.insert(imports[-1] + 1, f"from agents.{name} import {title}")
    [place] = [index for index, line in enumerate(lines) if line.startswith("AGENTS: ")]
    lines[place] = f"{lines[place].removesuffix(')').rstrip(', ')}, {title}())"
    registry.write_text(_sorted_imports("\n".join(lines) + "\n"), encoding="utf-8")


def _sorted_imports(source: str) -> str:
    """Returns the module with each block of `from … import …` lines in the order that ruff expects."""
    lines: list[str] = []
    for is_import, group in itertools.groupby(source.splitlines(keepends=True), _is_import):
        block = list(group)
        lines += sorted(block, key=_import_key) if is_import else block
    return "".join(lines)


def _is_import(line: str) -> bool:
    return line.startswith("from ") and " import " in line and not line.endswith("(\n")


def _import_key(line: str) -> list[tuple[int, str]]:
    """Sorts by module, and the numbers in its name by value: `agents.day2` before `agents.day10`."""
    module = line.removeprefix("from ").partition(" import ")[0]
    return [(int(part), "") if part.isdigit() else (-1, part) for part in re.split(r"(\d+)", module)]
