"""`python -m bench.bulk --rows 500 [--ray]`: months a second of a plain loop, and of `burnfit bulk`.

The loop calls the service for one request after the other. `bulk` makes and writes the months of the same requests, in
this process or (`--ray`) on Ray, whose start and loading of models count as well. Nothing else should run meanwhile.
"""

import argparse
import json
import tempfile
import time
from collections.abc import Callable, Sequence
from itertools import islice
from pathlib import Path
from typing import Any, Final

import typer

from data.requests import draw_requests
from program.schema import RoutineRequest
from service.bulk.on_ray import on_ray
from service.bulk.rows import Requests
from service.bulk.run import Answering, bulk
from service.bulk.threads import in_threads
from service.service import Service
from service.settings import Settings

SEED: Final = 5310
WARM_UP: Final = 3
"""Months that are made before the measurement, and do not count."""


def written(file: Path, requests: Sequence[RoutineRequest]) -> Requests:
    """The requests as a file of JSON lines."""
    lines = [json.dumps(one.model_dump(mode="json", exclude_unset=True), ensure_ascii=False) for one in requests]
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return Requests.read(file, "routine")


def loop_s(service: Service, requests: Sequence[RoutineRequest]) -> float:
    """Seconds of a plain loop, with each month as JSON."""
    begun = time.perf_counter()
    for request in requests:
        service.routine(request).model_dump_json()
    return time.perf_counter() - begun


def bulk_s(requests: Requests, folder: Path, answering: Answering) -> float:
    """Seconds of all rows of a file, and of what is written of them."""
    begun = time.perf_counter()
    output = bulk(requests, folder, answering, lambda _: None)
    seconds = time.perf_counter() - begun
    assert output.months == requests.rows, f"{output.errors} rows have no month"
    return seconds


def main() -> None:
    """Measure, and print the rates."""
    parser = argparse.ArgumentParser(prog="python -m bench.bulk", description=__doc__.splitlines()[0])
    parser.add_argument("--rows", type=int, default=500)
    parser.add_argument("--workers", type=int, help="threads, or workers of Ray; else as `burnfit bulk` has them")
    parser.add_argument("--ray", action="store_true", help="on Ray, which is started on this machine")
    chosen = parser.parse_args()
    settings = Settings.read().model_copy(update={"record": False})
    drawn = list(islice(draw_requests(SEED), WARM_UP + chosen.rows))
    service = Service.load(settings)
    loop_s(service, drawn[:WARM_UP])
    say: Callable[..., Any] = typer.echo
    with tempfile.TemporaryDirectory() as folder:
        requests = written(Path(folder) / "requests.jsonl", drawn[WARM_UP:])
        plain = loop_s(service, drawn[WARM_UP:])
        say(f"plain loop: {chosen.rows} months in {plain:.1f} s, {chosen.rows / plain:.2f} a second")
        if chosen.ray:
            seconds = bulk_s(
                requests,
                Path(folder) / "out",
                lambda rows: on_ray(rows, "routine", settings, workers=chosen.workers, say=say),
            )
        else:
            threads = chosen.workers or settings.threads
            seconds = bulk_s(requests, Path(folder) / "out", lambda rows: in_threads(service, "routine", rows, threads))
            say(f"in this process with {threads} threads")
    say(f"bulk: {chosen.rows} months in {seconds:.1f} s, {chosen.rows / seconds:.2f} a second")
    say(f"bulk makes {plain / seconds:.2f} times as many months a second")


if __name__ == "__main__":
    main()
