"""What an agent is, in one file each: a prompt, an answer schema made for the request, checks and a fallback, or code.

An agent is stateless; everything that it may look at arrives in `Inputs`.
"""

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, ClassVar, Generic, TypeVar

from pydantic import BaseModel

from program.lifter.brief import Brief, obeyed
from program.lifter.constraints import NO_CONSTRAINTS, Constraints
from program.schema import Language, RoutineRequest


@dataclass(frozen=True)
class Inputs:
    """What an agent decides from: the lifter's request and the accepted answers of the agents before it."""

    request: RoutineRequest
    answers: Mapping[str, BaseModel] = field(default_factory=dict)
    """Accepted answers by agent name."""

    @cached_property
    def brief(self) -> Brief:
        """The request as it is obeyed, with what `intake` took from the lifter's sentence."""
        constraints = self.answers.get("intake", NO_CONSTRAINTS)
        assert isinstance(constraints, Constraints)
        return obeyed(self.request, constraints)


Answer = TypeVar("Answer", bound=BaseModel)


class Agent(ABC, Generic[Answer]):
    """One decision of the coach: made by the model (`ModelAgent`) or by code (`CodeAgent`), and judged by code."""

    name: ClassVar[str]
    """The node's name in the graph, the key of its answer, and the name of its adapter's and data's folders."""
    needs: ClassVar[tuple[str, ...]] = ()
    """Names of the agents whose answers `Inputs.answers` must hold."""
    uses: ClassVar[tuple[str, ...]] = ("intake",)
    """Names of the agents whose answers `Inputs.answers` holds where they gave one; this one waits for them, too.

    Without `intake` an agent does not know what the lifter's sentence asks for.
    """
    answer_type: type[Answer]
    """The closed pydantic model of an accepted answer."""
    optional: ClassVar[bool] = False
    """Whether it runs only where the settings name it."""
    titles: ClassVar[Mapping[Language, str]] = {}
    """What stands above its texts in a lifter's month; in a language that is missing its name does."""

    def runs(self, inputs: Inputs) -> bool:
        """Whether the agent has anything to decide for this request; where it has not, it is passed over."""
        return True

    def check(self, inputs: Inputs, answer: Answer) -> list[str]:
        """What breaks the programme's rules in a well-formed answer, a message each; empty: accepted."""
        return []


class CodeAgent(Agent[Answer]):
    """An agent that decides by code alone: no model, no second attempt."""

    @abstractmethod
    def answer(self, inputs: Inputs) -> Answer:
        """The answer to these inputs."""


class ModelAgent(Agent[Answer]):
    """An agent that decides with the base model and an adapter."""

    adapter_folder: ClassVar[Path | None] = None
    """Where the adapter is; None: in the folder of its name among this project's adapters."""
    one_right: ClassVar[bool] = True
    """Whether there is one right answer to each request, the dataset's.

    Then the evaluation counts the answers equal to it, and a request's seed, which is for variety, leaves the first
    answer as it is.
    """
    logit_bias: ClassVar[Mapping[str, float]] = {}
    """Text of a token -> what is added to its score (logit): what the model is to write sooner than it would."""

    @property
    def adapter(self) -> str | None:
        """The LoRA adapter to answer with; None: the bare base model."""
        return self.name

    def home(self, adapters: Path) -> Path:
        """The folder that its adapter is in, or will be once it is trained; `adapters` holds this project's."""
        return self.adapter_folder or adapters / (self.adapter or self.name)

    @abstractmethod
    def question(self, inputs: Inputs) -> list[str]:
        """The facts that the agent decides from, a line each, in Korean: the prompt's `## 질문`."""

    @abstractmethod
    def schema(self, inputs: Inputs) -> dict[str, Any]:
        """The JSON schema of the answers to this request; the decoder can write nothing else."""

    @abstractmethod
    def fallback(self, inputs: Inputs) -> Answer:
        """The coach policy's answer, given when the model's attempts are used up."""

    def draft(self, inputs: Inputs) -> str:
        """A likely answer, as the model would write it: what of it is right comes sooner. Else it has no effect."""
        return self.completion(inputs, self.fallback(inputs))

    def prompt(self, inputs: Inputs, errors: Sequence[str] = ()) -> str:
        """The whole prompt; on a retry with the errors of the last attempt, a line each."""
        return render_prompt(self.question(inputs), errors)

    def read(self, inputs: Inputs, value: Any) -> Answer:
        """The answer that the model's JSON stands for.

        Raises:
            pydantic.ValidationError: the JSON is none of the answer's.
        """
        return self.answer_type.model_validate(value)

    def details(self, rows: Sequence[Mapping[str, Any]], answers: Sequence[Answer]) -> Mapping[str, str]:
        """More figures for the evaluation, in words: what is counted -> how often.

        Args:
            rows: Rows of the agent's dataset; each has the right `answer`.
            answers: What the agent answered to each.
        """
        return {}

    def completion(self, inputs: Inputs, answer: Answer) -> str:
        """The answer to these inputs as the model is trained to write it: JSON without spaces."""
        return answer.model_dump_json(exclude_none=True)


PROMPT_FORMAT = "## 질문\n{facts}\n{errors}## 답변\n"
"""The frame of every prompt; saved beside each adapter, which is of no use with another."""

_MOST_ERRORS = 5
_LONGEST_ERROR = 160


def render_prompt(facts: Sequence[str], errors: Sequence[str] = ()) -> str:
    """Frame facts, and on a retry the last attempt's errors (the first 5, 160 characters of each), as a prompt."""
    feedback = ""
    if errors:
        short = [f"- {error[:_LONGEST_ERROR]}" for error in errors[:_MOST_ERRORS]]
        feedback = "\n".join(["## 지난 답변의 오류", *short, ""])
    return PROMPT_FORMAT.format(facts="\n".join(f"- {fact}" for fact in facts), errors=feedback)
