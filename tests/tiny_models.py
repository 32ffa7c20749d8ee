"""A tiny random GPT-NeoX with a tokenizer of its own, and two adapters: everything runs through the real code."""

import json
from pathlib import Path
from typing import Any

import pytest
import torch
from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers
from transformers import GPTNeoXConfig, GPTNeoXForCausalLM, PreTrainedTokenizerFast

from models.base_files import BaseFiles
from models.base_model import BaseModel, load
from models.local_model import LocalModel
from training.recipe import Stage
from training.train import train

TEXTS = ["rate 80 then 85 and 90", '{"rate":85,"name":"squat","days":[1,2]}', "스쿼트와 데드리프트", "bench press"]
END = "<|endoftext|>"


def write_base(folder: Path, seed: int, context: int = 256) -> Path:
    """A random model of 2 layers, 32 wide, in `folder`."""
    bpe = Tokenizer(models.BPE())
    bpe.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    bpe.decoder = decoders.ByteLevel()
    alphabet = pre_tokenizers.ByteLevel.alphabet()
    trainer = trainers.BpeTrainer(vocab_size=400, special_tokens=[END], initial_alphabet=alphabet, show_progress=False)
    bpe.train_from_iterator(TEXTS * 3, trainer)
    tokenizer: Any = PreTrainedTokenizerFast(tokenizer_object=bpe, eos_token=END, pad_token=END)  # type: ignore[no-untyped-call]  # transformers leaves it untyped
    end = tokenizer.eos_token_id
    config = GPTNeoXConfig(
        vocab_size=len(tokenizer) + 8,  # wider than the tokenizer, as Polyglot-Ko's is
        hidden_size=32,
        num_hidden_layers=2,
        num_attention_heads=4,
        intermediate_size=64,
        max_position_embeddings=context,
        initializer_range=0.4,
        hidden_dropout=0.0,
        attention_dropout=0.0,
        bos_token_id=end,
        eos_token_id=end,
    )
    torch.manual_seed(seed)
    GPTNeoXForCausalLM(config).save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    return folder


def read_base(folder: Path) -> BaseModel:
    """The base in `folder`, in fp32 on every machine: comparisons below are exact."""
    base = load(BaseFiles(folder))
    model: Any = base.model
    model.to(torch.float32)
    return base


def answer(rate: int) -> str:
    """What the adapters learn to answer."""
    return json.dumps({"rate": rate, "name": "squat"}, separators=(",", ":"))


def train_adapter(base: BaseModel, folder: Path, checkpoints: Path, rate: int) -> Path:
    """An adapter that leans to `rate`, trained for three steps."""
    pairs = [(f"lifter {number}:", answer(rate)) for number in range(8)]
    recipe = Stage(rank=4, alpha=8, learning_rate=0.05, warmup_steps=0, batch_size=4, max_steps=3, sampled_tokens=50)
    train(base, pairs, pairs[:2], recipe, folder, checkpoints, prompt_format="lifter {number}:")
    return folder


@pytest.fixture(scope="session")
def base(tmp_path_factory: pytest.TempPathFactory) -> BaseModel:
    return read_base(write_base(tmp_path_factory.mktemp("base") / "tiny-neox", seed=0))


@pytest.fixture(scope="session")
def adapters(base: BaseModel, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Folders of the adapters "low" and "high"."""
    folder = tmp_path_factory.mktemp("adapters")
    return {
        name: train_adapter(base, folder / name, folder / f"{name}-checkpoints", rate)
        for name, rate in (("low", 80), ("high", 90))
    }


@pytest.fixture(scope="session")
def local(base: BaseModel, adapters: dict[str, Path]) -> LocalModel:
    return LocalModel(base, adapters)
