"""Rows answered by Ray Data: workers on this machine, or on a cluster, each with a model of its own.

Ray retries the rows of a worker that dies. Nothing of Ray's decides what is done: that is what the output holds.
"""

from __future__ import annotations

import json
import logging
import os
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from importlib.util import find_spec
from itertools import islice
from typing import TYPE_CHECKING, Any, Final

from program.errors import BurnfitError, RequestError, UnavailableError
from service.bulk.outcomes import Outcome
from service.bulk.rows import Route, Row
from service.bulk.threads import in_threads
from service.settings import Settings

if TYPE_CHECKING:
    from service.service import Service

LOG = logging.getLogger("burnfit.bulk")

Load = Callable[[Settings], "Service"]
"""Loads the service in a worker; a function of a module, so that every worker finds it."""

ROWS_AT_ONCE: Final = 20_000
"""Rows that Ray Data is given at once: it holds all of them in memory."""

BLOCK: Final = 16
"""Rows that a worker gets at once, at most. So many are lost at most for each worker when all is killed."""

THREADS: Final = 4
"""Threads of a worker: they compose and check while the model computes."""

RETRIES: Final = 3
"""How often a worker that dies is started again, and its rows are tried again."""

SPARE_CPUS: Final = 1
"""CPUs that Ray counts on this machine and no worker has: Ray Data can wait for one for ever."""

START_S: Final = 600
"""Longest time until all workers have loaded their models, in seconds."""


def has_ray() -> bool:
    """Whether Ray Data is installed."""
    return find_spec("ray") is not None and find_spec("pyarrow") is not None


def load_service(settings: Settings) -> Service:
    """The service with its model, in a worker."""
    from service.service import Service

    return Service.load(settings)


def given_settings(settings: Settings) -> Mapping[str, Any]:
    """The settings that hold for every worker: those that are set here. A cluster's machines have their own defaults.

    Workers record nothing, so no database's password leaves this machine.
    """
    given = {name: getattr(settings, name) for name in settings.model_fields_set - {"store"}}
    return {**given, "store": None, "record": False}


class Worker:
    """One of Ray Data's workers: loads the service once, and answers blocks of rows.

    Args:
        load: Loads the service.
        settings: What differs from the settings of the worker's environment.
        route: What the rows ask for.
    """

    def __init__(self, load: Load, settings: Mapping[str, Any], route: Route) -> None:
        self._route = route
        self._service: Service | None = None
        self._obstacle = ""
        try:
            self._service = load(Settings.read().model_copy(update=dict(settings)))
        except BurnfitError as error:
            self._obstacle = str(error)  # told with the first block: Ray would start the worker again and again

    def __call__(self, block: Mapping[str, Sequence[str]]) -> dict[str, Any]:
        """What becomes of a block's rows, as columns."""
        rows = [Row(*json.loads(one)) for one in block["row"]]
        if self._service is None:
            outcomes = [Outcome(rows[0].line, "stop", self._obstacle)]
        else:
            outcomes = list(in_threads(self._service, self._route, rows, THREADS))
        return {name: [getattr(one, name) for one in outcomes] for name in Outcome._fields}


def on_ray(
    rows: Iterable[Row],
    route: Route,
    settings: Settings,
    *,
    workers: int | None = None,
    address: str | None = None,
    say: Callable[[str], None] = LOG.info,
    load: Load = load_service,
) -> Generator[Outcome]:
    """What becomes of the rows, in their order; Ray is stopped, or the cluster is left, at the end.

    Args:
        rows: Read only as far as they are needed.
        route: What the rows ask for.
        settings: Of this process.
        workers: How many; None: one for each two CPUs.
        address: Of a cluster that is there, or `auto`; None: Ray is started on this machine.
        say: Hears how many workers there are.
        load: Loads the service in each worker.

    Raises:
        RequestError: There are fewer CPUs than workers.
        UnavailableError: There is no cluster at the address, Ray cannot be started, or its workers die each time.
    """
    if address is None:  # refused before Ray is started, which takes seconds
        count, each = shared(workers, [len(os.sched_getaffinity(0))])
        local = {"num_cpus": count * each + SPARE_CPUS, "include_dashboard": False}
    with _started(address, {} if address else local) as nodes:
        if address is not None:
            count, each = shared(workers, nodes)
        say(f"on Ray with {count} workers, CPUs for each: {each}")
        left = iter(rows)
        while some := list(islice(left, ROWS_AT_ONCE)):
            yield from _outcomes(some, (load, given_settings(settings), route), count, each)


def _outcomes(rows: Sequence[Row], arguments: tuple[Any, ...], workers: int, cpus: int) -> Iterator[Outcome]:
    """What becomes of some rows, whose blocks Ray Data hands out to the workers."""
    import ray.data
    from ray.exceptions import RayError

    blocks = min(len(rows), max(workers, -(-len(rows) // BLOCK)))
    answered = ray.data.from_items([{"row": json.dumps(row)} for row in rows], override_num_blocks=blocks).map_batches(
        Worker,
        fn_constructor_args=arguments,
        batch_size=None,
        compute=ray.data.ActorPoolStrategy(size=workers),
        num_cpus=cpus,
        max_restarts=RETRIES,
        max_task_retries=RETRIES,
    )
    try:
        for one in answered.iter_rows():
            yield Outcome(*(one[name] for name in Outcome._fields))
    except RayError as error:
        reason = str(error).strip().splitlines()[-1]
        raise UnavailableError(
            f"Ray's workers cannot go on ({type(error).__name__}: {reason}); what is done is kept: see whether they "
            "have enough memory, and start the same command again"
        ) from error


@contextmanager
def _started(address: str | None, options: Mapping[str, Any]) -> Iterator[list[int]]:
    """Ray, quiet and without a report of its use; gives the CPUs of each machine."""
    os.environ["RAY_USAGE_STATS_ENABLED"] = "0"
    import ray
    from ray.data import DataContext

    try:
        ray.init(address or "local", logging_level=logging.ERROR, log_to_driver=False, **options)
    except (ConnectionError, ValueError, RuntimeError) as error:
        where = f"there is no Ray cluster at {address}" if address else "Ray cannot be started"
        raise UnavailableError(f"{where}: {error}; check --address, or work without Ray: --no-ray") from error
    try:
        logging.getLogger("ray.data").setLevel(logging.CRITICAL)  # it logs tracebacks of what is raised here, too
        context = DataContext.get_current()
        context.enable_progress_bars = False
        context.execution_options.preserve_order = True
        context.wait_for_min_actors_s = START_S
        yield [int(node["Resources"].get("CPU", 0)) for node in ray.nodes() if node["Alive"]]
    finally:
        ray.shutdown()


def shared(workers: int | None, nodes: Sequence[int]) -> tuple[int, int]:
    """How many workers there are, and how many CPUs each has: all the same, and each on one machine.

    Args:
        workers: How many are wished; None: one for each two CPUs of a machine.
        nodes: CPUs of each machine.

    Raises:
        RequestError: There are fewer CPUs than workers.
    """
    if workers is None:
        workers = max(1, sum(cpus // 2 for cpus in nodes))
    for each in range(max(nodes, default=0), 0, -1):
        if sum(cpus // each for cpus in nodes) >= workers:
            return workers, each
    cpus = sum(nodes)
    raise RequestError(
        f"{workers} workers need a CPU each, and Ray has {cpus}: give --workers {max(cpus, 1)} or fewer, or a cluster "
        "with more by --address"
    )
