"""Errors of a run that name the agent at fault."""

import ast
import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from langgraph.runtime import get_runtime
from pydantic import ValidationError

from graph.state import Attempt, RunContext
from program.errors import BurnfitError, ModelError, RequestError, UnavailableError
from program.field_errors import field_errors, one_line

LOG = logging.getLogger("burnfit.graph")


class AnswerRejected(ModelError):  # noqa: N818 - the family's name says that it is an error
    """The model used up its attempts at one agent's answer, and the coach is not allowed to answer for it."""

    def __init__(self, agent: str, attempts: Sequence[Attempt]) -> None:
        self.agent = agent
        """The agent whose answer was rejected."""
        self.attempts = tuple(attempts)
        """Every attempt with its text and errors, oldest first."""
        listed = "\n".join(
            f"attempt {number}: {attempt['text']!r}: {'; '.join(attempt['errors'])}"
            for number, attempt in enumerate(attempts, start=1)
        )
        super().__init__(
            f"no answer of {agent} was accepted in {len(self.attempts)} attempts; "
            f"allow the fallback or more attempts, or ask again with another seed:\n{listed}"
        )


class AgentFailed(UnavailableError):  # noqa: N818 - as above
    """An agent's own code failed: it raised something, or a code agent returned what its answer type forbids."""

    private = True

    def __init__(self, agent: str, reason: str, errors: Sequence[str] = ()) -> None:
        self.agent = agent
        """The agent that failed."""
        self.errors = tuple(errors)
        """What is wrong with its only answer; none: it gave no answer, or failed later."""
        super().__init__(f"agent {agent} failed: {reason}; mend it, or leave it out of BURNFIT_AGENTS")


def fields_in_one_line(error: ValidationError, *under: str) -> str:
    """Pydantic's errors in one line, field by field; `under` is the path of the value in the state."""
    return one_line(field_errors([{**item, "loc": (*under, *item["loc"])} for item in error.errors()]))


def recorded_error(text: str) -> BurnfitError | None:
    """The error that a checkpoint has kept as its `repr`, as one of its family; None: none of the project's own."""
    name, _, rest = text.partition("(")
    family = next((one for one in (RequestError, ModelError, UnavailableError) if name in _names(one)), None)
    try:
        message = ast.literal_eval(f"({rest}")
    except (ValueError, SyntaxError):
        return None
    return family(message) if family and isinstance(message, str) else None


def _names(family: type[BurnfitError]) -> set[str]:
    """The names of a family's errors."""
    return {family.__name__}.union(*map(_names, family.__subclasses__()))


@contextmanager
def blaming(agent: str) -> Iterator[None]:
    """Re-raises what an agent's own code raises as `AgentFailed`; the project's own errors pass."""
    try:
        yield
    except BurnfitError:
        raise
    except Exception as error:
        LOG.exception("agent %s failed", agent, extra={"run_id": _run_id(), "agent": agent})
        raise AgentFailed(agent, f"it raised {type(error).__name__}: {error}") from error


def _run_id() -> str | None:
    """The id of the run that this is a part of, if it is one."""
    try:
        context: RunContext | None = get_runtime(RunContext).context
    except RuntimeError:
        return None
    return None if context is None else context.run_id
