"""A language model that answers from a script, for tests of everything above the model."""

import threading
from collections.abc import Mapping, Sequence

from models.language_model import Call, Cancelled, Capabilities, Completion, Cost
from program.errors import UnavailableError

MS = 7
"""Milliseconds that every scripted answer claims to have taken."""


class ScriptedModel:
    """Gives each adapter's texts in order and keeps every call; asked for one more, the test fails.

    An error in the place of a text is raised.
    """

    capabilities = Capabilities(
        schemas=False, drafts=True, logit_bias=False, reproducible=False, exact=True, computes="scripted"
    )

    def __init__(self, script: Mapping[str, Sequence[str | Exception]]) -> None:
        self._left = {adapter: list(texts) for adapter, texts in script.items()}
        self._closed = False
        self.calls: list[Call] = []

    def of(self, adapter: str) -> list[Call]:
        """The calls for one adapter, oldest first."""
        return [call for call in self.calls if call.adapter == adapter]

    def complete(self, call: Call, cancel: threading.Event | None = None) -> Completion:
        """The adapter's next text; the bare base model's are scripted as `base`."""
        if self._closed:
            raise UnavailableError("the model is closed")
        if cancel is not None and cancel.is_set():
            raise Cancelled("cancelled")
        self.calls.append(call)
        left = self._left.get(call.adapter or "base")
        assert left, f"the script has no text left for {call.adapter}"
        text = left.pop(0)
        if isinstance(text, Exception):
            raise text
        return Completion(text, Cost(len(call.prompt), forced_tokens=2, chosen_tokens=3, passes=4, ms=MS))

    def warm(self) -> None:
        """A script needs no loading."""

    def close(self) -> None:
        """Later calls are refused."""
        self._closed = True
