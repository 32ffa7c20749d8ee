"""Reading ahead: a likely answer is read together with the prompt, and what of it is right costs no further pass.

A forward pass over a hundred tokens takes little longer than over one, and it gives the state after every one of
them. So the draft of the whole answer is read at once; the decoding then asks for one state after the other, and as
long as it writes what the draft foresaw, the state is there. Where it writes something else, what was read ahead
from there is forgotten, and reading goes on, a shorter way ahead, at the place where the draft fits again.

The draft decides nothing: each token is chosen from the model's own state after the tokens before it.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence

import torch

from models.engine.layers import Layers, Text
from models.language_model import Cancelled

AHEAD = 32
"""Tokens of a draft that are read ahead once the answer has left it: where it did so once it often does again."""


class Draft:
    """A likely answer, held against the real one while that is written.

    Args:
        tokens: Of the whole likely answer, as the tokenizer cuts it; none: nothing is foreseen.
    """

    def __init__(self, tokens: Sequence[int]) -> None:
        self._tokens = list(tokens)
        self._position = 0

    def following(self, written: Sequence[int], forced: int) -> list[int]:
        """What is likely to come after the next tokens of the answer; none where it has left the draft.

        Where it has left it, it comes back with the first forced tokens that occur further on in the draft, such as
        the end of one value and the key of the next.

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
        """The first place from `first` to `last` at which `tokens` stand in the draft."""
        wanted = list(tokens)
        for start in range(first, last + 1):
            if self._tokens[start : start + len(wanted)] == wanted:
                return start
        return None


class Reader:
    """Reads the tokens of one answer, and ahead of them its draft.

    Args:
        layers: Of the model.
        draft: Read ahead of the answer.
        room: Tokens that prompt, answer and what is read ahead may have together.
        cancelled: Looked at before every forward pass.
    """

    def __init__(self, layers: Layers, draft: Draft, room: int, cancelled: threading.Event | None = None) -> None:
        self._layers = layers
        self._draft = draft
        self._room = room
        self._cancelled = cancelled
        self._read = layers.text(room)
        self._text: list[int] = []
        self._ahead: list[int] = []
        self._states = torch.empty(0)
        self.passes = 0
        """Forward passes so far."""

    def state(self, prompt: Sequence[int], written: Sequence[int], forced: int) -> torch.Tensor:
        """The last hidden state (shape: width) after reading `prompt` and `written` on top of what was read before.

        Args:
            prompt: The tokens before the answer, in the first call; then none.
            written: The tokens that the answer has grown by since the last call.
            forced: How many of the last of them were forced.

        Raises:
            Cancelled: The event was set.
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
        """The state that `state` gave last, from a pass of its own over the whole text up to there."""
        return self._pass(self._layers.text(len(self._text)), self._text)[-1]

    def _pass(self, text: Text, tokens: list[int]) -> torch.Tensor:
        """The last hidden states (tokens x width) after each of `tokens`, read on top of `text`."""
        if self._cancelled is not None and self._cancelled.is_set():
            raise Cancelled("the answer was cancelled before it was complete")
        self.passes += 1
        return text.read(tokens)


def _common(first: Sequence[int], second: Sequence[int]) -> int:
    """How many tokens two sequences begin with alike."""
    for position, (one, other) in enumerate(zip(first, second, strict=False)):
        if one != other:
            return position
    return min(len(first), len(second))
