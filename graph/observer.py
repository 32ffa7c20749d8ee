"""The port through which a run reports what happens in it, for metrics; nobody listens unless a context names one."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Literal, Protocol

from models.language_model import Cancelled, Cost
from program.errors import ModelError, RequestError

AnswerSource = Literal["model", "retry", "coach", "code"]
"""Who gave an agent's answer: its model at the first attempt or later, the coach policy, the agent's own code."""

Outcome = Literal["done", "cancelled", "refused", "rejected", "failed"]
"""How a month ended. `cancelled`: the caller left, or the time was up. `refused`: the request cannot be met.
`rejected`: no answer of the model could be used. `failed`: anything else."""


class Observer(Protocol):
    """Somebody who hears what happens in runs. Safe to call from many threads; no method raises or takes long."""

    def node_ended(self, node: str, seconds: float, *, failed: bool) -> None:
        """A node was run, in that many seconds; `failed`: it raised an error."""
        ...

    def model_answered(self, agent: str, cost: Cost) -> None:
        """The model wrote an answer for an agent."""
        ...

    def attempt_rejected(self, agent: str) -> None:
        """An agent's answer was rejected."""
        ...

    def agent_answered(self, agent: str, source: AnswerSource) -> None:
        """An agent's answer counts."""
        ...

    def month_ended(self, outcome: Outcome, seconds: float, *, resumed: bool) -> None:
        """Work on a month ended after that many seconds; `resumed`: it went on where it was broken off."""
        ...


class Unobserved:
    """An observer who does nothing."""

    def node_ended(self, node: str, seconds: float, *, failed: bool) -> None:
        """As `Observer.node_ended`."""

    def model_answered(self, agent: str, cost: Cost) -> None:
        """As `Observer.model_answered`."""

    def attempt_rejected(self, agent: str) -> None:
        """As `Observer.attempt_rejected`."""

    def agent_answered(self, agent: str, source: AnswerSource) -> None:
        """As `Observer.agent_answered`."""

    def month_ended(self, outcome: Outcome, seconds: float, *, resumed: bool) -> None:
        """As `Observer.month_ended`."""


@contextmanager
def month_observed(observer: Observer, *, resumed: bool = False) -> Iterator[None]:
    """Reports how the month ends that is made within, and after how long."""
    begun = time.monotonic()
    try:
        yield
    except BaseException as error:
        observer.month_ended(_outcome(error), time.monotonic() - begun, resumed=resumed)
        raise
    observer.month_ended("done", time.monotonic() - begun, resumed=resumed)


def _outcome(error: BaseException) -> Outcome:
    match error:
        case Cancelled() | GeneratorExit():
            return "cancelled"
        case RequestError():
            return "refused"
        case ModelError():
            return "rejected"
    return "failed"
