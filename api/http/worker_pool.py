"""Runs blocking calls in a bounded thread pool; stops them when the caller disconnects or the time is up."""

import asyncio
import logging
import threading
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass
from typing import Annotated, Any, TypeVar

from fastapi import Depends, Request, Response

from api.http.problems import CLIENT_CLOSED_REQUEST
from api.http.route_labels import route_of
from api.http.worker_threads import WorkerThreads
from program.errors import UnavailableError
from service.background_loader import FIRST_PAUSE_S, BackgroundLoader
from service.service import Service

LOG = logging.getLogger("burnfit.api")

Answer = TypeVar("Answer")


@dataclass(frozen=True)
class _End:
    """The end of a stream."""

    error: BaseException | None = None
    """Why it ended early; None: it is complete."""


class WorkerPool:
    """The service, loaded in the background, and the threads that run its calls.

    Args:
        load: Loads the service; started at once, and tried again when it fails.
        threads: Calls that run at once; further ones wait.
        timeout_s: Longest time for a call in seconds, its wait included.
        first_pause_s: Seconds between the first failed try to load and the second.
    """

    def __init__(
        self, load: Callable[[], Service], *, threads: int, timeout_s: float, first_pause_s: float = FIRST_PAUSE_S
    ) -> None:
        self._threads = WorkerThreads(threads, "request")
        self.timeout_s = timeout_s
        self._loader = BackgroundLoader(load, first_pause_s)

    def wait(self, timeout_s: float | None = None) -> None:
        """Return when the service is loaded or the first try has failed, at the latest after `timeout_s` seconds."""
        self._loader.wait(timeout_s)

    def ready(self) -> Service:
        """Returns the loaded service.

        Raises:
            UnavailableError: It is not loaded yet, or the last try failed.
        """
        return self._loader.ready()

    def queued(self) -> dict[tuple[str, ...], float]:
        """How many calls wait for a thread and how many run in one, for `burnfit_queue_requests`."""
        return {("waiting",): self._threads.waiting, ("working",): self._threads.working}

    def is_ready(self) -> bool:
        """Whether the service is loaded."""
        try:
            self.ready()
        except UnavailableError:
            return False
        return True

    def close(self) -> None:
        """Take no more calls, and drop those that still wait."""
        self._loader.close()
        self._threads.shutdown(wait=False, cancel_futures=True)

    async def answer(self, request: Request, work: Callable[[Service, threading.Event], Answer]) -> Answer | None:
        """Returns the result of `work`, which runs in a thread; None where the caller has disconnected.

        Args:
            request: The caller's request.
            work: Takes the service, and an event that is set when the caller disconnects or the time is up. The
                model stops then.

        Raises:
            UnavailableError: The service is not ready, or the time is up.
            BurnfitError: Whatever `work` raises.
        """
        cancelled = threading.Event()
        answering = asyncio.wrap_future(self._threads.submit(work, self.ready(), cancelled))
        leaving = asyncio.create_task(_disconnected(request))
        awaited: set[asyncio.Future[Any]] = {answering, leaving}
        try:
            await asyncio.wait(awaited, timeout=self.timeout_s, return_when=asyncio.FIRST_COMPLETED)
            if answering.done():
                return answering.result()
            if leaving.done():
                LOG.info("%s: the caller has disconnected", route_of(request.scope))
                return None
            raise self._too_late()
        finally:
            cancelled.set()
            answering.cancel()
            leaving.cancel()

    async def call(self, work: Callable[[Service, threading.Event], Answer]) -> Answer:
        """Returns the result of `work`, as `answer` does, for a caller who leaves by cancelling this coroutine.

        Waits for the first try to load the service, if that has not ended.

        Raises:
            UnavailableError: The service could not be loaded, or the time is up.
            BurnfitError: Whatever `work` raises.
        """
        cancelled = threading.Event()
        try:
            async with asyncio.timeout(self.timeout_s):
                # `asyncio.wait` does not cancel what it waits for: the next call waits for the same try.
                await asyncio.wait([asyncio.wrap_future(self._loader.first_try)])
                return await asyncio.wrap_future(self._threads.submit(work, self.ready(), cancelled))
        except TimeoutError as error:
            raise self._too_late() from error
        finally:
            cancelled.set()

    async def stream(self, work: Callable[[Service, threading.Event], Iterator[Answer]]) -> AsyncIterator[Answer]:
        """Yields what `work` yields; `work` runs in a thread, and does not wait for a slow reader.

        Args:
            work: Takes the service, and an event that is set when nobody reads any more or the time is up. The model
                stops then.

        Raises:
            UnavailableError: The service is not ready, or the time is up. A reader who is slower than that still gets
                all that was yielded in time, and then the error.
            BurnfitError: Whatever `work` raises.
        """
        cancelled = threading.Event()
        yielded: asyncio.Queue[Answer | _End] = asyncio.Queue()
        loop = asyncio.get_running_loop()

        def produce(service: Service) -> None:
            end = _End()
            try:
                for one in work(service, cancelled):
                    loop.call_soon_threadsafe(yielded.put_nowait, one)
            except Exception as error:  # noqa: BLE001 - raised again where the stream is read
                end = _End(error)
            loop.call_soon_threadsafe(yielded.put_nowait, end)

        def time_up() -> None:
            yielded.put_nowait(_End(self._too_late()))
            cancelled.set()

        producing = self._threads.submit(produce, self.ready())
        # A timer of its own: asyncio.timeout round the loop below would break off the sending of an event.
        timer = loop.call_later(self.timeout_s, time_up)
        try:
            while not isinstance(one := await yielded.get(), _End):
                yield one
            if one.error is not None:
                raise one.error
        finally:
            timer.cancel()
            cancelled.set()
            producing.cancel()

    def _too_late(self) -> UnavailableError:
        return UnavailableError(
            f"No answer within {self.timeout_s:g} s: ask again when the service is less busy, "
            "or raise BURNFIT_TIMEOUT_S."
        )


def json_response(made: bytes | None) -> Response:
    """A response of JSON that is written already, which FastAPI need not check again; None: the caller has gone."""
    if made is None:
        return Response(status_code=CLIENT_CLOSED_REQUEST)
    return Response(made, media_type="application/json")


async def _disconnected(request: Request) -> None:
    """Return when the caller has closed the connection."""
    while (await request.receive())["type"] != "http.disconnect":
        pass


def _worker_pool(request: Request) -> WorkerPool:
    pool = request.app.state.worker_pool
    assert isinstance(pool, WorkerPool)
    return pool


Workers = Annotated[WorkerPool, Depends(_worker_pool)]
"""The app's worker pool, as a parameter of a route."""
