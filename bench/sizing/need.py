"""What a number of lifters needs: replicas, the database, what it costs, and what breaks first."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from bench.sizing.inputs import HOURS, HOURS_BILLED, LIMITS, Inputs, Limit
from bench.sizing.machines import Machine
from bench.sizing.measured import Measured
from bench.sizing.queue import highest_load

_DAY_S: Final = 86_400
_FEWEST_REPLICAS: Final = 2
_FEWEST_DATABASE_CORES: Final = 2
_MOST_LIFTERS: Final = 1e11
"""Where no number of lifters up to this reaches a limit, it has no number."""


@dataclass(frozen=True, slots=True)
class Need:
    """Of one number of lifters."""

    users: int
    mean_per_s: float
    """Requests a second, the mean of a day."""
    peak_per_s: float
    """The same in the day's busiest hour."""
    load: float
    """The highest share of its capacity with which a replica refuses as few as is allowed."""
    replicas: int
    """For the peak, spare ones included."""
    campaign_replicas: int
    """The same for a campaign."""
    cores: int
    memory_gb: float
    """Of all replicas, what the service has in memory, in GB."""
    connections: int
    """To the database, when every pool is full."""
    commits_per_s: float
    """At the peak."""
    log_mb_per_s: float
    """At the peak, in MB (10⁶ bytes) a second."""
    kept_runs: float
    stored_gb: float
    look_s: float
    """Seconds of the database's look for runs that are too many."""
    database_cores: int
    replicas_cost: float
    """A month, where all replicas run all the time, in $."""
    following_cost: float
    """The same where as many run as each hour of the day needs."""
    database_cost: float

    @property
    def cost(self) -> float:
        """All of it a month, in $."""
        return self.replicas_cost + self.database_cost

    @property
    def loads(self) -> Mapping[str, float]:
        """What each limit looks at, by the limit's name."""
        return {
            "connections": self.connections,
            "look": self.look_s,
            "stored": self.stored_gb,
            "commits": self.commits_per_s,
            "log": self.log_mb_per_s,
            "balancer": self.peak_per_s,
        }

    def over(self) -> list[Limit]:
        """The limits that are reached."""
        return [limit for limit in LIMITS if self.loads[limit.name] > limit.most]


@dataclass(frozen=True, slots=True)
class Fleet:
    """Sizes fleets of one kind of machine.

    Args:
        machine: What a replica runs on.
        inputs: What is assumed.
        measured: What a recorded month costs the database.
        load: The highest share of its capacity for a replica.
    """

    machine: Machine
    inputs: Inputs
    measured: Measured
    load: float

    @classmethod
    def of(cls, machine: Machine, inputs: Inputs, measured: Measured) -> Fleet:
        """A fleet whose replicas refuse as few requests as is allowed; the load is computed once."""
        load = highest_load(machine, inputs.sentence_share, inputs.queue_s, inputs.refused_share)
        return cls(machine, inputs, measured, load)

    def replicas(self, per_s: float) -> int:
        """Replicas for so many requests a second: spare ones included, two at least."""
        needed = math.ceil(per_s * self.machine.busy_s(self.inputs.sentence_share) / self.load)
        return max(_FEWEST_REPLICAS, needed + max(1, math.ceil(needed * self.inputs.spare_share)))

    def need(self, users: int) -> Need:
        """What so many lifters need."""
        inputs, machine = self.inputs, self.machine
        mean_per_s = users * inputs.requests_a_day / _DAY_S
        peak_per_s = mean_per_s * max(HOURS)
        replicas = self.replicas(peak_per_s)
        hourly = [self.replicas(mean_per_s * hour) for hour in HOURS]
        commits_per_s = peak_per_s * self._recorded("commits")
        kept_runs = users * inputs.requests_a_day * inputs.kept_days
        stored_gb = kept_runs * self._recorded("stored_kb") / 1e6
        database_cores = max(_FEWEST_DATABASE_CORES, math.ceil(commits_per_s / inputs.commits_a_core))
        core_month = inputs.core_hour * HOURS_BILLED
        return Need(
            users=users,
            mean_per_s=mean_per_s,
            peak_per_s=peak_per_s,
            load=self.load,
            replicas=replicas,
            campaign_replicas=self.replicas(peak_per_s * inputs.campaign),
            cores=replicas * machine.cores,
            memory_gb=replicas * machine.memory_gb,
            connections=round(replicas * inputs.connections),
            commits_per_s=commits_per_s,
            log_mb_per_s=peak_per_s * self._recorded("log_kb") / 1000,
            kept_runs=kept_runs,
            stored_gb=stored_gb,
            look_s=kept_runs / 1e6 * self.measured.look_s_per_million,
            database_cores=database_cores,
            replicas_cost=replicas * machine.cores * core_month,
            following_cost=sum(hourly) / len(hourly) * machine.cores * core_month,
            database_cost=database_cores * core_month + stored_gb * inputs.gb_month,
        )

    def _recorded(self, what: str) -> float:
        """What a month costs the database, the mean over months with and without a sentence."""
        month, sentence = (float(getattr(self.measured.postgres[kind], what)) for kind in ("month", "sentence"))
        return month + (sentence - month) * self.inputs.sentence_share

    def reaches(self, limit: Limit) -> int | None:
        """The fewest lifters, within a hundredth, with whom a limit is exceeded; None: no number reaches it."""
        low, high = 1.0, _MOST_LIFTERS
        if self.need(int(high)).loads[limit.name] <= limit.most:
            return None
        while high / low > 1.01:
            middle = math.sqrt(low * high)
            if self.need(int(middle)).loads[limit.name] > limit.most:
                high = middle
            else:
                low = middle
        return int(high)

    def limits(self) -> list[tuple[Limit, int | None]]:
        """All limits with the lifters that reach them, the first to break first."""
        reached = [(limit, self.reaches(limit)) for limit in LIMITS]
        return sorted(reached, key=lambda pair: math.inf if pair[1] is None else pair[1])
