"""`make studio`: starts `langgraph dev` and runs the graph through its API, with the real model."""

import json
import socket
import subprocess
import sys
import time
from pathlib import Path

import httpx2

ROOT = Path(__file__).resolve().parent.parent
LONGEST_START_S = 120


def main() -> None:
    """Print that the month came, or fail."""
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
    request = json.loads((ROOT / "examples" / "3.json").read_text(encoding="utf-8"))
    server = subprocess.Popen(command, cwd=ROOT)
    try:
        with httpx2.Client(base_url=f"http://127.0.0.1:{port}", timeout=300) as client:
            _wait(client)
            answer = client.post("/runs/wait", json={"assistant_id": "burnfit", "input": {"request": request}})
            answer.raise_for_status()
            weeks = answer.json()["routine"]["weeks"]
    finally:
        server.terminate()
        server.wait(30)
    assert len(weeks) == 4, weeks
    print("langgraph dev: a month of 4 weeks")  # noqa: T201 - what the command tells


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
