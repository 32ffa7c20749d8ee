"""8-bit layers against the model that they were made of, and against themselves on the same text cut otherwise."""

from pathlib import Path
from typing import Any

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch.nn import functional
from transformers import Gemma3ForCausalLM, Gemma3TextConfig, PreTrainedModel

from models.base import BaseModel
from models.int8 import Int8Layers, obstacle
from models.int8_weights import keep, kept, rounded
from models.layers import TransformersLayers

WINDOW = 24
LENGTH = 90


def _gemma(**changes: Any) -> PreTrainedModel:
    """A random model of Gemma 3 270M's shape of heads, with three narrow layers, two of them with a short window."""
    shape: dict[str, Any] = {
        "vocab_size": 300,
        "hidden_size": 96,
        "intermediate_size": 192,
        "num_hidden_layers": 3,
        "num_attention_heads": 4,
        "num_key_value_heads": 1,
        "head_dim": 256,
        "sliding_window": WINDOW,
        "layer_types": ["sliding_attention", "full_attention", "sliding_attention"],
    }
    config = Gemma3TextConfig(**shape | changes)
    torch.manual_seed(531)
    model: Any = Gemma3ForCausalLM(config)
    for parameter in model.parameters():
        parameter.data += 0.05 * torch.randn_like(parameter)
    return model.eval().requires_grad_(False)  # type: ignore[no-any-return]  # transformers leaves it untyped


GEMMA = _gemma()
TEXT = torch.randint(300, (LENGTH,), generator=torch.Generator().manual_seed(7)).tolist()

pytestmark = pytest.mark.skipif(obstacle(GEMMA) is not None, reason=f"no 8-bit integers here: {obstacle(GEMMA)}")


@pytest.fixture(scope="module")
def layers() -> Int8Layers:
    return Int8Layers(GEMMA, rounded(GEMMA, TEXT))


def test_states_are_those_of_the_model_but_for_the_rounding(layers: Int8Layers) -> None:
    exact = TransformersLayers(GEMMA).text(LENGTH).read(TEXT)
    rounded = layers.text(LENGTH).read(TEXT)
    assert rounded.shape == exact.shape
    assert functional.cosine_similarity(rounded, exact).min() > 0.99


def test_what_lies_behind_the_window_of_every_layer_has_no_effect() -> None:
    """Three layers that look back 24 tokens each reach back 69; the model's own full layer must see all."""
    model = _gemma(layer_types=["sliding_attention"] * 3)
    windowed = Int8Layers(model, rounded(model, TEXT))
    reach = 3 * (WINDOW - 1) + 1
    changed = [(TEXT[0] + 1) % 300, *TEXT[1:]]
    read, reread = (windowed.text(LENGTH).read(text) for text in (TEXT, changed))
    assert torch.equal(read[reach:], reread[reach:])
    assert not torch.equal(read[WINDOW], reread[WINDOW])


@settings(deadline=None, max_examples=60)
@given(st.lists(st.tuples(st.integers(1, 40), st.integers(0, 39)), min_size=1, max_size=12))
def test_however_a_text_is_cut_and_whatever_is_read_ahead_its_states_are_the_same_bits(
    layers: Int8Layers, cuts: list[tuple[int, int]]
) -> None:
    whole = layers.text(LENGTH).read(TEXT)
    text, position = layers.text(LENGTH), 0
    for length, ahead in cuts:
        unread = TEXT[position : position + length]
        wrong = [(token + 1) % 300 for token in TEXT[position + length : position + length + ahead]]
        if not unread:
            break
        states = text.read([*unread, *wrong])
        assert torch.equal(states[: len(unread)], whole[position : position + len(unread)])
        text.forget(len(wrong))
        position += len(unread)


def test_a_text_that_does_not_fit_is_refused_before_it_is_read(layers: Int8Layers) -> None:
    text = layers.text(32)
    text.read(TEXT[:30])
    with pytest.raises(IndexError, match="30 tokens and 3 more: there is room for 32"):
        text.read(TEXT[30:33])


def test_another_base_is_left_as_it_is(base: BaseModel) -> None:
    assert obstacle(base.model) == "the base model is not of Gemma 3 270M's shape"
    assert obstacle(_gemma(num_key_value_heads=2)) == "the base model is not of Gemma 3 270M's shape"


def test_kept_layers_give_the_same_bits(layers: Int8Layers, tmp_path: Path) -> None:
    file = tmp_path / "deep" / "kept.safetensors"
    keep(layers.layers, file, "key")
    again = kept(file, "key")
    assert again is not None
    assert torch.equal(Int8Layers(GEMMA, again).text(LENGTH).read(TEXT), layers.text(LENGTH).read(TEXT))


def test_layers_of_another_key_and_damaged_ones_are_not_taken(layers: Int8Layers, tmp_path: Path) -> None:
    file = tmp_path / "kept.safetensors"
    assert kept(file, "key") is None
    keep(layers.layers, file, "key")
    assert kept(file, "other") is None
    file.write_bytes(file.read_bytes()[:1000])
    assert kept(file, "key") is None
