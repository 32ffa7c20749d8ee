"""Two language models as one: some adapters answer in this process, the others on a model server."""

from __future__ import annotations

import threading
from collections.abc import Collection

from models.language_model import Call, Capabilities, Completion, LanguageModel


class RoutedModel:
    """A `LanguageModel` that passes each call on to one of two.

    Args:
        local: Answers all other calls, those without an adapter too.
        remote: Answers the calls for the adapters in `adapters`.
        adapters: Their names.
    """

    def __init__(self, local: LanguageModel, remote: LanguageModel, adapters: Collection[str]) -> None:
        self._local = local
        self._remote = remote
        self._adapters = frozenset(adapters)

    @property
    def base(self) -> object:
        """The base in this process."""
        return getattr(self._local, "base", None)

    @property
    def kernel(self) -> str:
        """What computes the layers, for metrics: this process's kernel and `remote`."""
        return f"{getattr(self._local, 'kernel', '')}+remote"

    @property
    def capabilities(self) -> Capabilities:
        """As `LanguageModel.capabilities`: what both can; a draft is of use as soon as one reads it."""
        local, remote = self._local.capabilities, self._remote.capabilities
        return Capabilities(
            schemas=local.schemas and remote.schemas,
            drafts=local.drafts or remote.drafts,
            logit_bias=local.logit_bias and remote.logit_bias,
            reproducible=local.reproducible and remote.reproducible,
            exact=local.exact and remote.exact,
            computes=f"{local.computes}; {remote.computes} for {', '.join(sorted(self._adapters))}",
        )

    def complete(self, call: Call, cancel: threading.Event | None = None) -> Completion:
        """As `LanguageModel.complete`."""
        return (self._remote if call.adapter in self._adapters else self._local).complete(call, cancel)

    def warm(self) -> None:
        """As `LanguageModel.warm`; the server first, since that takes less time to fail."""
        self._remote.warm()
        self._local.warm()

    def close(self) -> None:
        """As `LanguageModel.close`."""
        self._local.close()
        self._remote.close()
