"""A language model with one adapter as an LLM of LangChain."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from langchain_core.callbacks import CallbackManagerForLLMRun
from langchain_core.language_models.llms import BaseLLM
from langchain_core.outputs import Generation, LLMResult

from models.language_model import Call, LanguageModel, Sampling


class AdapterLLM(BaseLLM):
    """A LangChain LLM, so a Runnable that can be piped, over any `LanguageModel`.

    `invoke(prompt, schema=..., sampling=..., draft=..., cancel=...)` returns the text; `generate` also returns the
    fields of `Cost` as `generation_info`.
    """

    model: Any
    """The `LanguageModel`."""
    adapter: str | None = None
    """Name of the adapter that answers; None: the bare base model."""
    cache: bool = False
    """LangChain's own cache would mix answers to different schemas and seeds."""

    @property
    def _llm_type(self) -> str:
        return "burnfit-adapter"

    def _generate(
        self,
        prompts: list[str],
        stop: list[str] | None = None,  # noqa: ARG002 - answers end by schema or end of text
        run_manager: CallbackManagerForLLMRun | None = None,  # noqa: ARG002
        **options: Any,
    ) -> LLMResult:
        return LLMResult(generations=[[self._answer(prompt, **options)] for prompt in prompts])

    def _answer(
        self,
        prompt: str,
        *,
        schema: Mapping[str, Any] | None = None,
        sampling: Sampling | None = None,
        draft: str | None = None,
        cancel: Any = None,
    ) -> Generation:
        model: LanguageModel = self.model
        completion = model.complete(Call(prompt, self.adapter, schema, sampling or Sampling(), draft), cancel)
        return Generation(text=completion.text, generation_info=asdict(completion.cost))
