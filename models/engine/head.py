"""A model's vocabulary head: how likely each token is after a state."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import torch
from torch.nn import functional
from transformers import PreTrainedModel

from models.engine.kernels import Kernel

GATHERED_SHARE = 8
"""Up to 1/8 of the vocabulary, the rows of the allowed tokens are copied out; above it scoring all rows is faster."""


class VocabularyHead:
    """The head of a causal language model; safe to share between threads.

    Args:
        model: The model.
        by: The kernel that scores the tokens of a vocabulary in bf16, the same bits on every processor; None, and for
            another vocabulary: torch does.
    """

    def __init__(self, model: PreTrainedModel, by: Kernel | None = None) -> None:
        self._head: Any = model.get_output_embeddings()  # type: ignore[no-untyped-call]  # transformers leaves it untyped
        self._kernel = by if self._head.weight.dtype == torch.bfloat16 and self._head.bias is None else None
        self.size = len(self._head.weight)
        """How many tokens the model knows."""
        self._soft_cap: float | None = getattr(model.config, "final_logit_softcapping", None)

    def scores(
        self, state: torch.Tensor, allowed: torch.Tensor | None, bias: Mapping[int, float]
    ) -> tuple[torch.Tensor, torch.Tensor]:
        """The tokens that may be chosen after a state, and their scores (logits, fp32, on the CPU).

        Args:
            state: The last hidden state (shape: width).
            allowed: Ids of the allowed tokens; None: all.
            bias: Id of a token -> number added to its score.
        """
        if allowed is None:
            allowed = torch.arange(self.size)
        allowed = allowed[allowed < self.size]  # a tokenizer may know more tokens than the model
        scores = (
            self._by_torch(state, allowed) if self._kernel is None else self._by_kernel(self._kernel, state, allowed)
        )
        for token, more in bias.items():
            scores[allowed == token] += more
        return allowed, scores

    def _by_kernel(self, kernel: Kernel, state: torch.Tensor, allowed: torch.Tensor) -> torch.Tensor:
        scores = torch.empty(len(allowed))
        kernel.call("score_tokens", len(allowed), len(state), allowed.contiguous(), self._head.weight, state, scores)
        return scores

    def _by_torch(self, state: torch.Tensor, allowed: torch.Tensor) -> torch.Tensor:
        weight, rows = self._head.weight, allowed.to(state.device)
        if len(allowed) * GATHERED_SHARE > self.size:
            scores: torch.Tensor = self._head(state.to(weight.dtype)).float()[rows]
            return scores.cpu()
        offset = None if self._head.bias is None else self._head.bias[rows].float()
        return functional.linear(state.float(), weight[rows].float(), offset).cpu()

    def capped(self, scores: torch.Tensor) -> torch.Tensor:
        """The scores as the model draws by them: some models bend large ones towards a limit (soft-capping)."""
        return scores if self._soft_cap is None else torch.tanh(scores / self._soft_cap) * self._soft_cap
