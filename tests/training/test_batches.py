"""The order of training: everything gets its turn, batches are of one length, and it is the same every time."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.base_model import BaseModel
from training.batches import IGNORED, Collator, Examples, order


class OfLengths:
    """Examples of these lengths in tokens."""

    def __init__(self, lengths: list[int]) -> None:
        self._lengths = lengths

    def __len__(self) -> int:
        return len(self._lengths)

    def __getitem__(self, index: int) -> dict[str, list[int]]:
        return {"input_ids": [0] * self._lengths[index]}


@settings(max_examples=50, deadline=None)
@given(
    lengths=st.lists(st.integers(1, 30), min_size=1, max_size=80),
    size=st.integers(1, 9),
    batches=st.integers(1, 40),
    seed=st.integers(0, 9),
)
def test_there_are_as_many_as_asked_for_and_none_is_favoured(
    lengths: list[int], size: int, batches: int, seed: int
) -> None:
    examples: Any = OfLengths(lengths)
    laid = order(examples, size, batches, seed)
    assert len(laid) == size * batches
    assert laid == order(examples, size, batches, seed)
    first_pass = laid[: len(lengths) // size * size]
    assert len(set(first_pass)) == len(first_pass), "nothing comes twice before the first pass is over"


def test_batches_hold_pairs_of_similar_length() -> None:
    lengths = [10, 100] * 30
    examples: Any = OfLengths(lengths)
    laid = order(examples, 6, 10, seed=1)
    assert all(len({lengths[index] for index in laid[start : start + 6]}) == 1 for start in range(0, 60, 6))
    assert [lengths[index] for index in laid] != sorted(lengths), "short and long ones take turns"


@pytest.mark.parametrize("seed", [1, 2])
def test_another_seed_is_another_order(seed: int) -> None:
    examples: Any = OfLengths(list(range(1, 60)))
    assert order(examples, 4, 14, seed) != order(examples, 4, 14, seed + 5)


def test_only_the_completion_and_the_end_are_learned(base: BaseModel) -> None:
    examples = Examples(base.tokenizer, [("lifter 1:", "85"), ("a", "squat and more")])
    batch = Collator(base.end_of_text)([examples[0], examples[1]])
    for row, (prompt, completion) in enumerate([("lifter 1:", "85"), ("a", "squat and more")]):
        labels = [label for label in batch["labels"][row].tolist() if label != IGNORED]
        assert labels[-1] == base.end_of_text
        assert base.tokenizer.decode(labels[:-1]) == completion
        read = batch["input_ids"][row][batch["attention_mask"][row].bool()].tolist()
        assert base.tokenizer.decode(read[:-1]) == prompt + completion


def test_other_ways_to_write_a_completion_are_rivals(base: BaseModel) -> None:
    examples = Examples(base.tokenizer, [("a", "squat")])
    vocabulary = base.tokenizer.get_vocab()
    rivals = examples.rivals()
    assert {vocabulary[piece] for piece in vocabulary if "squat".startswith(piece)} <= rivals
    assert base.end_of_text in rivals
    assert vocabulary["z"] not in rivals
