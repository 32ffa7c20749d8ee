"""`python -m bench.quality`: months of the real model with sentences, read by code that did not compose them.

Each held-out sentence goes in twice, with it and without, in a request drawn over the whole input space.
"""

import itertools
import json
from collections import Counter
from typing import Annotated

import typer

from api.service import Service
from api.settings import Settings
from bench.obedience import disobeyed, leaked
from data.generate import draw_requests, read
from program.schema import RoutineRequest

SEED = 2027
"""Of the requests that the sentences are put into; none of them is in the datasets."""


def main(
    pairs: Annotated[int, typer.Option(min=1, help="Pairs of months, without a sentence and with it.")] = 300,
) -> None:
    """Print what was found, and exit with status 1 if it was anything."""
    service = Service.load(Settings.read())
    wrong: list[str] = []
    sources: Counter[str] = Counter()
    rows = read("intake", "test")
    for row, request in zip(itertools.islice(itertools.cycle(rows), pairs), draw_requests(SEED), strict=False):
        body = request.model_dump(mode="json", exclude_none=True)
        without = json.loads(service.routine(request).model_dump_json())
        said = RoutineRequest.model_validate(body | {"request": row["request"]["request"]})
        month = json.loads(service.routine(said).model_dump_json())
        sources.update(f"{agent} {one['source']}" for agent, one in month["provenance"].items())
        found = [*disobeyed(body, month), *leaked(without, month)]
        wrong += [f"{said.request!r} {json.dumps(body, ensure_ascii=False)}: {what}" for what in found]
    typer.echo("\n".join([*wrong, f"{pairs} pairs: {len(wrong)} faults; answers: {dict(sources)}"]))
    raise typer.Exit(bool(wrong))


if __name__ == "__main__":
    typer.run(main)
