"""A language model that answers from a script, for tests of everything above the model."""

import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from models.language_model import Completion, Sampling
from program.errors import UnavailableError

MS = 7
"""What every scripted answer claims to have taken, in ms."""


@dataclass(frozen=True)
class Call:
    """One call of the scripted model, as it came in."""

    adapter: str | None
    prompt: str
    schema: Mapping[str, Any] | None
    sampling: Sampling


class ScriptedModel:
    """Gives each adapter's texts in order and keeps every call; asked for one more, the test fails.

    An error in the place of a text is raised.
    """

    def __init__(self, script: Mapping[str, Sequence[str | Exception]]) -> None:
        self._left = {adapter: list(texts) for adapter, texts in script.items()}
        self.calls: list[Call] = []

    def of(self, adapter: str) -> list[Call]:
        """The calls for one adapter, oldest first."""
        return [call for call in self.calls if call.adapter == adapter]

    def complete(
        self,
        adapter: str | None,
        prompt: str,
        *,
        schema: Mapping[str, Any] | None,
        sampling: Sampling,
        draft: str | None = None,
        cancelled: threading.Event | None = None,
    ) -> Completion:
        """The adapter's next text; the bare base model's are scripted as `base`.

        Raises:
            UnavailableError: `cancelled` is set.
        """
        if cancelled is not None and cancelled.is_set():
            raise UnavailableError("cancelled")
        self.calls.append(Call(adapter, prompt, schema, sampling))
        left = self._left.get(adapter or "base")
        assert left, f"the script has no text left for {adapter}"
        text = left.pop(0)
        if isinstance(text, Exception):
            raise text
        return Completion(text=text, prompt_tokens=len(prompt), forced_tokens=2, chosen_tokens=3, passes=4, ms=MS)
