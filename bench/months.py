"""`python -m bench.months`: draws requests over the whole input space, makes their months and judges them.

The judge (`bench/judge`) shares nothing with the code that makes months: it reads the request and the answer alone.
"""

import json
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Annotated, Any

import typer
from pydantic import ValidationError
from rich.progress import track

from bench.coach_model import CoachModel
from bench.judge import GOOD, SAFE, judged
from bench.judge.cases import Case, draw, lifters, seeds_of
from bench.judge.figures import DIFFERENT, breach_rows, figures_rows, is_short, source_row, variety_rows
from bench.rows import Row, table, with_section
from program.schema import RoutineRequest
from service.model_loader import load_model
from service.service import Service
from service.settings import Settings

DOCUMENT = Path(__file__).resolve().parent.parent / "docs" / "evaluation.md"

HEADING = "## Months over the whole input space"

_TEXT = """
`python -m bench.months --save` writes this section. {months} requests are drawn over the whole input space: records
from 10 to 300 kg, every set of equipment, 20 to 180 minutes, all joints, ages, bars and plates. {source} The judge
(`bench/judge`) reads the request and the answer alone, and shares no code with what makes them. A figure before "of"
with the target 0 is the number of months that break the rule.

"""

Make = Callable[[Case], dict[str, Any]]
"""Makes the month of a case, as JSON."""


def maker(real: bool) -> Make:
    """What makes months: the service with its real model, or with the coach policy in the model's place."""
    settings = Settings.read().model_copy(update={"record": False})
    coach = CoachModel()
    service = Service(load_model(settings) if real else coach, settings)

    def make(case: Case) -> dict[str, Any]:
        request = RoutineRequest.model_validate(case.body)
        if not real:
            coach.expect(request, case.asks)
        month: dict[str, Any] = json.loads(service.routine(request).model_dump_json())
        return month

    return make


def variety(make: Make, seeds: int) -> Iterator[Row]:
    """How much months differ by seed, and by lifter."""
    sound = list(lifters())
    seeded = [
        [make(Case(body, {})) for body in seeds_of({**lifter, "purpose": goal, "days_per_week": days})]
        for number, lifter in enumerate(sound[:seeds])
        for goal, days in [(number % 6 + 1, number % 3 + 2)]
    ]
    by_goal = [
        [make(Case({**lifter, "purpose": goal, "days_per_week": days}, {})) for lifter in sound]
        for goal in range(1, 7)
        for days in (2, 3, 4)
    ]
    return variety_rows(seeded, by_goal)


def main(
    number: Annotated[int, typer.Option(min=1, help="Requests to draw.")] = 3000,
    seed: Annotated[int, typer.Option(help="Seed of the requests.")] = 25,
    real: Annotated[bool, typer.Option("--model/--coach", help="Who answers: the real model, or the coach.")] = False,
    shown: Annotated[int, typer.Option(min=0, help="Breaches of each rule to print with their request.")] = 2,
    save: Annotated[bool, typer.Option("--save", help="Put the table into docs/evaluation.md.")] = False,
) -> None:
    """Print the table, and the first breaches of each rule with the requests that show them."""
    make = maker(real)
    pairs: list[tuple[Mapping[str, Any], dict[str, Any]]] = []
    failed: Counter[str] = Counter()
    for case in track(list(draw(number, seed)), "months"):
        try:
            pairs.append((case.body, make(case)))
        except ValidationError as error:
            failed[f"refused: {error.errors()[0]['loc'][0]}"] += 1
    breaches: dict[str, list[tuple[Mapping[str, Any], list[str]]]] = defaultdict(list)
    for body, month in pairs:
        for rule, found in judged(body, month).items():
            if found:
                breaches[rule].append((body, found))
    rows = [Row("requests that are refused", str(failed.total()), "0")]
    rows += breach_rows({rule: [body for body, _ in breaches[rule]] for rule in (*SAFE, *GOOD)}, len(pairs))
    rows.append(source_row([month for _, month in pairs]))
    rows += figures_rows(pairs, DIFFERENT if number >= 1000 else None)
    rows += variety(make, 10)
    for rule, cases in breaches.items():
        for body, found in sorted(cases, key=lambda case: is_short(case[0]))[:shown]:
            typer.echo(f"{rule}: {found[0]}\n  {json.dumps(body, ensure_ascii=False)}", err=True)
    for what, times in failed.items():
        typer.echo(f"{what}: {times}", err=True)
    typer.echo(table(rows))
    if save:
        source = "The model answers." if real else "The coach policy answers in the model's place."
        section = f"{HEADING}\n{_TEXT.format(months=number, source=source)}{table(rows)}"
        DOCUMENT.write_text(with_section(DOCUMENT.read_text(encoding="utf-8"), section), encoding="utf-8")


if __name__ == "__main__":
    typer.run(main)
