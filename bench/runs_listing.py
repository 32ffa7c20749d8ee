"""`python -m bench.runs_listing`: how long `GET /runs?limit=1000` takes with 10,000 recorded runs."""

import statistics
import tempfile
import time
from pathlib import Path

import typer
from fastapi.testclient import TestClient

from api.http.app import create_app
from graph.sqlite_run_store import SqliteRunStore
from program.schema import RoutineRequest
from service.service import Service
from service.settings import Settings

EXAMPLE = Path(__file__).resolve().parent.parent / "examples" / "3.json"
RUNS = 10_000
LIMIT = 1000
TIMES = 30


def listing_ms(folder: Path, runs: int, limit: int) -> list[float]:
    """Milliseconds of each of `TIMES` listings over HTTP, in this process.

    Args:
        folder: An empty folder for the runs.
        runs: How many are recorded.
        limit: How many are listed.
    """
    settings = Settings(runs=folder, runs_kept=runs)
    request = RoutineRequest.model_validate_json(EXAMPLE.read_bytes()).model_dump(mode="json")
    store = SqliteRunStore(folder)
    for number in range(runs):
        run_id = f"{number:032x}"
        store.create(run_id, request)
        store.finish(run_id, "done")
    store.close()
    app = create_app(settings, load=Service.lazily)
    with TestClient(app) as client:
        while client.get("/readyz").is_error:
            time.sleep(0.01)
        taken = []
        for _ in range(TIMES):
            begun = time.perf_counter()
            answer = client.get(f"/runs?limit={limit}")
            taken.append(1000 * (time.perf_counter() - begun))
            assert len(answer.json()) == limit
    return taken


def main() -> None:
    """Measure, and print the fastest, the median and the slowest."""
    with tempfile.TemporaryDirectory() as folder:
        taken = listing_ms(Path(folder), RUNS, LIMIT)
    typer.echo(
        f"GET /runs?limit={LIMIT} with {RUNS} runs: fastest {min(taken):.1f} ms, "
        f"median {statistics.median(taken):.1f} ms, slowest {max(taken):.1f} ms of {TIMES}"
    )


if __name__ == "__main__":
    main()
