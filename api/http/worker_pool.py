"""Runs blocking calls in bounded thread pools; stops them when the caller disconnects or the time is up."""

import asyncio
import logging
import threading
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from concurrent.futures import Future
from copy import copy
from dataclasses import dataclass
from typing import Annotated, Any, Final, Self, TypeVar

from fastapi import Depends, Request, Response

from api.http.callers import caller_of
from api.http.drain import Drain, stopping
from api.http.gate import Gate
from api.http.problems import CLIENT_CLOSED_REQUEST
from api.http.route_labels import route_of
from api.http.worker_threads import WorkerThreads, disconnected
from program.errors import UnavailableError
from service.background_loader import FIRST_PAUSE_S, BackgroundLoader
from service.caller import ANYBODY, Caller
from service.service import Service

LOG = logging.getLogger("burnfit.api")

READERS: Final = 4
"""Threads for what needs no model: lists, drawings, files. They never wait for a month."""

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
        threads: Calls for months that run at once; further ones wait.
        timeout_s: Longest time for a call in seconds, its wait included.
        first_pause_s: Seconds between the first failed try to load and the second.
        gate: Admits calls for months; None: one of its own.
        drain: Knows whether the server stops; None: it never does.
    """

    def __init__(
        self,
        load: Callable[[], Service],
        *,
        threads: int,
        timeout_s: float,
        first_pause_s: float = FIRST_PAUSE_S,
        gate: Gate | None = None,
        drain: Drain | None = None,
    ) -> None:
        self._threads = WorkerThreads(threads, "request")
        self._readers = WorkerThreads(READERS, "read")
        self.timeout_s = timeout_s
        self.gate = gate or Gate()
        self.drain = drain or Drain()
        self._loader = BackgroundLoader(load, first_pause_s)
        self._caller = ANYBODY

    def of(self, caller: Caller) -> Self:
        """The same threads and the same service, for a caller: no route can forget whose runs it may see."""
        other = copy(self)
        other._caller = caller
        return other

    def wait(self, timeout_s: float | None = None) -> None:
        """Return when the service is loaded or the first try has failed, at the latest after `timeout_s` seconds."""
        self._loader.wait(timeout_s)

    def ready(self) -> Service:
        """Returns the loaded service, for the caller.

        Raises:
            UnavailableError: It is not loaded yet, or the last try failed.
        """
        return self._loader.ready().of(self._caller)

    def queued(self) -> dict[tuple[str, ...], float]:
        """How many calls wait for a thread and how many run in one, for `burnfit_queue_requests`."""
        return {("waiting",): self._threads.waiting, ("working",): self._threads.working}

    def is_ready(self) -> bool:
        """Whether the service is loaded, and is not being stopped."""
        try:
            self.ready()
        except UnavailableError:
            return False
        return not self.drain.begun

    def close(self) -> None:
        """Take no more calls, and drop those that still wait."""
        self._loader.close()
        for threads in (self._threads, self._readers):
            threads.shutdown(wait=False, cancel_futures=True)

    async def answer(
        self, request: Request, work: Callable[[Service, threading.Event], Answer], months: int = 1
    ) -> Answer | None:
        """Returns the result of `work`, which asks the model, in a thread; None where the caller has disconnected.

        Args:
            request: The caller's request.
            work: Takes the service, and an event that is set when the caller disconnects or the time is up. The
                model stops then.
            months: How many months it makes.

        Raises:
            Overloaded: It would wait too long.
            UnavailableError: The service is not ready, or is being stopped, or the time is up.
            BurnfitError: Whatever `work` raises.
        """
        cancelled = threading.Event()
        answering = self._submit(lambda service: work(service, cancelled), months)
        return await self._result(answering, cancelled, self.timeout_s, request)

    async def read(self, request: Request, work: Callable[[Service, threading.Event], Answer]) -> Answer | None:
        """Returns the result of `work`, which does not ask the model: it does not wait for months.

        Arguments and errors are as in `answer`, but it is always admitted.
        """
        cancelled = threading.Event()
        answering = self._readers.submit(work, self.ready(), cancelled)
        return await self._result(answering, cancelled, self.timeout_s, request)

    async def call(self, work: Callable[[Service, threading.Event], Answer]) -> Answer:
        """Returns the result of `work`, as `answer` does, for a caller who leaves by cancelling this coroutine.

        Waits for the first try to load the service, if that has not ended.

        Raises:
            UnavailableError: The service could not be loaded, or as `answer`.
            BurnfitError: Whatever `work` raises.
        """
        loop = asyncio.get_running_loop()
        until = loop.time() + self.timeout_s
        # `asyncio.wait` does not cancel what it waits for: the next call waits for the same try.
        await asyncio.wait([asyncio.wrap_future(self._loader.first_try)], timeout=self.timeout_s)
        if loop.time() >= until:
            raise self._too_late()
        cancelled = threading.Event()
        answering = self._submit(lambda service: work(service, cancelled), 1)
        answer = await self._result(answering, cancelled, until - loop.time())
        assert answer is not None  # only a request is given up
        return answer

    async def _result(
        self,
        answering: Future[Answer],
        cancelled: threading.Event,
        timeout_s: float,
        request: Request | None = None,
    ) -> Answer | None:
        """The result of a call in a thread; None where the caller of `request` has disconnected."""
        result = asyncio.wrap_future(answering)
        broken_off: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        leaving = None if request is None else asyncio.create_task(disconnected(request))
        awaited: set[asyncio.Future[Any]] = {result, broken_off, *([] if leaving is None else [leaving])}
        try:
            with self.drain.working(broken_off.cancel):
                await asyncio.wait(awaited, timeout=timeout_s, return_when=asyncio.FIRST_COMPLETED)
            if result.done():
                return result.result()
            if leaving is not None and leaving.done():
                leaving.result()
                LOG.info("%s: the caller has disconnected", route_of(request.scope) if request else "")
                return None
            raise stopping() if broken_off.cancelled() else self._too_late()
        finally:
            cancelled.set()
            for one in awaited:
                one.cancel()

    def stream(
        self, work: Callable[[Service, threading.Event], Iterator[Answer]], months: int = 1
    ) -> AsyncIterator[Answer]:
        """Yields what `work` yields; `work` runs in a thread, begins now, and does not wait for a slow reader.

        Args:
            work: Takes the service, and an event that is set when nobody reads any more or the time is up. The model
                stops then.
            months: How many months it makes.

        Raises:
            Overloaded: It would wait too long; raised at once, as is that the service is not ready.
            UnavailableError: The service is not ready, or is being stopped, or the time is up. A reader who is slower
                than that still gets all that was yielded in time, and then the error.
            BurnfitError: Whatever `work` raises.
        """
        cancelled = threading.Event()
        yielded: asyncio.Queue[Answer | _End] = asyncio.Queue()
        loop = asyncio.get_running_loop()

        def produce(service: Service) -> None:
            try:
                for one in work(service, cancelled):
                    loop.call_soon_threadsafe(yielded.put_nowait, one)
            except Exception as error:  # also raised again where the stream is read
                loop.call_soon_threadsafe(yielded.put_nowait, _End(error))
                raise
            loop.call_soon_threadsafe(yielded.put_nowait, _End())

        def end(error: UnavailableError) -> None:
            yielded.put_nowait(_End(error))
            cancelled.set()

        producing = self._submit(produce, months)
        # A timer of its own: asyncio.timeout round the loop below would break off the sending of an event.
        timer = loop.call_later(self.timeout_s, lambda: end(self._too_late()))

        async def read() -> AsyncIterator[Answer]:
            try:
                with self.drain.working(lambda: end(stopping())):
                    while not isinstance(one := await yielded.get(), _End):
                        yield one
                if one.error is not None:
                    raise one.error
            finally:
                timer.cancel()
                cancelled.set()
                producing.cancel()

        return read()

    def _submit(self, work: Callable[[Service], Answer], months: int) -> Future[Answer]:
        """Run a call for months in a thread, if the gate admits it. Its slot ends with it, however that is."""
        service = self.ready()
        slot = self.gate.admit(months)

        def run() -> Answer:
            slot.begin()
            return work(service)

        try:
            running = self._threads.submit(run)
        except BaseException:
            slot.end(measured=False)
            raise
        running.add_done_callback(lambda done: slot.end(measured=not done.cancelled() and done.exception() is None))
        return running

    def _too_late(self) -> UnavailableError:
        return UnavailableError(
            f"No answer within {self.timeout_s:g} s: ask again when the service is less busy, "
            "or raise BURNFIT_TIMEOUT_S."
        )


def json_response(made: bytes | None, headers: Mapping[str, str] | None = None) -> Response:
    """A response of JSON that is written already, which FastAPI need not check again; None: the caller has gone."""
    if made is None:
        return Response(status_code=CLIENT_CLOSED_REQUEST)
    return Response(made, media_type="application/json", headers=headers)


async def _worker_pool(request: Request) -> WorkerPool:  # FastAPI would run a plain function in a thread
    pool = request.app.state.worker_pool
    assert isinstance(pool, WorkerPool)
    return pool.of(caller_of(request))


Workers = Annotated[WorkerPool, Depends(_worker_pool)]
"""The app's worker pool, for the caller, as a parameter of a route."""
