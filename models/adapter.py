"""One agent's LoRA adapter, merged into a copy of the base's layers.

A merged copy each, instead of switching adapters on one model: switching is not safe with threads, and merged layers
are faster. The vocabulary, most of the memory, stays shared.

An adapter's folder holds `adapter_model.safetensors` (bf16) and `adapter_config.json` as PEFT writes them, and
`prompt.json`: the template that its prompts were made with, and name and identity of the base.
"""

from __future__ import annotations

import json
import warnings
from collections.abc import Mapping
from pathlib import Path
from typing import Any, cast

from safetensors import SafetensorError
from transformers import PreTrainedModel

from models.base_model import BaseModel
from program.errors import UnavailableError

WEIGHTS = "adapter_model.safetensors"
CONFIG = "adapter_config.json"
PROMPT = "prompt.json"


def trained_with(folder: Path) -> Mapping[str, Any]:
    """All that `prompt.json` says of the adapter in `folder`. Raises UnavailableError where it cannot be read."""
    content: Mapping[str, Any] = _prompt(folder)
    return content


def files(base: BaseModel, folder: Path) -> tuple[Path, Path]:
    """What makes the adapter in `folder`: its configuration and its weights.

    Raises UnavailableError for a missing adapter and for one trained on another base.
    """
    trained_on = _prompt(folder)["base"]
    if trained_on["identity"] != base.identity:
        raise UnavailableError(
            f"the adapter in {folder} was trained on {trained_on['name']} ({trained_on['identity'][:12]}), "
            f"this base is {base.name} ({base.identity[:12]}): train the adapter again, or choose the base it fits"
        )
    for name in (CONFIG, WEIGHTS):
        if not (folder / name).is_file():
            raise UnavailableError(f"the adapter in {folder} has no {name}: train it, or put its files back")
    return folder / CONFIG, folder / WEIGHTS


def load(base: BaseModel, folder: Path) -> PreTrainedModel:
    """A model that answers like `base` with the adapter in `folder`; `base` itself stays as it was.

    Raises UnavailableError for a missing or damaged adapter and for one trained on another base.
    """
    from peft import PeftModel  # takes half a second, and is not needed where layers in 8-bit integers are kept

    files(base, folder)
    model: Any = base.copy_of_layers()
    try:
        with warnings.catch_warnings():
            warnings.filterwarnings("error", message="Found missing adapter keys")
            warnings.filterwarnings("ignore", message=".*is_gradient_checkpointing", category=FutureWarning)
            adapted: Any = PeftModel.from_pretrained(
                model, str(folder), torch_device=str(model.device), low_cpu_mem_usage=True, local_files_only=True
            )
        merged: Any = adapted.merge_and_unload(safe_merge=True)
    except (OSError, ValueError, KeyError, TypeError, RuntimeError, UserWarning, SafetensorError) as error:
        raise UnavailableError(f"the adapter in {folder} is damaged ({error}): train it, or put it back") from error
    merged.eval().requires_grad_(False)
    return cast("PreTrainedModel", merged)


def _prompt(folder: Path) -> Any:
    """What `prompt.json` says, at least {"template", "base": {"name", "identity"}}."""
    path = folder / PROMPT
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        if not {"template", "base"} <= content.keys() or not {"name", "identity"} <= content["base"].keys():
            raise ValueError("template, base.name and base.identity are expected")
    except FileNotFoundError as error:
        raise UnavailableError(f"there is no adapter in {folder} ({PROMPT} is missing): train it first") from error
    except (OSError, ValueError, AttributeError) as error:
        raise UnavailableError(f"{path} is damaged ({error}): train the adapter, or put the file back") from error
    return content
