"""Where in an answer's text the tokens stand that the model chose; all others the schema forced."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, groupby

from models.language_model import Cost, Span


@dataclass(frozen=True, slots=True)
class Decoded:
    """An answer in tokens."""

    tokens: Sequence[int]
    """Without the end of text."""
    chosen: Sequence[bool]
    """Of each token whether the model chose it; else the schema left no choice."""
    cost: Cost
    """`ms` left at 0."""

    def spans(self, text: str, decode: Callable[[Sequence[int]], str]) -> tuple[Span, ...]:
        """Where the chosen tokens stand in the answer's text, neighbours as one span.

        A character that several tokens write together counts as chosen where one of them is.

        Args:
            text: The whole answer.
            decode: Gives the text of tokens.
        """
        runs = list(self._runs())
        pieces = [decode(self.tokens[start:end]) for start, end in runs]
        if "".join(pieces) == text:
            whole = touched = list(accumulate(map(len, pieces)))
        else:  # a character lies across two runs: where each run ends, only the text up to there can tell
            written = [decode(self.tokens[:end]) for _, end in runs]
            whole = [_agreeing(text, one) for one in written]
            touched = [min(len(text), ends + (ends < len(one))) for ends, one in zip(whole, written, strict=True)]
        spans: list[Span] = []
        for (start, _), begin, end in zip(runs, [0, *whole], touched, strict=False):
            if self.chosen[start] and begin < end:
                if spans and begin <= spans[-1][1]:
                    begin = spans.pop()[0]
                spans.append((begin, end))
        return tuple(spans)

    def _runs(self) -> Iterator[tuple[int, int]]:
        """Start and end of each run of tokens that were all chosen, or all forced."""
        start = 0
        for _, run in groupby(self.chosen):
            end = start + len(list(run))
            yield start, end
            start = end


def _agreeing(one: str, other: str) -> int:
    """How many characters two texts begin with alike."""
    return next((at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
