"""A new agent's files, ready to run: the agent, its test, its dataset's place, and its line in the list of agents."""

import ast
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
    """Write a new agent that can run at once.

    Args:
        name: Of the agent, its module and its dataset: a Python name of the letters a to z, digits and _.
        kind: Whether code decides or a model.
        root: The folder of the project.

    Returns:
        The files that were written, the one to edit first.

    Raises:
        RequestError: The name cannot be one, or is taken.
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
        text = Template((TEMPLATES / template).read_text(encoding="utf-8"))
        file.write_text(text.substitute(values), encoding="utf-8")
    return list(files)


def _imported(source: str) -> set[str]:
    """The names that a module imports out of others."""
    imports = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.ImportFrom)]
    return {alias.asname or alias.name for node in imports for alias in node.names}


def _list(registry: Path, name: str, title: str) -> None:
    """Name the agent in the list of agents, as the last."""
    lines = registry.read_text(encoding="utf-8").splitlines()
    imports = [index for index, line in enumerate(lines) if line.startswith("from agents.")]
    new = f"from agents.{name} import {title}"
    lines.insert(next((index for index in imports if lines[index] > new), imports[-1] + 1), new)
    [place] = [index for index, line in enumerate(lines) if line.startswith("AGENTS: ")]
    lines[place] = f"{lines[place].removesuffix(')').rstrip(', ')}, {title}())"
    registry.write_text("\n".join(lines) + "\n", encoding="utf-8")
