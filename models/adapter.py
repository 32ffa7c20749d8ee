"""One agent's LoRA adapter: its files, and the base's layers with the adapter merged in.

Each adapter gets a merged copy of the layers, because switching adapters on one model is not safe with threads, and
merged layers are faster. The vocabulary, which is most of the memory, stays shared.

An adapter's folder holds `adapter_model.safetensors` (bf16) and `adapter_config.json` as PEFT writes them, and
`prompt.json`: the template of the prompts that it was trained with, and the base's name and identity.
"""

from __future__ import annotations

import json
import threading
import warnings
from collections.abc import Mapping
from pathlib import Path
from typing import Any, cast

from safetensors import SafetensorError
from transformers import PreTrainedModel

from models.base_files import NamedBase
from models.base_model import BaseModel
from program.errors import UnavailableError

WEIGHTS = "adapter_model.safetensors"
CONFIG = "adapter_config.json"
PROMPT = "prompt.json"

_WARNING_FILTERS = threading.Lock()
"""Held while the process's warning filters are changed: one thread would restore what another has set."""


def trained_with(folder: Path) -> Mapping[str, Any]:
    """All that `prompt.json` says of the adapter in `folder`. Raises UnavailableError where it cannot be read."""
    content: Mapping[str, Any] = _prompt(folder)
    return content


def files(base: NamedBase, folder: Path) -> tuple[Path, Path]:
    """The files of the adapter in `folder`: its configuration and its weights.

    Raises:
        UnavailableError: A file is missing, or the adapter was trained on another base.
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

    Several threads may load adapters at once.

    Raises:
        UnavailableError: The adapter is missing or damaged, or was trained on another base.
    """
    from peft import PeftConfig, PeftModelForCausalLM  # takes half a second, and rounded layers are kept without it

    files(base, folder)
    model: Any = base.copy_of_layers()
    try:
        with _WARNING_FILTERS, warnings.catch_warnings():
            warnings.filterwarnings("ignore", message=".*is_gradient_checkpointing", category=FutureWarning)
            adapted: Any = PeftModelForCausalLM(model, PeftConfig.from_pretrained(str(folder)))
        device = str(model.device)
        loaded = adapted.load_adapter(str(folder), "default", torch_device=device, local_files_only=True)
        if loaded.missing_keys:
            raise KeyError(f"the weights {loaded.missing_keys[0]} are missing")
        _merge(adapted)
        merged: Any = adapted.unload()
    except (OSError, ValueError, KeyError, TypeError, RuntimeError, SafetensorError) as error:
        raise UnavailableError(f"the adapter in {folder} is damaged ({error}): train it, or put it back") from error
    merged.eval().requires_grad_(False)
    return cast("PreTrainedModel", merged)


def _merge(adapted: Any) -> None:
    """Add the adapter to the weights of its base: in fp64, where what processors add in another order is rounded away.

    PEFT's own way multiplies in the weights' type, and gives other last bits on other processors.
    """
    from peft.tuners.lora import Linear

    for module in adapted.modules():
        if isinstance(module, Linear):
            one: Any = module  # PEFT leaves the parts of its layers untyped
            down, up = one.lora_A["default"].weight.double(), one.lora_B["default"].weight.double()
            weight = one.base_layer.weight
            merged = weight.double() + up @ down * one.scaling["default"]
            if not merged.isfinite().all():
                raise ValueError("its weights are not finite")
            weight.data = merged.to(weight.dtype)


def _prompt(folder: Path) -> Any:
    """The content of `prompt.json`, at least {"template", "base": {"name", "identity"}}."""
    path = folder / PROMPT
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        if not {"template", "base"} <= content.keys() or not {"name", "identity"} <= content["base"].keys():
            raise ValueError("expected template, base.name and base.identity")
    except FileNotFoundError as error:
        raise UnavailableError(f"there is no adapter in {folder} ({PROMPT} is missing): train it first") from error
    except (OSError, ValueError, AttributeError) as error:
        raise UnavailableError(f"{path} is damaged ({error}): train the adapter, or put the file back") from error
    return content
