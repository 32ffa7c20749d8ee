"""The datasets, generated once for all tests of this folder."""

from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from data import generate

Rows = Callable[[str, str], list[dict[str, Any]]]
"""The rows of a dataset's part, by the names of both."""


@pytest.fixture(scope="session")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder into which all datasets are written."""
    folder = tmp_path_factory.mktemp("datasets")
    generate.write(folder)
    return folder


@pytest.fixture(scope="session")
def rows(written: Path) -> Rows:
    return cache(lambda name, part: generate.read(name, part, written))
