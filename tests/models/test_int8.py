"""8-bit layers against the model that they were made of, and against themselves on the same text cut otherwise."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from safetensors.torch import load_file, save_file
from torch.nn import functional
from transformers import Gemma3ForCausalLM, Gemma3TextConfig, PreTrainedModel

from models.base_model import BaseModel
from models.engine import kernels, rounding
from models.engine.int8 import Int8Layers, obstacle
from models.engine.int8_weights import LayerWeights, keep, kept, kept_or_made
from models.engine.layers import TransformersLayers
from models.engine.rounding import key_of, rounded

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

here = pytest.mark.skipif(obstacle(GEMMA) is not None, reason=f"no 8-bit integers here: {obstacle(GEMMA)}")


@pytest.fixture(scope="module", params=kernels.kernels(), ids=lambda one: one.name)
def layers(request: pytest.FixtureRequest) -> Int8Layers:
    """Layers computed by each kernel that runs on this machine."""
    return Int8Layers(GEMMA, rounded(GEMMA, TEXT, request.param), request.param)


@here
def test_states_are_those_of_the_model_but_for_the_rounding(layers: Int8Layers) -> None:
    exact = TransformersLayers(GEMMA).text(LENGTH).read(TEXT)
    read = layers.text(LENGTH).read(TEXT)
    assert read.shape == exact.shape
    assert functional.cosine_similarity(read, exact).min() > 0.99


@here
def test_every_kernel_gives_the_same_bits(layers: Int8Layers) -> None:
    fastest = kernels.kernel()
    expected = Int8Layers(GEMMA, rounded(GEMMA, TEXT, fastest), fastest).text(LENGTH).read(TEXT)
    assert torch.equal(layers.text(LENGTH).read(TEXT), expected)


@here
def test_what_lies_behind_the_window_of_every_layer_has_no_effect() -> None:
    """Three layers that look back 24 tokens each, their own the last, reach back 69."""
    model = _gemma(layer_types=["sliding_attention"] * 3)
    windowed = Int8Layers(model, rounded(model, TEXT))
    reach = 3 * (WINDOW - 1) + 1
    changed = [(TEXT[0] + 1) % 300, *TEXT[1:]]
    read, reread = (windowed.text(LENGTH).read(text) for text in (TEXT, changed))
    assert torch.equal(read[reach:], reread[reach:])
    assert not torch.equal(read[reach - 1], reread[reach - 1])


@here
def test_inputs_that_grow_large_are_smoothed(monkeypatch: pytest.MonkeyPatch) -> None:
    model: Any = _gemma()
    for layer in model.base_model.layers:
        layer.input_layernorm.weight[:4] += 60
        layer.pre_feedforward_layernorm.weight[:4] += 60
    exact = TransformersLayers(model).text(LENGTH).read(TEXT)

    def error() -> float:
        return float((Int8Layers(model, rounded(model, TEXT)).text(LENGTH).read(TEXT) - exact).abs().mean())

    smoothed = error()
    monkeypatch.setattr(rounding, "_factors", lambda largest, _: torch.ones_like(largest))
    assert smoothed < 0.75 * error()


@here
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


@here
def test_texts_read_by_several_threads_do_not_touch_each_other(layers: Int8Layers) -> None:
    whole = layers.text(LENGTH).read(TEXT)
    with ThreadPoolExecutor(4) as threads:
        read = threads.map(lambda _: layers.text(LENGTH).read(TEXT), range(12))
        assert all(torch.equal(states, whole) for states in read)


@here
def test_what_does_not_fit_is_refused_before_it_is_read(layers: Int8Layers) -> None:
    text = layers.text(30)
    text.read(TEXT[:29])
    with pytest.raises(IndexError, match="29 tokens and 2 more: there is room for 30"):
        text.read(TEXT[29:31])
    with pytest.raises(IndexError, match="30 tokens cannot be taken back: 29 were read"):
        text.forget(30)
    with pytest.raises(IndexError, match="expected at most 4096"):
        layers.text(4097)


@here
def test_weights_of_another_shape_are_refused(layers: Int8Layers) -> None:
    with pytest.raises(ValueError, match="not the 3 layers of a model of width 96"):
        Int8Layers(GEMMA, layers.layers[:2])
    other = replace(layers.layers[0], down=layers.layers[0].output)
    with pytest.raises(ValueError, match="not the 3 layers"):
        Int8Layers(GEMMA, [other, *layers.layers[1:]])


@pytest.mark.parametrize(
    "changes",
    [{"num_key_value_heads": 2}, {"attention_bias": True}, {"attn_logit_softcapping": 5.0}, {"head_dim": 128}],
)
def test_a_model_that_computes_otherwise_is_left_as_it_is(changes: dict[str, Any]) -> None:
    assert obstacle(_gemma(**changes)) == "the base model is not of Gemma 3 270M's shape"


def test_another_base_and_odd_widths_are_left_as_they_are(base: BaseModel) -> None:
    assert obstacle(base.model) == "the base model is not of Gemma 3 270M's shape"
    assert obstacle(_gemma(hidden_size=100)) == "the base model's widths are no multiples of 16"


def test_without_compiled_functions_the_model_computes_as_before(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(torch.cpu, "_is_avx2_supported", lambda: True)
    monkeypatch.setattr(kernels, "kernels", tuple)
    assert "run `make setup`" in (obstacle(GEMMA) or "")


@here
def test_kept_layers_give_the_same_bits_and_are_made_once(layers: Int8Layers, tmp_path: Path) -> None:
    file = tmp_path / "deep" / "kept.safetensors"
    made = []

    def make() -> list[LayerWeights]:
        made.append(1)
        return layers.layers

    with ThreadPoolExecutor(4) as threads:
        for again in threads.map(lambda _: kept_or_made(file, "key", make), range(4)):
            assert torch.equal(
                Int8Layers(GEMMA, again, layers.kernel).text(LENGTH).read(TEXT), layers.text(LENGTH).read(TEXT)
            )
    assert len(made) == 1
    kept_or_made(file, "other", make)
    assert len(made) == 2


@here
def test_layers_that_cannot_be_kept_are_made_every_time(
    layers: Int8Layers, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "file").write_text("no folder")
    file = tmp_path / "file" / "kept.safetensors"
    assert kept_or_made(file, "key", lambda: layers.layers) is layers.layers
    assert "cannot be kept" in caplog.text


@here
@pytest.mark.parametrize("damage", ["header", "no tensors", "one missing"])
def test_damaged_layers_are_not_taken(layers: Int8Layers, tmp_path: Path, damage: str) -> None:
    file = tmp_path / "kept.safetensors"
    keep(layers.layers, file, "key")
    assert kept(file, "key") is not None
    tensors = load_file(file)
    if damage == "header":
        file.write_bytes(file.read_bytes()[:1000])
    else:
        tensors.pop("1.down.scales")
        save_file(tensors if damage == "one missing" else {}, file, metadata={"key": "key"})
    assert kept(file, "key") is None


def test_what_is_kept_is_known_by_all_that_it_was_made_of(tmp_path: Path) -> None:
    for name in ("config", "weights"):
        (tmp_path / name).write_text(name)
    files = (tmp_path / "config", tmp_path / "weights")
    keys = {key_of("base", torch.bfloat16, files), key_of("other", torch.bfloat16, files)}
    keys |= {key_of("base", torch.float32, files), key_of("base", torch.bfloat16, ())}
    (tmp_path / "config").write_text("changed")
    assert len(keys | {key_of("base", torch.bfloat16, files)}) == 5
