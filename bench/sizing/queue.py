"""One replica's queue, twice: as a formula, and as a simulation of its threads behind the service's own gate.

The formula is that of one server with a bounded queue (M/G/1/K): requests come at random, each keeps the machine for
some time, and who finds too many ahead is refused. The simulation has what the formula leaves out: threads, the model
that answers one agent at a time, work that overlaps, and the moving mean by which the gate expects a wait.
"""

from __future__ import annotations

import heapq
import itertools
import math
import random
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np

from api.http.gate import Gate, Overloaded, Slot
from bench.figures import percentile
from bench.sizing.machines import MODEL_ANSWERS, Machine

_HIGHEST: Final = 3.0
"""The highest load that is looked at where one is searched for."""


def places(busy_s: float, queue_s: float) -> int:
    """The most requests that a gate admits at once, where each keeps the machine for `busy_s` seconds."""
    return math.floor(queue_s / busy_s) + 1


def mean_waits_s(machine: Machine, sentence_share: float, load: float) -> tuple[float, float]:
    """Two bounds of the mean seconds that a request waits for others, if none is refused.

    The lower one holds where requests are made one after the other (Pollaczek and Khinchine), the upper one where all
    of them share the machine evenly. The service lies between the two: requests take turns at the model.

    Args:
        machine: What a replica runs on.
        sentence_share: Share of requests with a sentence.
        load: Requests a second as a share of what the replica can make; less than 1.
    """
    points = machine.points(sentence_share)
    mean = sum(seconds * share for seconds, share in points)
    square = sum(seconds**2 * share for seconds, share in points)
    return load * square / (2 * mean * (1 - load)), mean * load / (1 - load)


def refused_share(machine: Machine, sentence_share: float, queue_s: float, load: float) -> float:
    """Share of requests that are refused, by the formula.

    Args:
        machine: What a replica runs on.
        sentence_share: Share of requests with a sentence.
        queue_s: Longest expected wait with which a request is admitted, in seconds.
        load: Requests a second as a share of what the replica can make; more than 0.
    """
    seconds, shares = (np.array(column) for column in zip(*machine.points(sentence_share), strict=True))
    mean = float(seconds @ shares)
    most = places(mean, queue_s)
    come = load / mean * seconds
    chances = np.empty(most)
    """How likely it is that 0, 1, … requests come while one is in work."""
    each = np.exp(-come)
    for number in range(most):
        chances[number] = each @ shares
        each = each * come / (number + 1)
    # How many are left when a request is done, each in terms of those before: the chain of the formula's textbook form.
    left = np.zeros(most)
    left[0] = 1.0
    for number in range(most - 1):
        before = left[0] * chances[number] + sum(left[n] * chances[number - n + 1] for n in range(1, number + 1))
        left[number + 1] = max(0.0, (left[number] - before) / chances[0])
    empty = left[0] / left.sum()
    return float(max(0.0, 1 - 1 / (empty + load)))


def highest_load(machine: Machine, sentence_share: float, queue_s: float, most_refused: float) -> float:
    """The highest load at which at most `most_refused` of the requests are refused, by the formula."""
    low, high = 0.0, _HIGHEST
    for _ in range(40):
        middle = (low + high) / 2
        if refused_share(machine, sentence_share, queue_s, middle) <= most_refused:
            low = middle
        else:
            high = middle
    return low


@dataclass(slots=True)
class Job:
    """One request of the simulation."""

    at: float
    """When it comes, in seconds."""
    answers: Sequence[float]
    """Seconds of the model for each answer, one after the other."""
    own_s: float
    """Seconds of all else, which overlap with other requests."""
    done: int = 0
    slot: Slot | None = None

    @property
    def alone_s(self) -> float:
        """Seconds that it takes where nothing else is in work."""
        return sum(self.answers) + self.own_s


@dataclass(frozen=True, slots=True)
class Simulated:
    """What became of the requests of one simulation."""

    waits_s: Sequence[float] = field(repr=False)
    """Seconds that requests took longer than they take alone."""
    seconds: Sequence[float] = field(repr=False)
    """Seconds from request to answer."""
    refused: int

    @property
    def refused_share(self) -> float:
        """Share of all requests."""
        sent = self.refused + len(self.seconds)
        return self.refused / sent if sent else 0.0

    def wait_s(self, share: float) -> float:
        """A percentile of the waits, in seconds."""
        return percentile(self.waits_s, share)

    def took_s(self, share: float) -> float:
        """A percentile of the seconds from request to answer."""
        return percentile(self.seconds, share)


def jobs(machine: Machine, sentence_share: float, times: Iterable[float], seed: int) -> list[Job]:
    """Requests at these times; what each takes is drawn.

    Args:
        machine: What the replica runs on.
        sentence_share: Share of requests with a sentence.
        times: Seconds at which they come, in order.
        seed: Of what is drawn.
    """
    drawn = random.Random(seed)
    some = []
    for at in times:
        kind = "sentence" if drawn.random() < sentence_share else "month"
        spread = machine.sentence if kind == "sentence" else machine.month
        seconds = spread.p50_s * math.exp(drawn.gauss(0.0, spread.sigma))
        answers = MODEL_ANSWERS[kind]
        model_s = seconds * machine.model_share
        some.append(Job(at, [model_s / answers] * answers, seconds - model_s))
    return some


def simulate(some: Sequence[Job], *, queue_s: float, threads: int, expected_s: float) -> Simulated:
    """One replica that works on requests, with the gate that the service has.

    Args:
        some: The requests, in the order of their times.
        queue_s: `BURNFIT_QUEUE_S`.
        threads: `BURNFIT_THREADS`.
        expected_s: Seconds that the gate expects of a month at first.
    """
    return _Replica(queue_s, threads, expected_s).work(some)


class _Replica:
    """The events of a simulation, the earliest first."""

    def __init__(self, queue_s: float, threads: int, expected_s: float) -> None:
        self._now = 0.0
        self._gate = Gate(queue_s, first_month_s=expected_s, clock=lambda: self._now)
        self._free = threads
        self._waiting: deque[Job] = deque()
        self._asking: deque[Job] = deque()
        self._answering = False
        self._events: list[tuple[float, int, Callable[[Job], None], Job]] = []
        self._order = itertools.count()
        self._seconds: list[float] = []
        self._waits: list[float] = []

    def work(self, some: Sequence[Job]) -> Simulated:
        """Everything until the last answer."""
        for job in some:
            self._at(job.at, self._come, job)
        while self._events:
            self._now, _, do, job = heapq.heappop(self._events)
            do(job)
        return Simulated(self._waits, self._seconds, self._gate.refused)

    def _at(self, at: float, do: Callable[[Job], None], job: Job) -> None:
        heapq.heappush(self._events, (at, next(self._order), do, job))

    def _come(self, job: Job) -> None:
        try:
            job.slot = self._gate.admit()
        except Overloaded:
            return
        self._waiting.append(job)
        self._begin_next()

    def _begin_next(self) -> None:
        if self._free and self._waiting:
            self._free -= 1
            job = self._waiting.popleft()
            if job.slot:
                job.slot.begin()
            self._go_on(job)

    def _go_on(self, job: Job) -> None:
        """Work that needs no model, before the next answer or after the last one."""
        part_s = job.own_s / (len(job.answers) + 1)
        self._at(self._now + part_s, self._ask if job.done < len(job.answers) else self._end, job)

    def _ask(self, job: Job) -> None:
        self._asking.append(job)
        self._answer_next()

    def _answer_next(self) -> None:
        if not self._answering and self._asking:
            self._answering = True
            job = self._asking.popleft()
            self._at(self._now + job.answers[job.done], self._answered, job)

    def _answered(self, job: Job) -> None:
        job.done += 1
        self._answering = False
        self._go_on(job)
        self._answer_next()

    def _end(self, job: Job) -> None:
        if job.slot:
            job.slot.end(measured=True)
        self._seconds.append(self._now - job.at)
        self._waits.append(max(0.0, self._now - job.at - job.alone_s))
        self._free += 1
        self._begin_next()
