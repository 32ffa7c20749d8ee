"""The connection to a remote model server: requests in JSON that can be cancelled, and errors told apart."""

from __future__ import annotations

import ssl
import threading
import weakref
from collections.abc import Mapping
from concurrent.futures import CancelledError, Future, wait
from contextlib import ExitStack
from typing import Any

import anyio
import httpx2
from anyio.from_thread import BlockingPortal, start_blocking_portal

from models.language_model import Cancelled, Unreachable
from program.errors import RequestError, UnavailableError

CANCEL_CHECK_S = 0.05
"""Seconds between two looks at the caller's event while an answer is awaited."""

CONNECT_S = 5.0
"""Seconds until a server that takes no connection counts as unreachable."""

CLOSED = "the model is closed: load it again to ask it"

_WRONG_CALL = (400, 413, 422)
_WRONG_KEY = (401, 403)
_NOT_FOUND = 404


class ModelServer:
    """A server that speaks OpenAI's protocol; safe to use from several threads at once.

    Requests run on an event loop in a thread of its own, because only there a request can be broken off in the middle.
    No proxy of the environment is used: prompts go to this server and nowhere else.

    Args:
        url: Its address, without `/v1`.
        key: Sent as a bearer token; None: nothing is sent.
        timeout_s: Longest time for one request in seconds.
    """

    def __init__(self, url: str, key: str | None = None, timeout_s: float = 30.0) -> None:
        self.place = httpx2.URL(url).netloc.decode()
        """Host and port, for messages."""
        self._timeout_s = timeout_s
        self._client = httpx2.AsyncClient(
            base_url=url,
            headers={} if key is None else {"Authorization": f"Bearer {key}"},
            timeout=httpx2.Timeout(None, connect=CONNECT_S),
            limits=httpx2.Limits(max_connections=None, max_keepalive_connections=64),
            verify=ssl.create_default_context(),
            trust_env=False,
        )
        self._in_flight: set[Future[Mapping[str, Any]]] = set()
        stack = ExitStack()
        self._portal = stack.enter_context(start_blocking_portal(name="model-server"))
        # Also at the end of the process, before its threads are frozen: the event loop could not be stopped after that.
        self._end = weakref.finalize(self, _end, self._portal, self._client, stack)

    def post(self, path: str, body: Mapping[str, Any], cancel: threading.Event) -> Mapping[str, Any]:
        """The server's answer, a JSON object.

        Args:
            path: Below the address, such as `/v1/completions`.
            body: What is sent; `model` names the model that answers.
            cancel: Once set, the connection of this request is closed.

        Raises:
            RequestError: The server refuses the body.
            Unreachable: It cannot be reached, breaks off, takes too long, or cannot answer now.
            Cancelled: `cancel` was set.
            UnavailableError: It does not know the model or the key, or the connection is closed.
        """
        if cancel.is_set():
            raise Cancelled("the answer was cancelled before it was asked for")
        try:
            answering = self._portal.start_task_soon(self._answer, path, body)
        except RuntimeError as error:  # the event loop was stopped
            raise UnavailableError(CLOSED) from error
        self._in_flight.add(answering)
        try:
            return _result(answering, cancel)
        finally:
            answering.cancel()  # closes the connection where the answer is not there yet
            self._in_flight.discard(answering)

    def close(self) -> None:
        """Break off all requests and close all connections. A second `close` does nothing."""
        for answering in [*self._in_flight]:
            answering.cancel()
        self._end()

    async def _answer(self, path: str, body: Mapping[str, Any]) -> Mapping[str, Any]:
        try:
            with anyio.fail_after(self._timeout_s):
                response = await self._client.post(path, json=body)
        except TimeoutError as error:
            raise Unreachable(
                f"the model server at {self.place} has not answered within {self._timeout_s:g} s: look at its load, or "
                "set BURNFIT_MODEL_TIMEOUT_S higher"
            ) from error
        except httpx2.RequestError as error:
            raise Unreachable(
                f"the model server at {self.place} cannot be reached ({type(error).__name__}): look whether it runs, "
                "and whether BURNFIT_MODEL_URL is its address"
            ) from error
        if response.is_success:
            return self._content(response)
        raise self._refusal(response, path, body)

    def _content(self, response: httpx2.Response) -> Mapping[str, Any]:
        try:
            content = response.json()
        except ValueError as error:
            raise self.nonsense("no JSON") from error
        if not isinstance(content, dict):
            raise self.nonsense("JSON that is no object")
        return content

    def nonsense(self, what: str) -> Unreachable:
        """The error for an answer that is not what the protocol says."""
        return Unreachable(
            f"the model server at {self.place} answered {what}: expected what OpenAI's protocol says; look whether "
            "BURNFIT_MODEL_URL is its address, and what stands between"
        )

    def _refusal(self, response: httpx2.Response, path: str, body: Mapping[str, Any]) -> Exception:
        """The error for a status that is no success. What the server says of it may quote a lifter's sentence."""
        status = response.status_code
        if status in _WRONG_CALL:
            return RequestError(f"the model server refuses the call ({status}): {response.text[:500]}")
        if status in _WRONG_KEY:
            return UnavailableError(
                f"the model server at {self.place} refuses the key ({status}): set BURNFIT_MODEL_KEY to its key"
            )
        if status == _NOT_FOUND:
            return UnavailableError(
                f"the model server at {self.place} does not have {path}, or not the model {body['model']!r}: start it "
                "with the names that `burnfit model-server` prints; another hash in a name means other weights"
            )
        return Unreachable(f"the model server at {self.place} cannot answer now: its status is {status}; ask again")


def _end(portal: BlockingPortal, client: httpx2.AsyncClient, stack: ExitStack) -> None:
    """Close all connections, and stop the event loop."""
    portal.call(client.aclose)
    stack.close()


def _result(answering: Future[Mapping[str, Any]], cancel: threading.Event) -> Mapping[str, Any]:
    """The answer, once it is there. Raises Cancelled where `cancel` is set before."""
    while wait([answering], CANCEL_CHECK_S).not_done and not answering.done():
        if cancel.is_set():
            raise Cancelled("the answer was cancelled before it was complete")
    try:
        return answering.result()
    except CancelledError as error:  # `close` broke it off
        raise UnavailableError(CLOSED) from error
