"""Generation that obeys a JSON schema, for `model.generate(custom_generate=...)`.

Most of a JSON answer is forced by its schema: keys, punctuation, the only value that is left. llguidance tells which
tokens those are; they cost no decision and ride along in the forward pass of the next decision, as does what a draft
of the answer foresees (`models.decoding.drafting`). At a decision only
the allowed tokens' rows of the vocabulary are scored, which for greedy decoding is exactly the same as scoring all
and masking, at a fraction of the cost. Without a schema every token is a decision among all.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import torch
from llguidance import LLMatcher
from torch.nn import functional

from models.base_model import BaseModel
from models.decoding import vocabulary
from models.decoding.drafting import Draft, Reader
from models.engine.layers import Layers
from models.language_model import Sampling
from program.errors import ModelError, RequestError

COMPACT = {"whitespace_flexible": False, "item_separator": ",", "key_separator": ":"}
"""JSON is written without whitespace: `json.dumps(..., ensure_ascii=False, separators=(",", ":"))`."""

GATHERED_SHARE = 8
"""Up to 1/8 of the vocabulary the allowed rows are picked out; above it scoring all rows is cheaper than copying."""


class Grammars:
    """Turns JSON schemas into matchers for one tokenizer; shared by all adapters and threads."""

    def __init__(self, base: BaseModel) -> None:
        self._tokenizer = vocabulary.read(base.tokenizer, base.folder)

    def matcher(self, schema: Mapping[str, Any]) -> LLMatcher:
        """A fresh matcher for one answer. Raises RequestError for a schema that cannot be decoded from."""
        try:
            grammar = LLMatcher.grammar_from_json_schema(json.dumps(schema), overrides=COMPACT)  # type: ignore[arg-type]  # a TypedDict of Optionals
        except (TypeError, ValueError) as error:
            raise RequestError(f"this is no JSON schema: {error}; expected an object") from error
        matcher = LLMatcher(self._tokenizer, grammar, log_level=0)
        if matcher.is_error():
            raise RequestError(
                f"no answer can be decoded from this schema: {matcher.get_error()}; expected one that some value "
                "satisfies, with keywords that the decoder knows"
            )
        return matcher


CLOSE = 0.5
"""Scores (logits) nearer than this are near equals where layers are not exact: read in other passes, bf16 states
differ by up to half of it."""


@dataclass(slots=True)
class Decoding:
    """One answer in the making; pass it as `custom_generate`, then read the counts.

    Takes one prompt. Everything it needs it holds itself, so that answers made at the same time do not touch each
    other; its draws come from a generator of its own on the CPU.
    """

    matcher: LLMatcher | None
    """Says which tokens are allowed and which are forced; None allows all."""
    end_of_text: int
    """Id of the token that ends an answer."""
    sampling: Sampling
    layers: Layers
    """Of the model whose vocabulary `generate` brings."""
    cancelled: threading.Event | None = None
    """Looked at before every forward pass."""
    draft: Sequence[int] = ()
    """Tokens of a likely answer; what of it is right costs no pass. The answer is the same without it."""
    bias: Mapping[int, float] = field(default_factory=dict)
    """Id of a token -> what is added to its score wherever it may be chosen."""
    prompt_tokens: int = 0
    forced_tokens: int = 0
    """Tokens of the answer that the schema left no choice about."""
    chosen_tokens: int = 0
    """Tokens of the answer that the model chose."""
    passes: int = 0
    """Forward passes, the first over the whole prompt: one for every choice that the draft did not foresee."""
    _chance: torch.Generator = field(default_factory=torch.Generator)

    def __post_init__(self) -> None:
        """Start the draws from the seed."""
        if self.sampling.seed is None:
            self._chance.seed()
        else:
            self._chance.manual_seed(self.sampling.seed)

    def __call__(
        self,
        model: Any,
        input_ids: torch.Tensor,
        logits_processor: Any = None,  # noqa: ARG002 - what `generate` hands to every decoding method
        stopping_criteria: Any = None,  # noqa: ARG002
        generation_config: Any = None,  # noqa: ARG002
        **model_kwargs: Any,  # noqa: ARG002
    ) -> torch.Tensor:
        """Continue `input_ids` (shape 1 x prompt) and return prompt and answer (1 x both, the end of text left out).

        Raises:
            RequestError: the prompt fills the context, or the schema turned out to have no answer.
            ModelError: the grammar grew too complex on the way.
            Cancelled: `cancelled` was set.
        """
        prompt: list[int] = input_ids[0].tolist()
        context = self.layers.context
        if len(prompt) >= context:
            raise RequestError(f"the prompt has {len(prompt)} tokens: the model reads fewer than {context}; shorten it")
        limit = min(self.sampling.max_tokens, context - len(prompt))
        self.prompt_tokens = len(prompt)
        answer: list[int] = []
        room = min(len(prompt) + limit + len(self.draft), context)
        reader = Reader(self.layers, Draft(self.draft), room, self.cancelled)
        unread, chosen = prompt, list[int]()
        while True:
            forced, allowed = self._constraints()
            forced = forced[: limit - len(answer)]
            self.forced_tokens += len(forced)
            answer += forced
            if len(answer) >= limit or (allowed is not None and not len(allowed)):
                break
            state = reader.state(unread, chosen + forced, len(forced))
            token = self._choose(model, state, allowed, reader.afresh)
            self.passes = reader.passes
            if token == self.end_of_text:
                break
            if self.matcher is not None:
                self.matcher.consume_token(token)
            self.chosen_tokens += 1
            answer.append(token)
            unread, chosen = [], [token]
        return torch.tensor([prompt + answer], device=input_ids.device)

    def _constraints(self) -> tuple[list[int], torch.Tensor | None]:
        """The tokens that must come next, and the ids of which one may follow them.

        No ids: the answer is complete. None: any. Never a single one, that one is forced.
        """
        forced: list[int] = []
        if self.matcher is None:
            return forced, None
        while True:
            ahead = [token for token in self.matcher.compute_ff_tokens() if token != self.end_of_text]
            self.matcher.consume_tokens(ahead)
            forced += ahead
            if self.matcher.is_error():
                raise ModelError(f"the answer left the grammar's limits: {self.matcher.get_error()}; ask again")
            if self.matcher.is_stopped():
                return forced, torch.empty(0, dtype=torch.long)
            bits = np.frombuffer(self.matcher.compute_bitmask(), dtype=np.uint8)
            # As booleans: numpy looks for their true ones ten times as fast as for numbers other than 0.
            allowed = np.flatnonzero(np.unpackbits(bits, bitorder="little").view(bool))
            if len(allowed) == 0:
                raise RequestError(
                    "the schema has no answer that begins like this one; expected one that some value fits"
                )
            if len(allowed) > 1:
                return forced, torch.from_numpy(allowed)
            if allowed[0] == self.end_of_text:
                return forced, torch.empty(0, dtype=torch.long)
            self.matcher.consume_token(int(allowed[0]))
            forced.append(int(allowed[0]))

    def _choose(
        self, model: Any, state: torch.Tensor, allowed: torch.Tensor | None, afresh: Callable[[], torch.Tensor]
    ) -> int:
        """One of the `allowed` token ids (None: of all): the likeliest, the lowest id of equals, or a drawn one.

        Where the layers are not exact, the likeliest of near equals is told by the state that `afresh` reads: it
        depends on the text alone, not on how the text was cut into passes.
        """
        tokens, scores = self._scores(model, state, allowed)
        if self.sampling.temperature == 0:
            if not self.layers.exact and float(torch.topk(scores, 2).values.diff().abs()) < CLOSE:
                tokens, scores = self._scores(model, afresh(), allowed)
            return int(tokens[torch.argmax(scores)])
        if (cap := getattr(model.config, "final_logit_softcapping", None)) is not None:
            scores = torch.tanh(scores / cap) * cap
        chances = torch.softmax(scores / self.sampling.temperature, dim=0)
        return int(tokens[torch.multinomial(chances, 1, generator=self._chance)])

    def _scores(
        self, model: Any, state: torch.Tensor, allowed: torch.Tensor | None
    ) -> tuple[torch.Tensor, torch.Tensor]:
        """The token ids that may be chosen, and the score (logit) of each after `state`, its bias included."""
        head = model.get_output_embeddings()
        if allowed is None:
            allowed = torch.arange(len(head.weight))
        allowed = allowed[allowed < len(head.weight)]  # tokenizers may know more tokens than the model
        if len(allowed) * GATHERED_SHARE > len(head.weight):
            scores = head(state.to(head.weight.dtype)).float()[allowed.to(state.device)]
        else:
            rows = allowed.to(state.device)
            bias = None if head.bias is None else head.bias[rows].float()
            scores = functional.linear(state.float(), head.weight[rows].float(), bias)
        scores = scores.cpu()
        for token, more in self.bias.items():
            scores[allowed == token] += more
        return allowed, scores
