"""The language model in this process: one base, each adapter merged into layers of its own, one decoding thread."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Iterable, Mapping
from concurrent.futures import CancelledError, Future, ThreadPoolExecutor, wait
from contextvars import copy_context
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal

import torch
from transformers import PreTrainedModel

from models import adapter
from models.adapter_llm import AdapterLLM
from models.base_model import BaseModel, fastest_dtype
from models.decoding.decode import Decoding
from models.decoding.grammar import Grammars
from models.direct_adapter import DirectAdapter, LoadedAdapter
from models.engine import int8, int8_weights, kernels, rounding
from models.engine.head import VocabularyHead
from models.engine.int8 import Int8Layers
from models.engine.int8_weights import LayerWeights
from models.engine.kernels import Kernel
from models.engine.layers import Layers
from models.language_model import Call, Cancelled, Capabilities, Completion
from program.errors import RequestError, UnavailableError

LOG = logging.getLogger("burnfit.model")

KernelChoice = Literal["auto", "vnni", "avx2", "float"]
"""How the layers are computed, as `BURNFIT_KERNEL` says it."""

CANCEL_CHECK_S = 0.05
"""Seconds between two looks at the caller's event while a call waits for its turn."""

_CLOSED = "the model is closed: load it again to ask it"


@dataclass(frozen=True, slots=True)
class _Shared:
    """What all adapters of one base share."""

    base: BaseModel
    grammars: Grammars
    head: VocabularyHead


class LocalModel:
    """The `LanguageModel` in this process; each adapter is loaded when it is first asked for, or by `warm`.

    Args:
        base: Its layers are copied for each adapter, its vocabulary is shared.
        adapters: Folder of each adapter, by the adapter's name.
        kernel: What computes the layers: a kernel in 8-bit integers, `auto` for the fastest of this machine where base
            and processor allow one, `float` for transformers.
        kept: Folder in which layers in 8-bit integers are kept from one start to the next; None: nowhere.
        warmed: What `warm` loads: names of adapters, None for the bare base. Absent: all adapters.

    Raises:
        UnavailableError: A kernel is named that base or processor do not allow.
    """

    def __init__(
        self,
        base: BaseModel,
        adapters: Mapping[str, Path],
        *,
        kernel: KernelChoice = "auto",
        kept: Path | None = None,
        warmed: Iterable[str | None] | None = None,
    ) -> None:
        self._folders = dict(adapters)
        self._kernel, self._computes = _kernel(base, kernel)
        if self._kernel is None:
            base.computing_in(fastest_dtype())
        self._open: _Shared | None = _Shared(base, Grammars(base), VocabularyHead(base.model, self._kernel))
        LOG.info("the model computes in %s", self._computes)
        self._kept = kept
        self._warmed = tuple(adapters if warmed is None else warmed)
        # One thread: a pass keeps all cores busy, and each thread that computes would keep idle helper threads.
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="model")
        self._locks: dict[str | None, threading.Lock] = {name: threading.Lock() for name in (None, *adapters)}
        """A lock for each adapter, so that loading one never blocks another."""
        self._loaded: dict[str | None, LoadedAdapter] = {}

    @property
    def base(self) -> BaseModel:
        """The base model. Raises UnavailableError once the model is closed."""
        return self._shared.base

    @property
    def kernel(self) -> str:
        """What computes the layers: a kernel in 8-bit integers, `vnni` or `avx2`, or else `float`."""
        return "float" if self._kernel is None else self._kernel.name

    @property
    def _shared(self) -> _Shared:
        if self._open is None:
            raise UnavailableError(_CLOSED)
        return self._open

    @property
    def capabilities(self) -> Capabilities:
        """As `LanguageModel.capabilities`."""
        return Capabilities(
            schemas=True,
            drafts=True,
            logit_bias=True,
            reproducible=True,
            exact=self._kernel is not None,
            computes=self._computes,
        )

    def complete(self, call: Call, cancel: threading.Event | None = None) -> Completion:
        """As `LanguageModel.complete`."""
        cancel = cancel or threading.Event()
        base = self.base
        ready = self._adapter(call.adapter)
        decoding = self._decoding(ready.layers, call, cancel)

        def answer() -> Completion:
            begun = time.monotonic()
            text, decoded = ready.answer(call.prompt, decoding)
            cost = replace(decoded.cost, ms=round((time.monotonic() - begun) * 1000))
            return Completion(text, cost, decoded.spans(text, base.text_of))

        # In the caller's context, so that callbacks and traces find their parent.
        return _result(self._submit(copy_context().run, answer), cancel)

    def warm(self) -> None:
        """As `LanguageModel.warm`."""
        for name in self._warmed:
            self._adapter(name)

    def close(self) -> None:
        """As `LanguageModel.close`; an answer that is being decoded is completed first."""
        self._open = None
        self._thread.shutdown(cancel_futures=True)
        for name, lock in self._locks.items():
            with lock:
                self._loaded.pop(name, None)

    def llm(self, name: str | None) -> AdapterLLM:
        """An adapter, for None the bare base, as an LLM of LangChain."""
        return AdapterLLM(model=self, adapter=name)

    def layers(self, name: str | None) -> Layers:
        """The layers that an adapter computes with, for None the bare base's. Raises UnavailableError as `complete`."""
        return self._adapter(name).layers

    def _adapter(self, name: str | None) -> LoadedAdapter:
        """An adapter that is ready to answer, loaded first where it is not yet."""
        if (lock := self._locks.get(name)) is None:
            known = ", ".join(sorted(self._folders)) or "none"
            raise UnavailableError(f"there is no adapter {name!r}; known: {known}")
        with lock:
            if name not in self._loaded:
                self._loaded[name] = self._load(self.base, name)
            return self._loaded[name]

    def _load(self, base: BaseModel, name: str | None) -> LoadedAdapter:
        if self._kernel is not None:
            return DirectAdapter(base, Int8Layers(base.model, self._rounded(base, name), self._kernel))
        from models.pipeline_adapter import PipelineAdapter  # LangChain's pipeline takes seconds to import

        return PipelineAdapter(base, base.model if name is None else adapter.load(base, self._folders[name]))

    def _rounded(self, base: BaseModel, name: str | None) -> list[LayerWeights]:
        """The layers with an adapter in 8-bit integers, kept ones or made now."""

        def make() -> list[LayerWeights]:
            model: PreTrainedModel = base.model if name is None else adapter.load(base, self._folders[name])
            return rounding.rounded(model, rounding.sample_of(base.tokenizer), self._kernel)

        if self._kept is None:
            return make()
        files = () if name is None else adapter.files(base, self._folders[name])
        key = rounding.key_of(base.identity, base.model.dtype, files)
        file = self._kept / f"{'.base' if name is None else name}.safetensors"
        return int8_weights.kept_or_made(file, key, make)

    def _decoding(self, layers: Layers, call: Call, cancel: threading.Event) -> Decoding:
        shared = self._shared
        tokenizer = shared.base.tokenizer
        draft = _tokens(tokenizer, call.draft or "")
        return Decoding(
            layers=layers,
            head=shared.head,
            end_of_text=shared.base.end_of_text,
            sampling=call.sampling,
            grammar=None if call.schema is None else shared.grammars.of(call.schema),
            draft=draft if max(draft, default=0) < shared.head.size else (),
            bias={_token(tokenizer, text): more for text, more in call.sampling.logit_bias.items()},
            cancel=cancel,
        )

    def _submit(self, *work: Any) -> Future[Completion]:
        try:
            return self._thread.submit(*work)
        except RuntimeError as error:  # the thread was stopped
            raise UnavailableError(_CLOSED) from error


def dtype_for(kernel: KernelChoice) -> torch.dtype | None:
    """The type to read a base's weights in: bf16 for kernels, which give the same bits everywhere; else None."""
    return torch.bfloat16 if kernel != "float" and kernels.kernels() else None


def _kernel(base: BaseModel, wanted: KernelChoice) -> tuple[Kernel | None, str]:
    """The kernel that computes the layers, None where transformers does; and how that is told."""
    reason = "BURNFIT_KERNEL is float" if wanted == "float" else int8.obstacle(base.model)
    if wanted != "float" and reason is None:
        found = kernels.kernel(None if wanted == "auto" else wanted)
        return found, f"8-bit integers, kernel {found.name}"
    if wanted not in ("auto", "float"):
        raise UnavailableError(f"the kernel {wanted} cannot be used: {reason}; set BURNFIT_KERNEL to auto")
    return None, f"{str(fastest_dtype()).removeprefix('torch.')}, transformers: {reason}"


def _tokens(tokenizer: Any, text: str) -> list[int]:
    """The tokens of a text that stands inside a longer one."""
    tokens: list[int] = tokenizer(text, add_special_tokens=False)["input_ids"]
    return tokens


def _token(tokenizer: Any, text: str) -> int:
    """The one token that `text` is. Raises RequestError where it is several."""
    tokens = _tokens(tokenizer, text)
    if len(tokens) != 1:
        raise RequestError(f"logit_bias names {text!r}, which is {len(tokens)} tokens: expected the text of one")
    return tokens[0]


def _result(answering: Future[Completion], cancel: threading.Event) -> Completion:
    """The answer, once it is made. Raises Cancelled where `cancel` is set before its turn comes."""
    try:
        # `wait` does not count a call that `close` took from the queue as done, `done` does.
        while wait([answering], CANCEL_CHECK_S).not_done and not answering.done():
            if cancel.is_set() and answering.cancel():
                raise Cancelled("the answer was cancelled while it waited for its turn")
    except KeyboardInterrupt:
        cancel.set()
        raise
    try:
        return answering.result()
    except CancelledError as error:  # `close` emptied the queue
        raise UnavailableError(_CLOSED) from error
