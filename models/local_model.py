"""The language model on this machine: one base, a LangChain LLM per adapter, counted and cancellable answers."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Mapping
from concurrent.futures import Executor, Future, ThreadPoolExecutor, wait
from contextvars import copy_context
from pathlib import Path
from typing import Any

from langchain_core.callbacks import CallbackManagerForLLMRun
from langchain_core.language_models.llms import BaseLLM
from langchain_core.outputs import Generation, LLMResult
from langchain_huggingface import HuggingFacePipeline
from transformers import PreTrainedModel, pipeline

from models import adapter
from models.base_model import BaseModel
from models.decoding.constrained import Decoding, Grammars
from models.engine import int8, int8_weights
from models.engine.int8 import Int8Layers
from models.engine.int8_weights import LayerWeights
from models.engine.layers import Layers, TransformersLayers
from models.language_model import Cancelled, Completion, Sampling
from program.errors import RequestError, UnavailableError

LOG = logging.getLogger("burnfit.model")

WAITING_STEP = 0.05
"""A caller that waits for its turn looks this often (s) whether it was cancelled."""


class AdapterLLM(BaseLLM):
    """A LangChain LLM (a Runnable, so it can be piped) over a local pipeline with one adapter merged in.

    `invoke(prompt, schema=..., sampling=..., draft=..., cancelled=...)` returns the text; `generate`
    also returns the counts of `Completion` as `generation_info`. All LLMs on one base answer in one thread, in the
    order of asking: the processor is busy with one answer anyway, and so none can disturb another.
    """

    engine: HuggingFacePipeline
    grammars: Any
    """`Grammars` of the base's tokenizer."""
    layers: Any
    """`Layers` of the model with its adapter."""
    end_of_text: int
    """Id of the token that ends an answer."""
    thread: Any
    """The `Executor` of one thread that answers for all LLMs on one base."""
    cache: bool = False
    """LangChain's own cache knows neither schema nor seed."""

    @property
    def _llm_type(self) -> str:
        return "local-adapter"

    def _generate(
        self,
        prompts: list[str],
        stop: list[str] | None = None,  # noqa: ARG002 - answers end by schema or end of text
        run_manager: CallbackManagerForLLMRun | None = None,  # noqa: ARG002
        **kwargs: Any,
    ) -> LLMResult:
        return LLMResult(generations=[[self._answer(prompt, **kwargs)] for prompt in prompts])

    def _answer(
        self,
        prompt: str,
        *,
        schema: Mapping[str, Any] | None = None,
        sampling: Sampling | None = None,
        draft: str | None = None,
        cancelled: threading.Event | None = None,
    ) -> Generation:
        matcher = None if schema is None else self.grammars.matcher(schema)
        tokenizer = self.engine.pipeline.tokenizer
        foreseen = tokenizer(draft, add_special_tokens=False)["input_ids"] if draft else ()
        stop = cancelled or threading.Event()
        sampling = sampling or Sampling()
        bias = {_token(tokenizer, text): more for text, more in sampling.logit_bias.items()}
        decoding = Decoding(matcher, self.end_of_text, sampling, self.layers, stop, foreseen, bias)
        options = {
            "custom_generate": decoding,
            "return_full_text": False,
            "clean_up_tokenization_spaces": False,
        }

        def generate() -> Generation:
            begun = time.monotonic()
            result = self.engine.generate([prompt], pipeline_kwargs=options)
            ms = round((time.monotonic() - begun) * 1000)
            counts = {
                name: getattr(decoding, name) for name in ("prompt_tokens", "forced_tokens", "chosen_tokens", "passes")
            }
            return Generation(text=result.generations[0][0].text, generation_info={**counts, "ms": ms})

        # In the caller's context: what traces the call finds its parent there.
        return _awaited(self.thread.submit(copy_context().run, generate), stop)


class LocalModel:
    """The `LanguageModel` on this machine: a base and the folders of its adapters, each read when first asked for.

    Args:
        base: Its layers are copied for each adapter, its vocabulary is shared.
        adapters: Folder of each adapter, by its name.
        in_int8: Whether to compute in 8-bit integers where base and processor allow it.
        kept: Folder in which layers in 8-bit integers are kept from one start to the next; None: nowhere.
    """

    def __init__(
        self, base: BaseModel, adapters: Mapping[str, Path], *, in_int8: bool = True, kept: Path | None = None
    ) -> None:
        self.base = base
        """What the adapters are of."""
        self._kept = kept
        self._int8 = in_int8 and self._allows_int8()
        self._adapters = dict(adapters)
        self._grammars = Grammars(base)
        # One for all: each thread that computes keeps helpers of its own, and idle ones take time from the busy.
        self._thread: Executor = ThreadPoolExecutor(1, thread_name_prefix="model")
        self._loading = threading.Lock()
        self._llms: dict[str | None, AdapterLLM] = {}

    def llm(self, adapter_name: str | None) -> AdapterLLM:
        """The LangChain LLM of an adapter, of the bare base for None; UnavailableError where it cannot be had."""
        with self._loading:
            if adapter_name not in self._llms:
                self._llms[adapter_name] = self._llm(adapter_name)
            return self._llms[adapter_name]

    def read_all(self) -> None:
        """Read every adapter now. Raises UnavailableError where one cannot be had."""
        for name in self._adapters:
            self.llm(name)

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
        """As `LanguageModel.complete`; safe to call from several threads."""
        options: dict[str, Any] = {"schema": schema, "sampling": sampling, "draft": draft, "cancelled": cancelled}
        result = self.llm(adapter).generate([prompt], **options)
        generation = result.generations[0][0]
        return Completion(text=generation.text, **(generation.generation_info or {}))

    def _folder(self, name: str) -> Path:
        if name not in self._adapters:
            known = ", ".join(sorted(self._adapters)) or "none"
            raise UnavailableError(f"there is no adapter {name!r}; known: {known}")
        return self._adapters[name]

    def _model(self, name: str | None) -> PreTrainedModel:
        return self.base.model if name is None else adapter.load(self.base, self._folder(name))

    def _allows_int8(self) -> bool:
        if reason := int8.obstacle(self.base.model):
            LOG.info("the model computes in %s, not in 8-bit integers: %s", self.base.model.dtype, reason)
        return reason is None

    def _rounded(self, name: str | None) -> list[LayerWeights]:
        """The layers with an adapter in 8-bit integers, as they were kept or made anew."""

        def make() -> list[LayerWeights]:
            return int8_weights.rounded(self._model(name), int8_weights.sample_of(self.base.tokenizer))

        if self._kept is None:
            return make()
        files = () if name is None else adapter.files(self.base, self._folder(name))
        key = int8_weights.key_of(self.base.identity, self.base.model.dtype, files)
        file = self._kept / f"{'.base' if name is None else name}.safetensors"
        return int8_weights.kept_or_made(file, key, make)

    def _llm(self, name: str | None) -> AdapterLLM:
        if self._int8:
            # The pipeline only needs the vocabulary: the base serves all.
            model: PreTrainedModel = self.base.model
            layers: Layers = Int8Layers(model, self._rounded(name))
        else:
            model = self._model(name)
            layers = TransformersLayers(model)
        ready = pipeline("text-generation", model=model, tokenizer=self.base.tokenizer)
        return AdapterLLM(
            engine=HuggingFacePipeline(pipeline=ready, model_id=self.base.name),
            grammars=self._grammars,
            layers=layers,
            end_of_text=self.base.end_of_text,
            thread=self._thread,
        )


def _token(tokenizer: Any, text: str) -> int:
    """The one token that `text` is; RequestError where it is several."""
    tokens = tokenizer(text, add_special_tokens=False)["input_ids"]
    if len(tokens) != 1:
        raise RequestError(f"logit_bias names {text!r}, which is {len(tokens)} tokens: expected the text of one")
    return int(tokens[0])


def _awaited(answering: Future[Generation], stop: threading.Event) -> Generation:
    """The answer, once its turn has come and it is made; Cancelled where `stop` is set before its turn."""
    try:
        while not wait([answering], WAITING_STEP).done:
            if stop.is_set() and answering.cancel():
                raise Cancelled("the answer was cancelled while it waited for its turn")
    except KeyboardInterrupt:
        stop.set()
        raise
    return answering.result()
