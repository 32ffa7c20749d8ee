"""What the service can do, over HTTP and on the command line alike: months, plans, looking inside; one a process."""

import logging
import threading
import uuid
import weakref
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, nullcontext
from dataclasses import replace
from typing import Any, Self

from langgraph.checkpoint.memory import InMemorySaver

from agents.agent import Agent
from agents.intake import Intake
from agents.registry import agents
from agents.task1 import Task1
from graph.build import RunGraph, answer_to, build_graph, run
from graph.progress import Progress, watch
from graph.replay import replay, resume
from graph.run_store import Run, RunInWork, find, in_work, newest, open_records, told
from graph.single_node import NodeOptions, NodeRun, answer_of, run_node
from graph.state import PLAIN, RunContext
from graph.tracing import run_span
from models.language_model import LanguageModel
from program.errors import BurnfitError, RequestError
from program.lifter.constraints import Constraints
from program.month.routine import Plan, Provenance, Routine
from program.schema import LifterRequest, RoutineRequest
from service.model_loader import LazyModel, load_model, uncollected, with_agent
from service.settings import Settings
from service.telemetry import turn_off_langsmith

LOG = logging.getLogger("burnfit.service")


class Service:
    """Answers requests with one loaded model; safe to call from many threads at once.

    Args:
        model: What the agents ask.
        settings: How they ask it.
    """

    def __init__(self, model: LanguageModel, settings: Settings) -> None:
        turn_off_langsmith()
        self._model = model
        self._settings = settings
        self._agents = agents(settings.agents)
        self._records = open_records(settings.runs, settings.runs_kept) if settings.record else None
        self.graph = build_graph(self._agents, checkpointer=self._records or InMemorySaver(serde=PLAIN))
        """The whole graph; runs are recorded where the settings ask for it."""
        if self._records is not None:
            weakref.finalize(self, self._records.conn.close)
        self._month = self.graph if settings.record else build_graph(self._agents)
        self._plan = build_graph(self._agents, until=Task1.name)

    @classmethod
    def load(cls, settings: Settings) -> Self:
        """Prepare the base model where that has not been done yet, and load it with the agents' adapters.

        Raises:
            UnavailableError: The base or an adapter is missing, damaged, or does not fit the other.
        """
        with uncollected():
            model = load_model(settings)
            model.warm()
        return cls(model, settings)

    @classmethod
    def lazily(cls, settings: Settings) -> Self:
        """The service at once; base and adapters are loaded when the model is first asked, for one-off commands."""
        return cls(LazyModel(settings), settings)

    def standing_graph(self) -> RunGraph:
        """The whole graph without a checkpointer, for whoever runs it without a context."""
        return build_graph(self._agents, defaults=self._context(None))

    def like(self, settings: Settings) -> Self:
        """The same model, asked with other settings."""
        return type(self)(self._model, settings)

    def only(self, *names: str) -> Self:
        """The same model, asked by these agents alone."""
        return self.like(self._settings.model_copy(update={"agents": names}))

    @property
    def agents(self) -> tuple[Agent[Any], ...]:
        """Those that run, in their order."""
        return self._agents

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
        context = self._context(cancelled)
        with self._recording(making=context.run_id), run_span(context.run_id):
            return run(self._month, request, context)

    def progress(self, request: RoutineRequest, cancelled: threading.Event | None = None) -> Iterator[Progress]:
        """The same, told node by node while it is made; the month comes last.

        Raises:
            BurnfitError: As `routine`.
        """
        context = self._context(cancelled)
        with self._recording(making=context.run_id), run_span(context.run_id):
            yield from watch(self._month, request, context)

    def node(
        self,
        name: str,
        state: Mapping[str, Any],
        options: NodeOptions | None = None,
        cancelled: threading.Event | None = None,
    ) -> NodeRun:
        """One node of the graph alone, on a state or, where that is all that it needs, a request; it is not recorded.

        Args:
            name: The node; an agent that does not run is added for once.
            state: What it is run on.
            options: What is to be other than the settings say.
            cancelled: Once set, the model stops.

        Raises:
            RequestError: There is no such node, or the state lacks what it needs.
            BurnfitError: Whatever the node raises.
        """
        options = options or NodeOptions()
        graph = self.graph
        if name not in graph.nodes:
            graph = build_graph(agents(with_agent(self._settings, name).agents))
        context = options.context(self._context(cancelled))
        with run_span(context.run_id):
            return run_node(graph, name, options.tried(name, state), context)

    def runs(self, limit: int) -> list[Run]:
        """The newest recorded runs, newest first.

        Raises:
            RequestError: The settings ask for no recording.
        """
        with self._recording(needed=True):
            return newest(self.graph, limit)

    def run(self, run_id: str) -> Run:
        """A recorded run.

        Raises:
            RequestError: There is none of this id, or the settings ask for no recording.
        """
        with self._recording(needed=True):
            return find(self.graph, run_id)

    def replay(self, run_id: str, node: str, changes: Mapping[str, Any]) -> tuple[Routine | None, Routine]:
        """The month of a recorded run, and that of a new one from `node` on with a changed request.

        Raises:
            RequestError: There is no such run, it never came to `node`, the changed request cannot be used, or an
                agent before `node` would be asked something else because of it.
            BurnfitError: As `routine`.
        """
        context = self._context(None)
        with self._recording(needed=True, making=context.run_id), run_span(context.run_id):
            old, new = replay(self.graph, self._agents, run_id, node, changes, context)
        return None if old is None else Routine.model_validate(old), Routine.model_validate(new)

    def resume(self, run_id: str) -> Routine:
        """The month of a run that was broken off: it goes on at the node where it was.

        Raises:
            RequestError: There is no such run, it had other agents, or it is being worked on elsewhere.
            BurnfitError: As `routine`.
        """
        context = replace(self._context(None), run_id=run_id)
        self.run(run_id)  # raises where there is none: nothing is held for a run that is not
        with self._recording(needed=True, making=run_id), run_span(run_id):
            return Routine.model_validate(resume(self.graph, run_id, context))

    def resume_all(self) -> None:
        """Take up every recorded run that was broken off; what cannot be done is logged."""
        for one in self.runs(self._settings.runs_kept):
            if one.routine is None and one.steps and not one.failed:
                named = {"run_id": one.run_id}
                try:
                    self.resume(one.run_id)
                    LOG.info("run %s was broken off and is done now", one.run_id, extra=named)
                except RunInWork as error:
                    LOG.info("%s", error, extra=named)
                except BurnfitError as error:
                    LOG.warning("run %s was broken off, and cannot be taken up: %s", one.run_id, error, extra=named)
                except Exception:  # the others are to be taken up all the same
                    LOG.exception("run %s was broken off, and cannot be taken up", one.run_id, extra=named)

    def constraints(self, request: RoutineRequest) -> tuple[Constraints, Provenance]:
        """What is understood from the request's sentence alone, and who understood it.

        Raises:
            BurnfitError: As `routine`.
        """
        context = self._context(None)
        with run_span(context.run_id):
            return answer_to(build_graph(self._agents, until=Intake.name), Intake, request, context)

    def answer(self, agent: str, state: Mapping[str, Any]) -> tuple[dict[str, Any], Provenance]:
        """What one agent answers, after its retries, where those before it have answered as in `state`; and who did.

        Raises:
            RequestError: The state lacks what the agent needs.
            BurnfitError: As `routine`.
        """
        graph = build_graph(self._agents, until=agent, checkpointer=InMemorySaver(serde=PLAIN))
        context = self._context(None)
        with run_span(context.run_id):
            return answer_of(graph, agent, state, context)

    def weight_plan(self, request: LifterRequest, cancelled: threading.Event | None = None) -> Plan:
        """The weight-increase plan alone.

        Raises:
            BurnfitError: As `routine`.
        """
        context = self._context(cancelled)
        with run_span(context.run_id):
            plan, _ = answer_to(self._plan, Task1, request, context)
        return Plan(**plan.model_dump())

    def _context(self, cancelled: threading.Event | None) -> RunContext:
        settings = self._settings
        return RunContext(
            model=self._model,
            run_id=uuid.uuid4().hex,
            max_attempts=settings.attempts,
            fallback=settings.fallback,
            adapters=settings.adapter == "own",
            decoding=settings.decoding,
            drafting=settings.drafting,
            temperature=settings.temperature,
            first_temperature=settings.free_temperature if settings.decoding == "free" else None,
            cancelled=cancelled,
        )

    @contextmanager
    def _recording(self, *, needed: bool = False, making: str | None = None) -> Iterator[None]:
        """Whatever reads or writes recorded runs; nobody else works on the run `making` meanwhile."""
        if needed and self._records is None:
            raise RequestError("no runs are recorded: BURNFIT_RECORD is false, set it to true")
        mine = in_work(self._settings.runs, making) if making and self._records else nullcontext()
        with told(self._settings.runs), mine:
            yield
