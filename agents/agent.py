"""What an agent is: a prompt, an answer schema made for the request, checks and a fallback, or plain code.

Each agent is one file. It is stateless: everything that it may look at arrives in `Inputs`.
"""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, ClassVar, Generic, TypeVar

from pydantic import BaseModel

from program.errors import RequestError
from program.lifter.brief import Brief
from program.lifter.constraints import NO_CONSTRAINTS, Constraints
from program.lifter.obeying import obeyed
from program.month.routine import Addition, TrainingDay, TrainingWeek, WeekAddition
from program.progression.review import NO_REVIEW, Review
from program.schema import Language, RoutineRequest

Answer = TypeVar("Answer", bound=BaseModel)

READINGS = (Constraints, Review)
"""Types of the answers that say what a lifter's own words ask for: every agent obeys them, unless it says otherwise."""


@dataclass(frozen=True)
class Inputs:
    """What an agent decides from: the lifter's request and the accepted answers of the agents before it."""

    request: RoutineRequest
    answers: Mapping[str, BaseModel] = field(default_factory=dict)
    """Accepted answers by agent name."""
    briefs: dict[tuple[Constraints, Review], Brief] = field(default_factory=dict, repr=False, compare=False)
    """Briefs of this request made so far, by what was read; the inputs of one run share them."""

    def answer(self, agent: "type[Agent[Answer]]") -> Answer:
        """The accepted answer of an agent, in its own type.

        Args:
            agent: The agent's class, one that the asking agent names in `needs`.

        Raises:
            RequestError: There is no such answer.
        """
        answer = self.find(agent)
        if answer is None:
            raise RequestError(
                f"there is no answer of {agent.name}: name it in `needs`, or put answers.{agent.name} into the state"
            )
        return answer

    def find(self, agent: "type[Agent[Answer]]") -> Answer | None:
        """The accepted answer of an agent named in `uses`, in its own type; None where it gave none."""
        answer = self.answers.get(agent.name)
        assert answer is None or isinstance(answer, agent.answer_type)
        return answer

    @property
    def constraints(self) -> Constraints | None:
        """What the lifter's sentence asks for, as the agent that reads it understood it; None: nothing was read."""
        return next((answer for answer in self.answers.values() if isinstance(answer, Constraints)), None)

    @property
    def review(self) -> Review | None:
        """What the report on the month before says, as its reader understood it; None: nothing was read."""
        return next((answer for answer in self.answers.values() if isinstance(answer, Review)), None)

    @property
    def brief(self) -> Brief:
        """The request as it is obeyed: with what the lifter's sentence and the report on the month before ask for."""
        read = (self.constraints or NO_CONSTRAINTS, self.review or NO_REVIEW)
        if read not in self.briefs:
            self.briefs[read] = obeyed(self.request, *read)
        return self.briefs[read]

    def visible_to(self, agent: "Agent[Any]") -> "Inputs":
        """What an agent may see: the request, the answers that it needs or uses, and what the lifter asks for."""
        names = {*agent.needs, *agent.uses}
        seen = {
            name: answer
            for name, answer in self.answers.items()
            if name in names or (agent.obeys_sentence and isinstance(answer, READINGS))
        }
        return Inputs(self.request, seen, self.briefs)


class Agent(ABC, Generic[Answer]):
    """One decision of the coach: made by the model (`ModelAgent`) or by code (`CodeAgent`), and judged by code."""

    name: ClassVar[str]
    """The node's name in the graph, the key of its answer, and the name of its adapter's and data's folders."""
    needs: ClassVar[tuple[str, ...]] = ()
    """Names of the agents whose answers it cannot do without: `(Task1.name,)`."""
    uses: ClassVar[tuple[str, ...]] = ()
    """Names of further agents whose answers it sees where they gave one; it waits for them, too."""
    obeys_sentence: ClassVar[bool] = True
    """Whether it waits for the agents that read the lifter's words, so that `Inputs.brief` obeys them."""
    answer_type: type[Answer]
    """The closed pydantic model of an accepted answer. An agent with one of `READINGS` reads the lifter's words."""
    optional: ClassVar[bool] = False
    """Whether it runs only where the settings name it."""
    titles: ClassVar[Mapping[Language, str]] = {}
    """The heading of its texts in a lifter's month; in a language that is missing, its name."""
    prints_answer: ClassVar[bool] = True
    """Whether the texts in its answer are printed below the month; False: days, weeks and notes say it all."""

    @property
    def reads_sentence(self) -> bool:
        """Whether its answer says what the lifter's own words ask for."""
        return issubclass(self.answer_type, READINGS)

    def waits_for(self, agents: "Iterable[Agent[Any]]") -> list[str]:
        """The names of those of `agents` that must have answered, or been skipped, before it."""
        names = {*self.needs, *self.uses}
        return [other.name for other in agents if other.name in names or (self.obeys_sentence and other.reads_sentence)]

    def runs(self, inputs: Inputs) -> bool:
        """Whether the agent has anything to decide for this request; if not, it is skipped."""
        return True

    def check(self, inputs: Inputs, answer: Answer) -> list[str]:
        """The programme's rules that a well-formed answer breaks, a message each; empty: accepted."""
        return []

    def contribute(self, inputs: Inputs, answer: Answer, week: int, day: TrainingDay) -> Addition | None:
        """What the answer adds to a training day of the month, such as stretching; None: nothing.

        Args:
            inputs: What the agent decided from.
            answer: Its accepted answer.
            week: 1 to 4.
            day: The day as composed so far.
        """
        return None

    def contribute_to_week(self, inputs: Inputs, answer: Answer, week: TrainingWeek) -> Iterable[WeekAddition]:
        """What the answer adds to a week beside its training days, such as a walk; the month fills in the dates.

        Args:
            inputs: What the agent decided from.
            answer: Its accepted answer.
            week: The week as composed so far.
        """
        return ()

    def notes(self, inputs: Inputs, answer: Answer) -> Iterable[str]:
        """What the lifter is told about the answer: further notes of the month, in their language.

        Args:
            inputs: What the agent decided from.
            answer: Its accepted answer.
        """
        return ()


class CodeAgent(Agent[Answer]):
    """An agent that decides by code alone: no model, no second attempt."""

    @abstractmethod
    def answer(self, inputs: Inputs) -> Answer:
        """The answer to these inputs."""


class ModelAgent(Agent[Answer]):
    """An agent that decides with the base model and an adapter."""

    adapter_folder: ClassVar[Path | None] = None
    """Folder of the adapter; None: the folder of its name among this project's adapters."""
    one_right: ClassVar[bool] = True
    """Whether each request has one right answer, the dataset's.

    If so, the evaluation counts the answers equal to it, and a request's seed (there for variety) does not change the
    first answer.
    """
    logit_bias: ClassVar[Mapping[str, float]] = {}
    """Text of a token -> what is added to its score (logit); above 0 the model writes it more readily."""

    @property
    def adapter(self) -> str | None:
        """The LoRA adapter to answer with; None: the bare base model."""
        return self.name

    def home(self, adapters: Path) -> Path:
        """The folder of its adapter, trained or not yet; `adapters` is the folder of this project's adapters."""
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
        """Draft for speculative decoding, as the model would write it: affects speed, never the answer."""
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

    def same(self, one: Answer, other: Answer) -> bool:
        """Whether two answers decide the same; the evaluation counts those that do as right."""
        return one == other

    def completion(self, inputs: Inputs, answer: Answer) -> str:
        """The answer to these inputs as the model would write it: JSON without spaces."""
        return answer.model_dump_json(exclude_none=True)

    def target(self, inputs: Inputs, row: Mapping[str, Any]) -> str:
        """What the model is trained to write for a row of its dataset, where the row says more than its answer."""
        return self.completion(inputs, self.answer_type.model_validate(row["answer"]))


PROMPT_FORMAT = "## 질문\n{facts}\n{errors}## 답변\n"
"""The frame of every prompt; saved beside each adapter, which is of no use with another."""

_MOST_ERRORS = 3
_LONGEST_ERROR = 160


def render_prompt(facts: Sequence[str], errors: Sequence[str] = ()) -> str:
    """Frame facts, and on a retry the last attempt's errors (the first 3, 160 characters of each), as a prompt."""
    feedback = ""
    if errors:
        short = [f"- {error[:_LONGEST_ERROR]}" for error in errors[:_MOST_ERRORS]]
        feedback = "\n".join(["## 지난 답변의 오류", *short, ""])
    return PROMPT_FORMAT.format(facts="\n".join(f"- {fact}" for fact in facts), errors=feedback)
