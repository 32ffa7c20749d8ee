"""`make studio`: starts `langgraph dev` and runs the graph through its API, with the real model."""

import json
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import httpx2

ROOT = Path(__file__).resolve().parent.parent
LONGEST_START_S = 120


def main() -> None:
    """Print that the months came, or fail."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = [
        str(Path(sys.executable).parent / "langgraph"),
        "dev",
        "--no-browser",
        "--no-reload",
        "--port",
        str(port),
    ]
    requests = [json.loads((ROOT / "examples" / f"{name}.json").read_text(encoding="utf-8")) for name in (3, 1)]
    server = subprocess.Popen(command, cwd=ROOT)
    try:
        with httpx2.Client(base_url=f"http://127.0.0.1:{port}", timeout=300) as client:
            _wait(client)
            thread = client.post("/threads", json={}).raise_for_status().json()["thread_id"]
            months = [_month(client, thread, request) for request in requests]
    finally:
        server.terminate()
        server.wait(30)
    rates = [month["plan"]["training_max_rate"] for month in months]
    assert rates == [90, 80], rates
    print("langgraph dev: two months on one thread")  # noqa: T201 - what the command prints


def _month(client: httpx2.Client, thread: str, request: dict[str, Any]) -> dict[str, Any]:
    """The month of a run on a thread, with a context as Studio sends it."""
    run = {"assistant_id": "burnfit", "input": {"request": request}, "context": {"temperature": 0.5}}
    month: dict[str, Any] = client.post(f"/threads/{thread}/runs/wait", json=run).raise_for_status().json()["routine"]
    return month


def _wait(client: httpx2.Client) -> None:
    """Return when the server answers."""
    end = time.monotonic() + LONGEST_START_S
    while True:
        try:
            client.get("/ok").raise_for_status()
            return
        except httpx2.TransportError:
            if time.monotonic() > end:
                raise
            time.sleep(0.5)


if __name__ == "__main__":
    main()
