"""The base model that all adapters share, loaded: a causal language model of transformers and its tokenizer."""

from __future__ import annotations

import copy
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from safetensors import SafetensorError
from transformers import AutoModelForCausalLM, PreTrainedModel, PreTrainedTokenizerFast

from models.base_files import BaseFiles
from models.quiet import quiet


@dataclass(frozen=True, slots=True)
class BaseModel:
    """A causal language model in evaluation mode, without gradients, and its tokenizer."""

    name: str
    """What people call it: `gemma-3-270m`, a folder's name, or a name on the model hub."""
    identity: str
    """SHA-256 (hex) over its weights: an adapter only fits the base that it was trained on."""
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

    def text_of(self, tokens: Sequence[int]) -> str:
        """The text of tokens, without special ones."""
        decoded = self.tokenizer.decode([*tokens], skip_special_tokens=True, clean_up_tokenization_spaces=False)
        return str(decoded)

    def copy_of_layers(self) -> PreTrainedModel:
        """A copy whose layers may be changed; the vocabulary (most of the memory) stays shared with the base."""
        model: Any = self.model
        shared = (model.get_input_embeddings().weight, model.get_output_embeddings().weight)
        return copy.deepcopy(self.model, {id(weight): weight for weight in shared})


def load(files: BaseFiles, dtype: torch.dtype | None = None) -> BaseModel:
    """Read a base model, onto the GPU if there is one.

    Args:
        files: The model's.
        dtype: Of its weights; None: the one that the processor computes in fastest, bf16 or else fp32.

    Raises:
        UnavailableError: A file is missing or damaged, or the tokenizer is not the model's.
    """
    files.check_weights()
    with quiet(), ThreadPoolExecutor(1) as beside:
        tokenizer = beside.submit(lambda: files.tokenizer)
        if not files.made_here:
            tokenizer.result()  # a tokenizer of another model is refused before the weights are read
        try:
            model: Any = AutoModelForCausalLM.from_pretrained(
                files.folder, dtype=dtype or fastest_dtype(), use_safetensors=True, trust_remote_code=False
            )
        except (OSError, ValueError, KeyError, RuntimeError, SafetensorError) as error:
            raise files.damaged(error) from error
        model.to("cuda" if torch.cuda.is_available() else "cpu").eval().requires_grad_(False)
        return BaseModel(files.name, files.identity, model, tokenizer.result(), files.folder)


def fastest_dtype() -> torch.dtype:
    """What torch computes in fastest here: bf16 where processor or GPU know it, else fp32."""
    native = torch.cuda.is_bf16_supported() if torch.cuda.is_available() else torch.cpu._is_avx512_bf16_supported()
    return torch.bfloat16 if native else torch.float32
