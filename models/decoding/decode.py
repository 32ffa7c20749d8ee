"""Decode one answer: token by token, obeying a grammar, with a draft read ahead.

Most of a JSON answer is forced by its schema: keys, punctuation, the only value that is left. Forced tokens need no
decision; they are read in the forward pass of the next decision, together with what the draft foresees
(`models.decoding.drafting`). At a decision only the allowed tokens are scored. For the likeliest token that gives
exactly the same as scoring all and masking the rest, and costs far less. Without a schema every token is a decision
among all.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import torch

from models.decoding.chosen import Decoded
from models.decoding.drafting import Draft, Reader
from models.decoding.grammar import Grammar
from models.engine.head import VocabularyHead
from models.engine.layers import Layers
from models.language_model import Cost, Sampling
from program.errors import ModelError, RequestError

CLOSE = 0.5
"""Where layers are not exact, scores (logits) nearer than this are taken for equal: in bf16 the same state, computed
in other passes, gives scores that differ by up to half of it."""


@dataclass(slots=True)
class Decoding:
    """The decoding of one answer, for one use.

    It shares nothing with other answers that are decoded at the same time; its draws come from its own generator.
    """

    layers: Layers
    head: VocabularyHead
    end_of_text: int
    """Id of the token that ends an answer."""
    sampling: Sampling
    grammar: Grammar | None = None
    """Which tokens are forced and which are allowed; None allows all."""
    draft: Sequence[int] = ()
    """Tokens of a likely answer; affects speed, never the answer."""
    bias: Mapping[int, float] = field(default_factory=dict)
    """Id of a token -> number added to its score wherever it may be chosen."""
    cancel: threading.Event | None = None
    """Once set, decoding stops before the next forward pass."""
    _draws: torch.Generator = field(default_factory=torch.Generator)

    def __post_init__(self) -> None:
        if self.sampling.seed is None:
            self._draws.seed()
        else:
            self._draws.manual_seed(self.sampling.seed)

    def answer(self, prompt: Sequence[int]) -> Decoded:
        """The tokens that continue `prompt`, and what they cost.

        Raises:
            RequestError: The prompt fills the context or has a token that the model does not know, or no answer
                obeys the schema.
            ModelError: The answer does not fit into the context, or is too complex for the grammar.
            Cancelled: `cancel` was set.
        """
        limit = self._limit(prompt)
        room = min(len(prompt) + limit + len(self.draft), self.layers.context)
        reader = Reader(self.layers, Draft(self.draft), room, self.cancel)
        answer: list[int] = []
        by_choice: list[bool] = []
        unread, chosen = list(prompt), list[int]()
        while True:
            forced, allowed = ([], None) if self.grammar is None else self.grammar.advance()
            complete = allowed is not None and not len(allowed)
            fitting = forced[: limit - len(answer)]
            answer += fitting
            by_choice += [False] * len(fitting)
            if len(answer) >= limit or complete:
                if self.grammar is not None and (len(fitting) < len(forced) or not (complete or self.grammar.may_end)):
                    self._check_room(len(prompt), limit)
                break
            state = reader.state(unread, chosen + forced, len(forced))
            token = self._choose(state, allowed, reader.afresh)
            if token == self.end_of_text:
                break
            if self.grammar is not None:
                self.grammar.choose(token)
            answer.append(token)
            by_choice.append(True)
            unread, chosen = [], [token]
        chosen_tokens = sum(by_choice)
        cost = Cost(len(prompt), len(answer) - chosen_tokens, chosen_tokens, reader.passes)
        return Decoded(answer, by_choice, cost)

    def _limit(self, prompt: Sequence[int]) -> int:
        """The longest answer (tokens) that may follow `prompt`."""
        left = self.layers.context - len(prompt)
        if left < 1:
            raise RequestError(
                f"the prompt has {len(prompt)} tokens: the model reads fewer than {self.layers.context}; shorten it"
            )
        if (largest := max(prompt, default=0)) >= self.head.size:
            raise RequestError(
                f"the prompt has token {largest}: the model knows tokens up to {self.head.size - 1}; "
                "leave out the tokenizer's special words, or choose a base whose tokenizer fits"
            )
        return min(self.sampling.max_tokens, left)

    def _check_room(self, prompt_tokens: int, limit: int) -> None:
        """Refuse an answer that was cut off because the context is full; `sampling.max_tokens` may cut it off."""
        if limit < self.sampling.max_tokens:
            raise ModelError(
                f"the answer does not fit into the model's context: of {self.layers.context} tokens the prompt takes "
                f"{prompt_tokens}, and the answer needs more than the {limit} that are left; shorten the prompt, or "
                "choose a base with a longer context"
            )

    def _choose(self, state: torch.Tensor, allowed: torch.Tensor | None, afresh: Callable[[], torch.Tensor]) -> int:
        """One of the `allowed` token ids (None: of all): the likeliest, of equals the lowest id, or a drawn one.

        Where the layers are not exact and two tokens are about equally likely, the state is read afresh, in one pass:
        so the choice depends on the text alone, and not on how the text was cut into passes.
        """
        tokens, scores = self.head.scores(state, allowed, self.bias)
        if self.sampling.temperature == 0:
            if not self.layers.exact and float(torch.topk(scores, 2).values.diff().abs()) < CLOSE:
                tokens, scores = self.head.scores(afresh(), allowed, self.bias)
            return int(tokens[torch.argmax(scores)])
        # A race: each token arrives after an exponential time, the sooner the likelier it is. A state that is a little
        # different hardly ever changes who is first. In fp64: what processors compute otherwise is rounded away.
        chances = torch.softmax(self.head.capped(scores).double() / self.sampling.temperature, dim=0)
        times = -torch.rand(len(chances), dtype=torch.float64, generator=self._draws).log() / chances
        return int(tokens[torch.argmin(times)])
