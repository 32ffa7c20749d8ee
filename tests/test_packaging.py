"""What a wheel holds: every module, and every file that a module reads."""

import tomllib
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
SETUPTOOLS: Any = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["setuptools"]
FOLDERS = ("program", "models", "agents", "graph", "service", "training", "api")
"""What a service needs: `data` and `bench` stay behind."""

READ = {".csv", ".toml", ".ttf", ".txt", ".safetensors"}
"""Kinds of files that modules read."""


def test_every_package_is_listed() -> None:
    there = {
        ".".join(file.parent.relative_to(ROOT).parts)
        for folder in (*FOLDERS, "data", "bench")
        for file in (ROOT / folder).rglob("__init__.py")
    }
    assert there == set(SETUPTOOLS["packages"])


def test_every_file_that_a_module_reads_comes_along() -> None:
    packed = {
        file
        for package, patterns in SETUPTOOLS["package-data"].items()
        for pattern in patterns
        for file in (ROOT / package.replace(".", "/")).glob(pattern)
    }
    read = {
        file
        for folder in FOLDERS
        for file in (ROOT / folder).rglob("*")
        if file.suffix in READ or file.name in ("adapter_config.json", "prompt.json")
    }
    assert read - packed == set()
