"""A model server for tests: vLLM's routes over any `LanguageModel`, and the faults that such a server has."""

import json
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Literal

from models.language_model import Call, LanguageModel, Sampling
from program.errors import RequestError

Fault = Literal["", "ignores schemas", "spaces", "busy", "hangs", "dies", "page", "not ended"]

TEXT = "whatever comes to mind"
"""What it answers where it ignores schemas."""


_AT_ONCE = {"busy": (503, b""), "page": (200, b"<html>")}
"""Status and body of the answers to everything."""


class FakeModelServer:
    """Answers as vLLM does, as far as the client looks at it, until `fault` says otherwise.

    Args:
        model: Answers.
        adapters: The model's adapter by the name that the server has for it.
        tokenizer: Of the model's base.
        key: The key that it asks for; None: none.
    """

    def __init__(
        self, model: LanguageModel, adapters: Mapping[str, str | None], tokenizer: Any, key: str | None = None
    ) -> None:
        self.model = model
        self.adapters = dict(adapters)
        self.tokenizer = tokenizer
        self.key = key
        self.fault: Fault = ""
        self.bodies: list[dict[str, Any]] = []
        self.asked = threading.Event()
        """Set when a request has arrived."""
        self.left = threading.Event()
        """Set when a caller has closed the connection of a request that hangs."""
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), type("Handler", (_Handler,), {"fake": self}))
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"

    @contextmanager
    def running(self) -> Iterator["FakeModelServer"]:
        thread = threading.Thread(target=self._server.serve_forever, args=(0.02,))
        thread.start()
        try:
            yield self
        finally:
            self._server.shutdown()
            thread.join()
            self._server.server_close()

    def completions(self) -> list[dict[str, Any]]:
        """The bodies of all completions that were asked for, oldest first."""
        return [body for body in self.bodies if "max_tokens" in body]

    def answer(self, path: str, body: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        """Status and body of the answer to a request."""
        if body["model"] not in self.adapters:
            return 404, {"error": {"message": f"The model `{body['model']}` does not exist."}}
        if path == "/tokenize":
            tokens = self.tokenizer(body["prompt"], add_special_tokens=body["add_special_tokens"])["input_ids"]
            return 200, {"tokens": tokens, "count": len(tokens)}
        return self._completion(body) if path == "/v1/completions" else (404, {"detail": "Not Found"})

    def _completion(self, body: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        schema = body.get("structured_outputs", {}).get("json")
        sampling = Sampling(
            body["temperature"],
            body.get("seed"),
            body["max_tokens"],
            {self.tokenizer.decode([int(token)]): more for token, more in body.get("logit_bias", {}).items()},
        )
        try:
            made = self.model.complete(Call(body["prompt"], self.adapters[body["model"]], schema, sampling))
        except RequestError as error:
            return 400, {"error": {"message": str(error)}}
        text = made.text
        if self.fault == "ignores schemas":
            text = TEXT
        elif self.fault == "spaces" and schema is not None:
            text = json.dumps(json.loads(text))
        usage = {
            "prompt_tokens": made.cost.prompt_tokens,
            "completion_tokens": made.cost.forced_tokens + made.cost.chosen_tokens,
        }
        end = "abort" if self.fault == "not ended" else "stop"
        return 200, {"choices": [{"text": text, "finish_reason": end}], "usage": usage}


class _Handler(BaseHTTPRequestHandler):
    fake: FakeModelServer
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.fake.bodies.append(body)
        self.fake.asked.set()
        if self.fake.fault == "hangs":
            self._wait_until_the_caller_leaves()
        elif self.fake.key is not None and self.headers["Authorization"] != f"Bearer {self.fake.key}":
            self._send(401, b'{"error":"Unauthorized"}')
        elif self.fake.fault in _AT_ONCE:
            self._send(*_AT_ONCE[self.fake.fault])
        else:
            status, content = self.fake.answer(self.path, body)
            self._send(status, json.dumps(content).encode(), dies=self.fake.fault == "dies")

    def _send(self, status: int, content: bytes, *, dies: bool = False) -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content[: len(content) // 2] if dies else content)
        self.close_connection = dies

    def _wait_until_the_caller_leaves(self) -> None:
        self.connection.settimeout(10)
        try:
            if self.connection.recv(1) == b"":
                self.fake.left.set()
        except ConnectionError:
            self.fake.left.set()
        except TimeoutError:
            pass
        self.close_connection = True

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the name that http.server has
        pass


def served(names: Sequence[str], digits: str = "0a1b2c3d") -> dict[str, str]:
    """What a server calls adapters: adapter -> name."""
    return {name: f"{name}-{digits}" for name in names}
