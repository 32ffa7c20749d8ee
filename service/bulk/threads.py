"""Rows answered by threads of this process, in their order."""

import threading
from collections import deque
from collections.abc import Generator, Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Final

from service.bulk.outcomes import Outcome, outcome_of
from service.bulk.rows import Route, Row
from service.service import Service

AHEAD: Final = 4
"""Rows begun for each thread before the first of them is waited for: one that takes long does not stop the others."""


def in_threads(service: Service, route: Route, rows: Iterable[Row], threads: int) -> Generator[Outcome]:
    """What becomes of the rows, in their order; the rest is broken off when nobody reads on.

    Args:
        service: What makes the months: while the model works for one row, others are composed and checked.
        route: What the rows ask for.
        rows: Read only as far as they are needed.
        threads: Rows worked on at once.
    """
    cancelled = threading.Event()
    begun: deque[Future[Outcome]] = deque()
    pool = ThreadPoolExecutor(threads, thread_name_prefix="bulk")
    try:
        for row in rows:
            begun.append(pool.submit(outcome_of, service, route, row, cancelled))
            if len(begun) > AHEAD * threads:
                yield begun.popleft().result()
        while begun:
            yield begun.popleft().result()
    finally:
        cancelled.set()
        pool.shutdown(cancel_futures=True)
