"""Speculative decoding: a draft of the answer is read in the same forward pass as the prompt.

A forward pass over a hundred tokens takes little longer than over one, and it gives the state after each of them. So
the whole draft is read at once. While the answer equals the draft, the states that decoding needs are there already.
Where the answer differs, the states behind that place are dropped, and a shorter part of the draft is read ahead from
the place where the two agree again.

The draft affects speed, never the answer: each token is chosen from the model's own state after the tokens before it.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence

import torch

from models.engine.layers import Layers, Text
from models.language_model import Cancelled

AHEAD = 32
"""Tokens of a draft that are read ahead once the answer has differed from it: it often differs again."""


class Draft:
    """A likely answer, compared with the real one while that is written.

    Args:
        tokens: The tokens of the likely answer; empty: there is no draft.
    """

    def __init__(self, tokens: Sequence[int]) -> None:
        self._tokens = list(tokens)
        self._position = 0

    def following(self, written: Sequence[int], forced: int) -> list[int]:
        """The rest of the draft after the tokens just written; empty where the answer differs from the draft.

        Where it differs, the two agree again at the first forced tokens that occur later in the draft, such as the
        end of one value and the key of the next.

        Args:
            written: The tokens that the answer has grown by since the last call.
            forced: How many of the last of them were forced.
        """
        start = self._find(written, self._position, self._position)
        if start is None and forced:
            tail = written[-forced:]
            start = self._find(tail, self._position, len(self._tokens) - len(tail))
            written = tail
        if start is None:
            return []
        self._position = start + len(written)
        return self._tokens[self._position :]

    def _find(self, tokens: Sequence[int], first: int, last: int) -> int | None:
        """The first position from `first` to `last` at which the draft has `tokens`; None: there is none."""
        wanted = list(tokens)
        for start in range(first, last + 1):
            if self._tokens[start : start + len(wanted)] == wanted:
                return start
        return None


class Reader:
    """Runs the forward passes for one answer, with its draft read ahead.

    Args:
        layers: The model's layers.
        draft: The draft to read ahead.
        room: Most tokens that prompt, answer and draft may have together.
        cancel: Once set, the next forward pass raises Cancelled.
    """

    def __init__(self, layers: Layers, draft: Draft, room: int, cancel: threading.Event | None = None) -> None:
        self._layers = layers
        self._draft = draft
        self._room = room
        self._cancel = cancel
        self._read = layers.text(room)
        self._text: list[int] = []
        self._ahead: list[int] = []
        self._states = torch.empty(0)
        self.passes = 0
        """Forward passes so far."""

    def state(self, prompt: Sequence[int], written: Sequence[int], forced: int) -> torch.Tensor:
        """The last hidden state (shape: width) after all that was read before, then `prompt` and `written`.

        Args:
            prompt: The tokens of the prompt in the first call; empty in later calls.
            written: The tokens that the answer has grown by since the last call.
            forced: How many of the last of them were forced.

        Raises:
            Cancelled: `cancel` was set.
        """
        following = self._draft.following(written, forced)
        known = [*prompt, *written]
        self._text += known
        agreed = _common(known, self._ahead)
        if agreed == len(known):
            state = self._states[agreed - 1]
            self._ahead, self._states = self._ahead[agreed:], self._states[agreed:]
            return state
        self._read.forget(len(self._ahead) - agreed)
        longest = self._room - len(self._text)
        self._ahead = following[: longest if prompt else min(longest, AHEAD)]
        unread = known[agreed:]
        states = self._pass(self._read, unread + self._ahead)
        self._states = states[len(unread) :]
        return states[len(unread) - 1]

    def afresh(self) -> torch.Tensor:
        """The state that `state` returned last, computed again in one pass over the whole text."""
        return self._pass(self._layers.text(len(self._text)), self._text)[-1]

    def _pass(self, text: Text, tokens: list[int]) -> torch.Tensor:
        """The last hidden states (tokens x width) after each of `tokens`, read on top of `text`."""
        if self._cancel is not None and self._cancel.is_set():
            raise Cancelled("the answer was cancelled before it was complete")
        self.passes += 1
        return text.read(tokens)


def _common(first: Sequence[int], second: Sequence[int]) -> int:
    """How many tokens at the start of two sequences are the same."""
    for position, (one, other) in enumerate(zip(first, second, strict=False)):
        if one != other:
            return position
    return min(len(first), len(second))
