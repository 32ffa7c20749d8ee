"""A base model's files: which base they are, and whether they can be used, without reading the weights."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Protocol, cast

from safetensors import SafetensorError, safe_open
from transformers import AutoConfig, AutoTokenizer, PreTrainedTokenizerFast

from program.errors import UnavailableError

RECORD = "base.json"
"""Written beside the weights of a base that `prepare_base` made: its name, identity and source."""

_INDEX = "model.safetensors.index.json"
"""Beside weights in several files: which file holds which tensor."""

_VOCABULARIES = ("tokenizer.json", "tokenizer.model", "vocab.json", "vocab.txt")
"""Files that can hold a tokenizer's vocabulary. Without any, transformers makes a tokenizer of a few tokens."""


class NamedBase(Protocol):
    """Which base something is."""

    @property
    def name(self) -> str:
        """What people call it: `gemma-3-270m`, a folder's name, or a name on the model hub."""
        ...

    @property
    def identity(self) -> str:
        """SHA-256 (hex) over its weights: an adapter only fits the base that it was trained on."""
        ...


@dataclass(frozen=True)
class BaseFiles:
    """A folder with a base model: config.json, weights in safetensors and a tokenizer."""

    folder: Path
    called: str | None = None
    """The name to use; None: the one in `base.json`, else the folder's."""

    @property
    def name(self) -> str:
        """As `NamedBase.name`. Raises UnavailableError where `base.json` is damaged."""
        return self.called or str(self._record.get("name", self.folder.name))

    @cached_property
    def identity(self) -> str:
        """As `NamedBase.identity`: from `base.json`, else computed from all weights (about a second per GB).

        Raises:
            UnavailableError: A file cannot be read.
        """
        try:
            return str(self._record.get("identity") or weights_sha256(self.folder))
        except OSError as error:
            raise self.damaged(error) from error

    @property
    def made_here(self) -> bool:
        """Whether `prepare_base` made this folder."""
        return (self.folder / RECORD).exists()

    @cached_property
    def _record(self) -> dict[str, Any]:
        """The content of `base.json`; empty where there is none."""
        path = self.folder / RECORD
        try:
            record = json.loads(path.read_text(encoding="utf-8")) if self.made_here else {}
        except (OSError, ValueError) as error:
            raise self.damaged(f"{RECORD}: {error}") from error
        if not isinstance(record, dict):
            raise self.damaged(f"{RECORD} is not a JSON object")
        return record

    def check(self) -> None:
        """Check all that can be checked without reading the weights.

        Raises:
            UnavailableError: Weights or tokenizer are missing, damaged, or do not belong together.
        """
        self.check_weights()
        _ = self.tokenizer

    def check_weights(self) -> None:
        """Check that there is a model and that its weights are complete; only the files' headers are read.

        Raises:
            UnavailableError: config.json or the weights are missing, cut off or damaged.
        """
        weights = sorted(self.folder.glob("*.safetensors"))
        if not (self.folder / "config.json").is_file() or not weights:
            raise UnavailableError(
                f"{self.called or self.folder} holds no model that can be read: expected config.json and *.safetensors "
                "(pickled weights are refused); convert it, or choose another base"
            )
        for file in {*weights, *self._indexed()}:
            try:
                with safe_open(file, "pt"):  # compares the sizes in the header with the size of the file
                    pass
            except (OSError, SafetensorError) as error:
                raise self.damaged(f"{file.name}: {error}") from error

    def _indexed(self) -> set[Path]:
        """The files that the index of weights names; none where the weights are in one file."""
        path = self.folder / _INDEX
        try:
            index = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {"weight_map": {}}
            return {self.folder / name for name in index["weight_map"].values()}
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
            raise self.damaged(f"{_INDEX}: {error}") from error

    @cached_property
    def tokenizer(self) -> PreTrainedTokenizerFast:
        """The tokenizer, checked against the model's vocabulary.

        Raises:
            UnavailableError: There is none that can be used, or it has tokens that the model does not know.
        """
        tokenizer = self._read_tokenizer()
        if tokenizer.eos_token_id is None:
            raise UnavailableError(
                f"the tokenizer in {self.folder} has no token that ends a text (eos_token): expected one; "
                "set it in tokenizer_config.json, or choose another base"
            )
        # Added tokens may lie beyond the model's vocabulary: they are only read where a prompt holds them.
        if tokenizer.vocab_size > (known := self._vocabulary_size()):
            raise UnavailableError(
                f"the tokenizer in {self.folder} has {tokenizer.vocab_size} tokens, the model knows {known}: "
                "expected a model that knows all of them; put the model's own tokenizer there, or choose another base"
            )
        return tokenizer

    def _read_tokenizer(self) -> PreTrainedTokenizerFast:
        try:
            if not any((self.folder / name).is_file() for name in _VOCABULARIES):
                raise FileNotFoundError(f"there is none of {', '.join(_VOCABULARIES)}")
            tokenizer: Any = self._prepared_tokenizer() if self.made_here else self._foreign_tokenizer()
        except UnavailableError:
            raise
        except Exception as error:  # the tokenizers library raises a plain Exception for a damaged file
            raise UnavailableError(
                f"the tokenizer in {self.folder} cannot be read: {error}; put the model's own tokenizer.json and "
                "tokenizer_config.json there, or choose another base"
            ) from error
        if not isinstance(tokenizer, PreTrainedTokenizerFast):
            raise UnavailableError(
                f"the tokenizer in {self.folder} is a {type(tokenizer).__name__}: expected a fast one, with a "
                "tokenizer.json; convert it, or choose another base"
            )
        # The first call would switch off a limit or padding that tokenizer.json sets: not safe beside other threads.
        backend: Any = tokenizer.backend_tokenizer
        backend.no_truncation()
        backend.no_padding()
        return tokenizer

    def _foreign_tokenizer(self) -> Any:
        return AutoTokenizer.from_pretrained(self.folder, trust_remote_code=False)

    def _prepared_tokenizer(self) -> PreTrainedTokenizerFast:
        """The tokenizer of a base that `prepare_base` made, in less than half the time that AutoTokenizer takes."""
        # AutoTokenizer also takes Gemma's vocabulary apart and joins it again, which changes nothing.
        config = json.loads((self.folder / "tokenizer_config.json").read_text(encoding="utf-8"))
        special = {name: config[name] for name in ("bos_token", "eos_token", "pad_token", "unk_token")}
        fast: Any = PreTrainedTokenizerFast
        return cast("PreTrainedTokenizerFast", fast(tokenizer_file=str(self.folder / "tokenizer.json"), **special))

    def _vocabulary_size(self) -> int:
        """How many tokens the model knows."""
        try:
            config: Any = AutoConfig.from_pretrained(self.folder, trust_remote_code=False)
            return int(config.get_text_config().vocab_size)
        except (OSError, ValueError, KeyError, AttributeError) as error:
            raise self.damaged(f"config.json: {error}") from error

    def damaged(self, reason: object) -> UnavailableError:
        """The error for files that cannot be used."""
        remedy = "delete the folder and prepare the base again" if self.made_here else "copy or fetch it again"
        return UnavailableError(f"the base model in {self.folder} is damaged: {reason}; {remedy}")


def weights_sha256(folder: Path) -> str:
    """SHA-256 (hex) over the safetensors files in `folder`, in the order of their names. Raises OSError."""
    digest = hashlib.sha256()
    for file in sorted(folder.glob("*.safetensors")):
        with file.open("rb") as content:
            while block := content.read(1 << 20):
                digest.update(block)
    return digest.hexdigest()
