"""Pairs of text as batches of tokens, in an order that is decided before training."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import torch
from torch.utils.data import Dataset
from transformers import PreTrainedTokenizerFast

Pairs = Sequence[tuple[str, str]]
"""(prompt, completion): what the model reads and what it should answer, without the end of text."""

GROUP = 20
"""Batches whose pairs are sorted by length together: little padding, and the order is still mostly random."""

WINDOW = 24
"""Characters in which other ways to cut the text into tokens are looked for; few tokens are longer."""

IGNORED = -100
"""Label of a position that is not part of the completion (the value that PyTorch's losses skip)."""


class Examples(Dataset[dict[str, list[int]]]):
    """Prompt and completion as token ids, followed by the end of text; only the completion has labels."""

    def __init__(self, tokenizer: PreTrainedTokenizerFast, pairs: Pairs) -> None:
        self._tokenizer = tokenizer
        self.rows: list[dict[str, list[int]]] = []
        for prompt, completion in pairs:
            # Tokenized apart, as in decoding, where the answer continues a prompt that is tokenized already.
            before = list(tokenizer(prompt)["input_ids"])
            after = [*tokenizer(completion, add_special_tokens=False)["input_ids"], tokenizer.eos_token_id]
            self.rows.append({"input_ids": before + after, "labels": [IGNORED] * len(before) + after})

    def __len__(self) -> int:
        return len(self.rows)

    def __getitem__(self, index: int) -> dict[str, list[int]]:
        return self.rows[index]

    def rivals(self) -> set[int]:
        """Ids of the tokens that training should tell apart: all that occur, and all that could be in their place.

        The text of a completion can be cut into tokens in other ways, `squ-at` as `squa-t` or byte by byte. A grammar
        allows them all, but the model learns the tokenizer's own way alone, and forced tokens follow it.
        """
        vocabulary = self._tokenizer.get_vocab()
        found = {token for row in self.rows for token in row["input_ids"]}
        found.update(vocabulary[name] for name in (f"<0x{byte:02X}>" for byte in range(256)) if name in vocabulary)
        windows: set[str] = set()
        for row in self.rows:
            names = self._tokenizer.convert_ids_to_tokens([token for token in row["labels"] if token != IGNORED])
            windows.update("".join(names[start : start + WINDOW])[:WINDOW] for start in range(len(names)))
        pieces = {window[:end] for window in windows for end in range(1, len(window) + 1)}
        return found | {vocabulary[piece] for piece in pieces if piece in vocabulary}


@dataclass(frozen=True, slots=True)
class Collator:
    """Rows of one batch, padded on the right to the longest."""

    padding: int

    def __call__(self, rows: Sequence[Mapping[str, Sequence[int]]]) -> dict[str, torch.Tensor]:
        """Tensors of shape rows x longest: `input_ids`, `attention_mask` and `labels`."""
        width = max(len(row["input_ids"]) for row in rows)

        def stack(key: str, padding: int) -> torch.Tensor:
            return torch.tensor([[*row[key], *[padding] * (width - len(row[key]))] for row in rows])

        lengths = torch.tensor([len(row["input_ids"]) for row in rows])
        mask = (torch.arange(width)[None, :] < lengths[:, None]).long()
        return {
            "input_ids": stack("input_ids", self.padding),
            "attention_mask": mask,
            "labels": stack("labels", IGNORED),
        }


def order(examples: Examples, batch_size: int, batches_in_all: int, seed: int) -> list[int]:
    """Indices of the examples in the order of the whole run: batches of similar length, in random order.

    The order is known beforehand, so a resumed run needs only the number of its step to go on in the same order.
    """
    chance = random.Random(seed)
    size = min(batch_size, len(examples))
    ordered: list[int] = []
    while len(ordered) < batches_in_all * batch_size:
        shuffled = chance.sample(range(len(examples)), len(examples))
        batches: list[list[int]] = []
        for start in range(0, len(shuffled), GROUP * size):
            group = sorted(shuffled[start : start + GROUP * size], key=lambda index: len(examples[index]["input_ids"]))
            # Examples that do not fill a batch wait for the next shuffle: a short batch would shift all later ones.
            batches += [group[first : first + size] for first in range(0, len(group) - size + 1, size)]
        chance.shuffle(batches)
        ordered += [index for batch in batches for index in batch]
    return ordered[: batches_in_all * batch_size]
