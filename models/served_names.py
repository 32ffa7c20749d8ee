"""What a model server calls the adapters: the name and a hash of the weights, so that old weights are not found."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from models import adapter
from program.errors import UnavailableError

_DIGITS = 8


@dataclass(frozen=True, slots=True)
class _Base:
    """A base as an adapter names it, which need not be on this machine."""

    name: str
    identity: str


def served_names(folders: Mapping[str, Path]) -> dict[str, str]:
    """What the server must call each adapter, such as `task1-1a2b3c4d`, by the adapter's name.

    The digits are from a SHA-256 over the base's identity, `adapter_config.json` and `adapter_model.safetensors`.

    Args:
        folders: Folder of each adapter, by the adapter's name.

    Raises:
        UnavailableError: A file is missing or cannot be read, or two adapters were trained on different bases.
    """
    names: dict[str, str] = {}
    base: _Base | None = None
    for name, folder in folders.items():
        if base is None:
            trained_on = adapter.trained_with(folder)["base"]
            base = _Base(trained_on["name"], trained_on["identity"])
        digest = hashlib.sha256(base.identity.encode())
        for file in adapter.files(base, folder):
            try:
                digest.update(file.read_bytes())
            except OSError as error:
                raise UnavailableError(f"{file} cannot be read ({error}): put it back, or train it again") from error
        names[name] = f"{name}-{digest.hexdigest()[:_DIGITS]}"
    return names
