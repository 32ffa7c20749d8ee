"""The bytes of every token, which the grammar needs; kept beside the base, because computing them is slow."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from zipfile import BadZipFile

import numpy as np
from llguidance import LLTokenizer, TokenizerWrapper
from llguidance.hf import from_tokenizer
from transformers import PreTrainedTokenizerFast

from program.errors import UnavailableError

FILE = "tokens.npz"
"""Arrays `bytes` (of all tokens, joined), `ends` (where each token ends in them), `special` (ids of special tokens)."""


def write(tokenizer: PreTrainedTokenizerFast, folder: Path) -> None:
    """Compute the bytes of every token and write them into `folder`."""
    known: LLTokenizer = from_tokenizer(tokenizer)
    tokens = [known.decode_bytes([token]) for token in range(known.vocab_size)]
    special = [token for token in range(known.vocab_size) if known.is_special_token(token)]
    joined = np.frombuffer(b"".join(tokens), dtype=np.uint8)
    np.savez(folder / FILE, bytes=joined, ends=np.cumsum([len(token) for token in tokens]), special=np.array(special))


def read(tokenizer: PreTrainedTokenizerFast, folder: Path) -> LLTokenizer:
    """The tokenizer in the form that the grammar needs: from the file in `folder`, else computed.

    Raises:
        UnavailableError: The file is damaged.
    """
    if not (folder / FILE).is_file():
        return from_tokenizer(tokenizer)
    try:
        with np.load(folder / FILE, allow_pickle=False) as content:
            joined, ends = content["bytes"].tobytes(), content["ends"].tolist()
            special = content["special"].tolist()
    except (OSError, KeyError, ValueError, BadZipFile) as error:
        raise UnavailableError(f"{folder / FILE} cannot be read: {error}; prepare the base again") from error
    tokens = [joined[start:end] for start, end in zip([0, *ends], ends, strict=False)]
    return LLTokenizer(TokenizerWrapper(_Tokens(tokenizer, tokens, special)), slices=[])


class _Tokens:
    """A tokenizer with the attributes that llguidance asks for."""

    def __init__(self, tokenizer: PreTrainedTokenizerFast, tokens: Sequence[bytes], special: Sequence[int]) -> None:
        self.tokens = tokens
        self.special_token_ids = special
        self.eos_token_id = tokenizer.eos_token_id
        self.bos_token_id = tokenizer.bos_token_id
        self._tokenizer = tokenizer.backend_tokenizer

    def __call__(self, text: str) -> list[int]:
        ids: list[int] = self._tokenizer.encode(text, add_special_tokens=False).ids
        return ids
