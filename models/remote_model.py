"""The language model on a remote server with OpenAI's protocol (vLLM): one base, and a LoRA adapter for each agent."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterable, Mapping
from typing import Any

from models.language_model import Call, Capabilities, Completion, Cost, Sampling, Unreachable
from models.model_server import CLOSED, ModelServer
from program.errors import RequestError, UnavailableError

COMPACT = {"whitespace_flexible": False, "item_separator": ",", "key_separator": ":"}
"""Asks llguidance on the server for JSON without whitespace, as `models.decoding.grammar` has it here."""

BASE = "base"
"""What the server calls the base without an adapter."""

_PROBE = Call(
    "1",
    schema={
        "type": "object",
        "properties": {"obeys": {"const": "schema"}, "is": {"const": 531}},
        "required": ["obeys", "is"],
        "additionalProperties": False,
    },
    sampling=Sampling(max_tokens=64),
)
_PROBE_ANSWER = '{"obeys":"schema","is":531}'
"""The only answer that obeys the probe's schema."""

_ENDED = ("stop", "length")
"""Ends of an answer that is complete, or was cut off at its longest."""


class RemoteModel:
    """The `LanguageModel` on a server. An adapter is probed when it is first asked, or by `warm`.

    The probe finds out whether the server has the adapter and obeys schemas: one that does not know the field for the
    schema ignores it without an error. After a fault of the network the adapter is probed again, since another
    server may have taken its place.

    Args:
        server: The connection to it.
        names: What the server calls each adapter, by the adapter's name.
        warmed: What `warm` probes: names of adapters, None for the bare base. Absent: all adapters.
    """

    kernel = "remote"
    """What computes the layers, for metrics."""

    def __init__(
        self, server: ModelServer, names: Mapping[str, str], *, warmed: Iterable[str | None] | None = None
    ) -> None:
        self._server = server
        self._names: dict[str | None, str] = {None: BASE}
        self._names.update(names)
        self._warmed = tuple(names if warmed is None else warmed)
        self._probed: set[str] = set()
        """The server's names of what has passed the probe."""
        self._tokens: dict[str, int] = {}
        """Ids of the tokens that a bias has named."""
        self._closed = False

    @property
    def capabilities(self) -> Capabilities:
        """As `LanguageModel.capabilities`; nothing is asked of the server."""
        return Capabilities(
            schemas=True,
            drafts=False,
            logit_bias=True,
            reproducible=False,  # the sums of a batch depend on who else is in it
            exact=True,
            computes=f"model server at {self._server.place}",
        )

    def complete(self, call: Call, cancel: threading.Event | None = None) -> Completion:
        """As `LanguageModel.complete`.

        The server says neither which tokens were forced nor how many passes it took: every token counts as chosen.
        """
        if self._closed:
            raise UnavailableError(CLOSED)
        cancel = cancel or threading.Event()
        name = self._name(call.adapter)
        try:
            self._probe(name, cancel)
            return self._answer(name, call, cancel)
        except Unreachable:
            self._probed.discard(name)
            raise

    def warm(self) -> None:
        """As `LanguageModel.warm`: the server must have every adapter, and obey schemas."""
        if self._closed:
            raise UnavailableError(CLOSED)
        for adapter in self._warmed:
            self._probe(self._name(adapter), threading.Event())

    def close(self) -> None:
        """As `LanguageModel.close`; answers that are awaited are broken off."""
        self._closed = True
        self._server.close()

    def _name(self, adapter: str | None) -> str:
        if adapter not in self._names:
            known = ", ".join(sorted(name for name in self._names if name is not None)) or "none"
            raise UnavailableError(f"there is no adapter {adapter!r}; known: {known}")
        return self._names[adapter]

    def _probe(self, name: str, cancel: threading.Event) -> None:
        """Refuse a server that lacks the model `name`, ignores schemas, or cannot say which token a text is."""
        if name in self._probed:
            return
        try:
            obeys = self._answer(name, _PROBE, cancel).text == _PROBE_ANSWER
            self._server.post("/tokenize", _text(name, "1"), cancel)
        except RequestError as error:
            raise self._unfit(name) from error
        if not obeys:
            raise self._unfit(name)
        self._probed.add(name)

    def _unfit(self, name: str) -> UnavailableError:
        return UnavailableError(
            f"the model server at {self._server.place} does not obey a JSON schema as {name!r}: expected vLLM, started "
            """with --structured-outputs-config '{"backend":"guidance","disable_any_whitespace":true}'; """
            "`burnfit model-server` prints the whole command"
        )

    def _answer(self, name: str, call: Call, cancel: threading.Event) -> Completion:
        begun = time.monotonic()
        content = self._server.post("/v1/completions", self._body(name, call, cancel), cancel)
        ms = round((time.monotonic() - begun) * 1000)
        try:
            choice, usage = content["choices"][0], content["usage"]
            text, end = choice["text"], choice["finish_reason"]
            cost = Cost(int(usage["prompt_tokens"]), 0, int(usage["completion_tokens"]), ms=ms)
        except (KeyError, IndexError, TypeError, ValueError) as error:
            raise self._server.nonsense("no completion") from error
        if not isinstance(text, str) or end not in _ENDED:
            raise self._server.nonsense("a completion that has not ended")
        return Completion(text, cost)

    def _body(self, name: str, call: Call, cancel: threading.Event) -> dict[str, Any]:
        """A call in the words of the protocol; what the folder of a base sets as defaults is set back."""
        sampling = call.sampling
        body: dict[str, Any] = {
            "model": name,
            "prompt": call.prompt,
            "max_tokens": sampling.max_tokens,
            "temperature": sampling.temperature,
            "top_p": 1,
            "top_k": -1,
            "min_p": 0,
            "repetition_penalty": 1,
        }
        if sampling.temperature > 0 and sampling.seed is not None:
            body["seed"] = sampling.seed
        if sampling.logit_bias:
            biases = sampling.logit_bias.items()
            body["logit_bias"] = {str(self._token(name, text, cancel)): more for text, more in biases}
        if call.schema is not None:
            body["structured_outputs"] = {"json": {**call.schema, "x-guidance": COMPACT}}
        return body

    def _token(self, name: str, text: str, cancel: threading.Event) -> int:
        """The id of the one token that `text` is. Raises RequestError where it is several."""
        if text not in self._tokens:
            tokens = self._server.post("/tokenize", _text(name, text), cancel).get("tokens")
            if not isinstance(tokens, list):
                raise self._server.nonsense("no tokens")
            if len(tokens) != 1:
                raise RequestError(
                    f"logit_bias names {text!r}, which is {len(tokens)} tokens: expected the text of one"
                )
            self._tokens[text] = int(tokens[0])
        return self._tokens[text]


def _text(name: str, text: str) -> dict[str, Any]:
    return {"model": name, "prompt": text, "add_special_tokens": False}
