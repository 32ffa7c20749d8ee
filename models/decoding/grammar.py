"""JSON schemas as grammars: which tokens must come next in an answer, and which may."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import numpy as np
import torch
from llguidance import LLMatcher

from models.base_model import BaseModel
from models.decoding import vocabulary
from program.errors import ModelError, RequestError

COMPACT = {"whitespace_flexible": False, "item_separator": ",", "key_separator": ":"}
"""JSON is written without whitespace: `json.dumps(..., ensure_ascii=False, separators=(",", ":"))`."""


class Grammar:
    """The grammar of one answer, which follows the answer token by token."""

    def __init__(self, matcher: LLMatcher, end_of_text: int) -> None:
        self._matcher = matcher
        self._end_of_text = end_of_text

    def advance(self) -> tuple[list[int], torch.Tensor]:
        """The forced tokens that come next, and the ids of all tokens that may follow them.

        No ids: the answer is complete. There is never a single id, because that token would be forced.

        Raises:
            ModelError: The answer became too complex for the grammar.
            RequestError: No answer begins like this one.
        """
        forced: list[int] = []
        while True:
            ahead = [token for token in self._matcher.compute_ff_tokens() if token != self._end_of_text]
            self._matcher.consume_tokens(ahead)
            forced += ahead
            if self._matcher.is_error():
                raise ModelError(f"the answer went beyond the grammar's limits: {self._matcher.get_error()}; ask again")
            if self._matcher.is_stopped():
                return forced, torch.empty(0, dtype=torch.long)
            bits = np.frombuffer(self._matcher.compute_bitmask(), dtype=np.uint8)
            # As booleans: numpy finds the true ones ten times as fast as numbers other than 0.
            allowed = np.flatnonzero(np.unpackbits(bits, bitorder="little").view(bool))
            if len(allowed) == 0:
                raise RequestError(
                    "the schema has no answer that begins like this one; expected one that some value satisfies"
                )
            if len(allowed) > 1:
                return forced, torch.from_numpy(allowed)
            if allowed[0] == self._end_of_text:
                return forced, torch.empty(0, dtype=torch.long)
            self.choose(int(allowed[0]))
            forced.append(int(allowed[0]))

    def choose(self, token: int) -> None:
        """Take over the token that was chosen."""
        self._matcher.consume_token(token)

    @property
    def may_end(self) -> bool:
        """Whether what has been written so far is a whole answer."""
        return self._matcher.is_accepting()


class Grammars:
    """Makes grammars of JSON schemas for one tokenizer; shared by all adapters and threads."""

    def __init__(self, base: BaseModel) -> None:
        self._tokenizer = vocabulary.read(base.tokenizer, base.folder)
        self._end_of_text = base.end_of_text

    def matcher(self, schema: Mapping[str, Any]) -> LLMatcher:
        """A new matcher of llguidance for one answer. Raises RequestError for a schema that no answer can obey."""
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

    def of(self, schema: Mapping[str, Any]) -> Grammar:
        """The grammar of one answer. Raises RequestError as `matcher`."""
        return Grammar(self.matcher(schema), self._end_of_text)
