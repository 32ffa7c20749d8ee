"""Bases of other kinds, each with adapters of its own, answer the same in this process and on a model server."""

from pathlib import Path
from typing import Any

import pytest
import torch
from transformers import LlamaConfig, LlamaForCausalLM

from models.base_model import BaseModel
from models.language_model import Call, Sampling
from models.local_model import LocalModel
from models.model_server import ModelServer
from models.remote_model import RemoteModel
from models.served_names import served_names
from tests.fake_model_server import FakeModelServer
from tests.models.test_local_model import PROMPT, SCHEMA
from tests.tiny_models import read_base, train_adapter, write_base


def write_llama(folder: Path) -> Path:
    """A random Llama of 2 layers, 32 wide, with the tiny GPT-NeoX's tokenizer."""
    write_base(folder, seed=0)
    tokenizer: Any = read_base(folder).tokenizer
    end = tokenizer.eos_token_id
    config = LlamaConfig(
        vocab_size=len(tokenizer) + 8,
        hidden_size=32,
        intermediate_size=64,
        num_hidden_layers=2,
        num_attention_heads=4,
        num_key_value_heads=2,
        max_position_embeddings=256,
        initializer_range=0.4,
        bos_token_id=end,
        eos_token_id=end,
    )
    torch.manual_seed(1)
    LlamaForCausalLM(config).save_pretrained(folder)
    return folder


@pytest.fixture(scope="module")
def llama(tmp_path_factory: pytest.TempPathFactory) -> tuple[BaseModel, dict[str, Path]]:
    """The Llama, and its adapters."""
    folder = tmp_path_factory.mktemp("llama")
    base = read_base(write_llama(folder / "tiny-llama"))
    return base, {
        name: train_adapter(base, folder / name, folder / f"{name}-checkpoints", rate)
        for name, rate in (("low", 80), ("high", 90))
    }


@pytest.fixture
def neox(base: BaseModel, adapters: dict[str, Path]) -> tuple[BaseModel, dict[str, Path]]:
    return base, adapters


@pytest.mark.parametrize("kind", ["neox", "llama"])
def test_a_base_of_this_kind_answers_the_same_here_and_on_a_server(kind: str, request: pytest.FixtureRequest) -> None:
    base, adapters = request.getfixturevalue(kind)
    assert kind in str(base.model.config.model_type)
    local, names = LocalModel(base, adapters), served_names(adapters)
    there: dict[str, str | None] = {name: adapter for adapter, name in names.items()}
    with FakeModelServer(local, {"base": None, **there}, base.tokenizer).running() as server:
        remote = RemoteModel(ModelServer(server.url), names)
        for adapter in (*adapters, None):
            for sampling in (Sampling(), Sampling(1.2, seed=5)):
                call = Call(PROMPT, adapter, SCHEMA, sampling)
                assert remote.complete(call).text == local.complete(call).text
        remote.close()
    local.close()
