"""Where the service's requests are worked on: off the event loop, so many at a time, until the caller leaves."""

import asyncio
import logging
import threading
from collections.abc import AsyncIterator, Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor, wait
from typing import Annotated, Any, TypeVar

from fastapi import Depends, Request

from program.errors import UnavailableError
from service.service import Service

LOG = logging.getLogger("burnfit.api")

Answer = TypeVar("Answer")


class Desk:
    """The service, which is loaded in the background, and the threads in which it answers.

    Args:
        load: Loads the service; started at once.
        threads: Requests worked on at once; more wait.
        timeout_s: Longest time for a request, its wait included, in seconds.
    """

    def __init__(self, load: Callable[[], Service], *, threads: int, timeout_s: float) -> None:
        self._threads = ThreadPoolExecutor(threads, thread_name_prefix="request")
        self._timeout_s = timeout_s
        self._loaded: Future[Service] = Future()
        # A daemon, so that a service that is stopped while it loads stops at once.
        threading.Thread(target=self._load, args=(load,), name="load", daemon=True).start()

    def _load(self, load: Callable[[], Service]) -> None:
        try:
            self._loaded.set_result(load())
        except Exception as failure:
            LOG.exception("the service could not be loaded")
            self._loaded.set_exception(failure)

    def close(self) -> None:
        """Take no more requests, and forget those that still wait."""
        self._threads.shutdown(wait=False, cancel_futures=True)

    def wait(self, timeout_s: float | None = None) -> None:
        """Return when the service is loaded or cannot be, at the latest after `timeout_s` seconds."""
        wait([self._loaded], timeout_s)

    def ready(self) -> Service:
        """The loaded service.

        Raises:
            UnavailableError: It is still loading, or could not be loaded.
        """
        if not self._loaded.done():
            raise UnavailableError("The model is still being loaded: ask again in some seconds; /readyz tells when.")
        failure = self._loaded.exception()
        if failure is None:
            return self._loaded.result()
        reason = str(failure) if isinstance(failure, UnavailableError) else "see the service's log"
        raise UnavailableError(f"The model could not be loaded: {reason}") from failure

    async def stream(self, work: Callable[[Service, threading.Event], Iterator[Answer]]) -> AsyncIterator[Answer]:
        """What `work` yields, one after the other, in a thread of its own.

        The event that `work` is given is set when nobody takes any more or the time is up, and stops the model.

        Raises:
            UnavailableError: The service is not ready, or the time is up.
            BurnfitError: Whatever `work` raises.
        """
        cancelled = threading.Event()
        yielded: asyncio.Queue[Answer | None] = asyncio.Queue()
        loop = asyncio.get_running_loop()

        def produce(service: Service) -> None:
            try:
                for one in work(service, cancelled):
                    loop.call_soon_threadsafe(yielded.put_nowait, one)
            finally:
                loop.call_soon_threadsafe(yielded.put_nowait, None)

        producing = asyncio.wrap_future(self._threads.submit(produce, self.ready()))
        try:
            async with asyncio.timeout(self._timeout_s):
                while (one := await yielded.get()) is not None:
                    yield one
                await producing
        except TimeoutError as error:
            raise self._too_late() from error
        finally:
            cancelled.set()
            producing.cancel()

    def _too_late(self) -> UnavailableError:
        return UnavailableError(
            f"No answer within {self._timeout_s:g} s: ask again when the service is less busy, "
            "or raise BURNFIT_TIMEOUT_S."
        )

    async def answer(self, request: Request, work: Callable[[Service, threading.Event], Answer]) -> Answer | None:
        """What `work` answers, in a thread of its own; None where the caller has gone.

        The event that `work` is given is set when the caller has gone or the time is up, and stops the model.

        Raises:
            UnavailableError: The service is not ready, or the time is up.
            BurnfitError: Whatever `work` raises.
        """
        cancelled = threading.Event()
        answering = asyncio.wrap_future(self._threads.submit(work, self.ready(), cancelled))
        leaving = asyncio.create_task(_caller_leaves(request))
        awaited: set[asyncio.Future[Any]] = {answering, leaving}
        try:
            await asyncio.wait(awaited, timeout=self._timeout_s, return_when=asyncio.FIRST_COMPLETED)
            if answering.done():
                return answering.result()
            if leaving.done():
                LOG.info("%s: the caller has gone", request.url.path)
                return None
            raise self._too_late()
        finally:
            cancelled.set()
            answering.cancel()
            leaving.cancel()


async def _caller_leaves(request: Request) -> None:
    """Return when the caller has closed the connection."""
    while (await request.receive())["type"] != "http.disconnect":
        pass


def _desk(request: Request) -> Desk:
    desk = request.app.state.desk
    assert isinstance(desk, Desk)
    return desk


AtDesk = Annotated[Desk, Depends(_desk)]
"""The desk of the app that a route belongs to."""
