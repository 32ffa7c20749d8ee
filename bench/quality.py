"""`python -m bench.quality`: months of the real model with sentences, read by code that did not compose them.

Each held-out sentence goes in twice, with it and without, in a request drawn over the whole input space.
"""

import argparse
import itertools
import json
import sys
from collections import Counter

from api.service import Service
from api.settings import Settings
from bench.obedience import disobeyed, leaked
from data.generate import draw_requests, read
from program.schema import RoutineRequest

SEED = 2027
"""Of the requests that the sentences are put into; none of them is in the datasets."""


def main() -> None:
    """Print what was found, and exit with status 1 if it was anything."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pairs", type=int, default=300, help="pairs of months, without a sentence and with it")
    wanted = parser.parse_args().pairs
    service = Service.load(Settings.read())
    wrong: list[str] = []
    sources: Counter[str] = Counter()
    rows = read("intake", "test")
    for row, request in zip(itertools.islice(itertools.cycle(rows), wanted), draw_requests(SEED), strict=False):
        body = request.model_dump(mode="json", exclude_none=True)
        without = json.loads(service.routine(request).model_dump_json())
        said = RoutineRequest.model_validate(body | {"request": row["request"]["request"]})
        month = json.loads(service.routine(said).model_dump_json())
        sources.update(f"{agent} {one['source']}" for agent, one in month["provenance"].items())
        found = [*disobeyed(body, month), *leaked(without, month)]
        wrong += [f"{said.request!r} {json.dumps(body, ensure_ascii=False)}: {what}" for what in found]
    sys.stdout.write("\n".join([*wrong, f"{wanted} pairs: {len(wrong)} faults; answers: {dict(sources)}"]) + "\n")
    sys.exit(bool(wrong))


if __name__ == "__main__":
    main()
