"""Everything that HTTP, MCP and the command line offer: months, plans, single nodes, recorded runs."""

import threading
import weakref
from collections.abc import Collection, Iterator, Mapping
from copy import copy
from typing import Any, Self

from langgraph.checkpoint.memory import InMemorySaver

from agents.agent import Agent
from agents.registry import agents
from agents.task1 import Task1
from graph.build import RunGraph, answer_to, build_graph
from graph.observer import Observer, Unobserved
from graph.progress import Progress
from graph.recorder import Recorder
from graph.single_node import NodeOptions, NodeRun, answer_of, run_node
from graph.state import PLAIN, RunContext
from graph.tracing import run_span
from models.language_model import LanguageModel
from program.errors import RequestError
from program.month.routine import Plan, Provenance, Routine
from program.progression.carry import Carry
from program.schema import LifterRequest, RoutineRequest
from service.caller import ANYBODY, Caller
from service.making import MonthMaker
from service.model_loader import LazyModel, load_model, uncollected, with_agent
from service.once import Once
from service.retention import EVERY_S, Retention
from service.runs import Runs, month_of
from service.settings import Settings
from service.stores import open_store
from service.telemetry import turn_off_langsmith


class Service:
    """Answers requests with one loaded model; safe to call from many threads at once.

    Args:
        model: What the agents ask.
        settings: How they ask it, and where runs are recorded.
    """

    def __init__(self, model: LanguageModel, settings: Settings) -> None:
        turn_off_langsmith()
        self._model = model
        self._settings = settings
        self._agents = agents(settings.agents)
        self.observer: Observer = Unobserved()
        """Hears what happens in all runs that begin from now on."""
        self._recorder: Recorder | None = None
        if settings.record:
            store = open_store(settings)
            self._recorder = Recorder(store, settings.runs_kept, settings.runs_days)
            weakref.finalize(self, store.close)
        self.graph = build_graph(self._agents)
        """The whole graph, without a checkpointer."""
        self._caller = ANYBODY
        self._once: Once | None = None
        self._original: Service | None = None
        self._plan = build_graph(self._agents, until=Task1.name)

    @classmethod
    def load(cls, settings: Settings) -> Self:
        """Load the base model, which is prepared the first time, and the adapters of the agents.

        Raises:
            UnavailableError: The base or an adapter is missing, damaged, or does not fit the other; or runs cannot be
                recorded.
        """
        with uncollected():
            model = load_model(settings)
            try:
                model.warm()
            except BaseException:
                model.close()
                raise
        service = cls(model, settings)
        if service._recorder is not None:
            service._recorder.recorded(service.graph)  # opens the store
            service.keep_pruning()
        return service

    @classmethod
    def lazily(cls, settings: Settings, asked: Collection[str] | None = None) -> Self:
        """The service at once; base and adapters are loaded when the model is first asked, for one-off commands.

        Args:
            settings: Of the process.
            asked: Names of the agents that will ask the model; None: all that run.
        """
        return cls(LazyModel(settings, asked), settings)

    def keep_pruning(self, every_s: float = EVERY_S) -> None:
        """Delete old runs now and from time to time, as long as this service is there; of no use without recording.

        Commands do not ask for it: to look at runs deletes none.
        """
        if self._recorder is not None:
            weakref.finalize(self, Retention(self._recorder.prune, every_s).stop)

    def standing_graph(self) -> RunGraph:
        """The whole graph without a checkpointer, for callers that run it without a context."""
        return build_graph(self._agents, defaults=self._context(None))

    def like(self, settings: Settings) -> Self:
        """The same model with other settings."""
        return type(self)(self._model, settings)

    def of(self, caller: Caller) -> Self:
        """The same service for a caller, who makes runs as their owner and finds only those that may be seen."""
        return self._with(caller, self._once)

    def under(self, once: Once | None) -> Self:
        """The same service, which makes each month once under the key of a call; None: a new one each time."""
        return self._with(self._caller, once)

    def _with(self, caller: Caller, once: Once | None) -> Self:
        other = copy(self)
        other._caller, other._once = caller, once
        other._original = self  # the store is closed when nobody has this one any more
        return other

    @property
    def agents(self) -> tuple[Agent[Any], ...]:
        """The agents that run, in their order."""
        return self._agents

    def routine(self, request: RoutineRequest, cancelled: threading.Event | None = None) -> Routine:
        """One month for `request`.

        Args:
            request: Whose month it is.
            cancelled: Once set, the model stops.

        Raises:
            RequestError: The request cannot be met; or as `MonthMaker.routine`, where the call has a key.
            ModelError: No answer of the model could be used, and the coach may not answer.
            UnavailableError: It was cancelled.
        """
        return self._maker.routine(request, self._context(cancelled))

    def progress(self, request: RoutineRequest, cancelled: threading.Event | None = None) -> Iterator[Progress]:
        """One month for `request` as events while it is made; the last event holds the month.

        Raises:
            BurnfitError: As `routine`.
        """
        return self._maker.progress(request, self._context(cancelled))

    def check_once(self) -> bool:
        """Whether the month under the key of this call is made already.

        Raises:
            RequestError: `routine` and `progress` would refuse the call for its key.
        """
        return self._maker.check()

    def node(
        self,
        name: str,
        state: Mapping[str, Any],
        options: NodeOptions | None = None,
        cancelled: threading.Event | None = None,
    ) -> NodeRun:
        """Run one node of the graph alone; it is not recorded.

        Args:
            name: The node; an agent that does not run is added for this call.
            state: What it is run on: a state, or a request where the node needs no more.
            options: What differs from the settings.
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

    def carry(self, run_id: str) -> Carry:
        """What the month of a recorded run carries over to the next one.

        Raises:
            UnknownRun: No run has this id.
            RequestError: No runs are recorded, or the run has no month that carries anything over.
        """
        carry = month_of(self.runs.get(run_id)).carry
        if carry is None:
            raise RequestError(f"run {run_id} has no month to go on from: it was made before months carried anything")
        return carry

    @property
    def computes(self) -> str:
        """How the model computes: its numbers, and the kernel or the reason why there is none."""
        return self._model.capabilities.computes

    @property
    def built_with(self) -> tuple[str, str]:
        """The base model's name, and what computes it (`LocalModel.kernel`); empty: it is not in this process."""
        base = getattr(self._model, "base", None)
        return str(getattr(base, "name", "")), str(getattr(self._model, "kernel", ""))

    @property
    def records(self) -> bool:
        """Whether the settings ask for runs to be recorded."""
        return self._recorder is not None

    @property
    def runs(self) -> Runs:
        """The recorded runs.

        Raises:
            RequestError: The settings ask for no recording.
        """
        if self._recorder is None:
            raise RequestError("no runs are recorded: BURNFIT_RECORD is false, set it to true")
        return Runs(self._recorder, self.graph, self._agents, lambda: self._context(None), self._caller)

    @property
    def resumes(self) -> bool:
        """Whether the settings ask for runs that were broken off to be taken up."""
        return self._settings.resume and self.records

    def answer(self, agent: str, state: Mapping[str, Any]) -> tuple[dict[str, Any], Provenance]:
        """One agent's answer, after its retries, to a state with the answers of the agents before it; and who gave it.

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
            max_attempts=settings.attempts,
            fallback=settings.fallback,
            adapters=settings.adapter == "own",
            decoding=settings.decoding,
            drafting=settings.drafting,
            temperature=settings.temperature,
            first_temperature=settings.free_temperature if settings.decoding == "free" else None,
            log_sentences=settings.log_sentences,
            observer=self.observer,
            cancelled=cancelled,
        )

    @property
    def _maker(self) -> MonthMaker:
        return MonthMaker(self.graph, self._recorder, self._caller, self._once)
