"""The one place where the base model is prepared, the adapters are loaded and the graph is built: once a process."""

import logging
import threading
import uuid
from pathlib import Path
from typing import TYPE_CHECKING, Self

from agents import AGENTS
from agents.agent import PROMPT_FORMAT
from api.settings import Settings
from graph.build import build_graph, run, understand, weight_plan
from graph.state import RunContext
from models.completion import LanguageModel
from program.constraints import Constraints
from program.errors import UnavailableError
from program.routine import Plan, Provenance, Routine
from program.schema import LifterRequest, RoutineRequest
from program.waves import plan_text

if TYPE_CHECKING:
    from models.base import BaseModel

LOG = logging.getLogger("burnfit.service")


class Service:
    """Answers requests with one loaded model; safe to call from many threads at once.

    Args:
        model: What the agents ask.
        settings: How they ask it.
    """

    def __init__(self, model: LanguageModel, settings: Settings) -> None:
        self._model = model
        self._settings = settings
        self._month = build_graph(AGENTS)
        self._plan = build_graph(AGENTS, until="task1")
        self._constraints = build_graph(AGENTS, until="intake")

    @classmethod
    def load(cls, settings: Settings, *, ahead: bool = True) -> Self:
        """Prepare the base model where that has not been done yet, and load it with the agents' adapters.

        Args:
            settings: How the agents ask the model.
            ahead: Whether every adapter is read now; False: each when it is first needed, for a single request.

        Raises:
            UnavailableError: The base or an adapter is missing, damaged, or does not fit the other.
        """
        from models.adapter import prompt_format
        from models.llm import LocalModel

        base = load_base(settings)
        names = [agent.adapter for agent in AGENTS if agent.adapter is not None]
        for name in names:
            if prompt_format(settings.adapters / name) != PROMPT_FORMAT:
                raise UnavailableError(
                    f"adapter {name} was trained with another form of prompt than this version writes: train it again"
                )
        model = LocalModel(base, {name: settings.adapters / name for name in names})
        for name in names if ahead else ():
            model.llm(name)
        LOG.info("%s is loaded with the adapters %s", base.name, ", ".join(names))
        return cls(model, settings)

    def routine(self, request: RoutineRequest, cancelled: threading.Event | None = None) -> Routine:
        """One month for `request`.

        Args:
            request: Whose month it is.
            cancelled: Once set, the model stops.

        Raises:
            RequestError: The request cannot be met.
            ModelError: No answer of the model could be used, and the coach may not answer.
            UnavailableError: It was cancelled.
        """
        return run(self._month, request, self._context(cancelled))

    def constraints(self, request: RoutineRequest) -> tuple[Constraints, Provenance]:
        """What is understood from the request's sentence alone, and who understood it.

        Raises:
            BurnfitError: As `routine`.
        """
        return understand(self._constraints, request, self._context(None))

    def weight_plan(self, request: LifterRequest, cancelled: threading.Event | None = None) -> Plan:
        """The weight-increase plan alone, its text with the reps of the classic 5/3/1, plus sets included.

        That is the text that the first system's callers know, whichever scheme the plan has.

        Raises:
            BurnfitError: As `routine`.
        """
        whole = RoutineRequest.model_validate(request.model_dump())
        plan = weight_plan(self._plan, whole, self._context(cancelled))
        classic = plan_text(plan.model_copy(update={"scheme": "5/3/1"}))
        return plan.model_copy(update={"weekly_weight_increase_plan": classic})

    def _context(self, cancelled: threading.Event | None) -> RunContext:
        settings = self._settings
        return RunContext(
            model=self._model,
            run_id=uuid.uuid4().hex,
            max_attempts=settings.attempts,
            fallback=settings.fallback,
            decoding=settings.decoding,
            drafting=settings.drafting,
            temperature=settings.temperature,
            free_temperature=settings.free_temperature,
            cancelled=cancelled,
        )


def prepare_base(settings: Settings) -> Path:
    """The folder of the base model, which is prepared with a progress line on standard error the first time.

    Raises:
        UnavailableError: It cannot be prepared: a part is missing or damaged, or the disk is full.
    """
    from models.base import prepare, reporting

    with reporting("base model") as report:
        return prepare(settings.base, settings.cache, report)


def load_base(settings: Settings) -> "BaseModel":
    """The base model, prepared where that has not been done yet.

    Raises:
        UnavailableError: It cannot be prepared or read.
    """
    from models.base import load

    return load(prepare_base(settings), settings.base)
