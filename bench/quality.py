"""`python -m bench.quality`: measures how good the answers are; `make eval` prints its table and writes it.

Months are judged on their JSON, by code that shares nothing with the modules that compose them.
"""

import itertools
import json
import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from typing import Annotated, Any, Final

import typer
from rich.progress import track

from agents import CORE
from agents.agent import ModelAgent
from agents.registry import agents
from bench import completeness, recompute
from bench.obedience import disobeyed, leaked
from bench.rows import Row, divided, share, table
from bench.unchanged import unchanged
from data.generate import has_part, read
from data.requests import unseen_requests
from models.machine import processor
from program.schema import RoutineRequest
from service.model_loader import load_model
from service.service import Service
from service.settings import Settings
from training.evaluation import Figures, evaluate, judging, save

SEED = 2027
"""Seed of the requests that sentences are put into."""

DOCUMENT = Path(__file__).resolve().parent.parent / "docs" / "evaluation.md"

_TITLE = """\
# Evaluation

`make eval` writes this page down to the first heading below. This run was on {machine}. The requests and sentences are
held out: neither training nor validation uses them. Other code than the code that makes the months checks their JSON
(`bench/recompute.py`, `bench/obedience.py`, `bench/completeness.py`).

- "Constrained" is decoding with the schema as grammar, and "free" is decoding without it.
- "As expected" means equal to the dataset's answer. The dataset's answer for task1 is the coach policy's.
- A breach is a month that does not do what `constraints` say.
- FITT-VP is frequency, intensity, time, type, volume and progression. For comparison: a study rated a chatbot's
  exercise recommendations 41 % comprehensive, over ten headings that include these six (Zaleski et al., JMIR Medical
  Education, 2024).

"""


_DETAILS: Final[Mapping[str, str]] = {
    "decisions right, all lifts of a report": "≥ 95 %",
    "bolder than the table": "0",
}
"""Targets of what the evaluation counts."""


def agents_rows(label: str, figures: Mapping[str, Figures], first_target: str) -> Iterator[Row]:
    """How good each agent's answers are in one way of decoding."""
    for name, one in figures.items():
        yield Row(
            f"{name}, {label}: accepted at the first attempt",
            share(one["accepted_at_once"], one["requests"]),
            first_target,
        )
        if one["as_coach"] is not None:
            expected = "exactly as the coach" if name == "task1" else "as expected in every field"
            target = {"task1": "≥ 98 %", "intake": "≥ 90 %"}.get(name, "") if first_target else ""
            yield Row(f"{name}, {label}: {expected}", share(one["as_coach"], one["requests"]), target)


def months_rows(bodies: list[dict[str, Any]], months: list[dict[str, Any]]) -> Iterator[Row]:
    """How good whole months are."""
    exact = near = sets = complete = 0
    for body, month in zip(bodies, months, strict=True):
        for got, right in recompute.weights(body, month):
            sets += 1
            exact += got == right
            near += abs(got - right) <= 0.1 * right
        complete += not completeness.missing(month)
    yield Row("months: weights exactly right", share(exact, sets), "100 %")
    yield Row("months: weights within 10 % of right", share(near, sets))
    yield Row("months: all six FITT-VP headings", share(complete, len(months)), "100 %")


def variety_row(service: Service) -> Row:
    """How many different weeks of assistance twenty seeds give, for the request that gives fewest."""
    fewest = 20
    for file in sorted((DOCUMENT.parent.parent / "examples").glob("*.json")):
        body = json.loads(file.read_text(encoding="utf-8"))
        weeks = set()
        for seed in range(20):
            month = service.routine(RoutineRequest.model_validate(body | {"seed": seed}))
            weeks.add(json.dumps([[one.id for one in day.accessories] for day in month.weeks[0].days]))
        fewest = min(fewest, len(weeks))
    return Row("different months of assistance over 20 seeds, fewest of the examples", str(fewest), "≥ 8")


def pairs_rows(service: Service, pairs: int) -> Iterator[Row]:
    """Whether months keep to their sentence, and change nothing that it does not ask for."""
    breaches: list[str] = []
    leaks: list[str] = []
    sources: Counter[str] = Counter()
    cases = zip(itertools.islice(itertools.cycle(read("intake", "test")), pairs), unseen_requests(SEED), strict=False)
    for row, request in track(list(cases), "months with sentences"):
        body = request.model_dump(mode="json", exclude_none=True)
        with_sentence = RoutineRequest.model_validate(body | {"request": row["request"]["request"]})
        without = json.loads(service.routine(request).model_dump_json())
        month = json.loads(service.routine(with_sentence).model_dump_json())
        sources.update(one["source"] for one in month["provenance"].values())
        case = f"{with_sentence.request!r} {json.dumps(body, ensure_ascii=False)}"
        breaches += [f"{case}: {what}" for what in disobeyed(body, month)]
        leaks += [f"{case}: {what}" for what in leaked(without, month)]
    for what in (*breaches, *leaks):
        typer.echo(what, err=True)
    yield Row(f"{pairs} months with a sentence: breaches of what was understood", str(len(breaches)), "0")
    yield Row(f"{pairs} pairs with and without a sentence: changes it does not speak of", str(len(leaks)), "0")
    yield Row("answers in them from the model", share(sources["model"], sources.total()))


def drafts_rows(settings: Settings, names: Collection[str], limit: int) -> Iterator[Row]:
    """Whether a draft changes an answer of these agents; where a test part is short, the validation part is added."""
    model, judged = load_model(settings), agents(settings.agents)
    for agent in judged:
        if isinstance(agent, ModelAgent) and agent.name in names and has_part(agent.name, "test"):
            rows = [*read(agent.name, "test"), *read(agent.name, "val")][:limit]
            alike = unchanged(model, agent, rows, judged)
            yield Row(f"{agent.name}: the same tokens with a draft and without", share(alike, len(rows)), "100 %")


def details_rows(agent: str, figures: Figures) -> Iterator[Row]:
    """What was understood of the lifter's words, in detail."""
    for name, value in figures["details"].items():
        target = "≥ 97 %" if name.endswith("` right") else "< 1 %" if name.endswith("missed") else ""
        yield Row(f"{agent}, {name}", value, _DETAILS.get(name, target))


def renewed(document: str, rows: list[Row]) -> list[Row]:
    """The rows of a document's table, with those of `rows` in place of those of the same name, or after them all."""
    lines = re.findall(r"^\| (.+?) \| (.+?) \| (.*?) ?\|$", document, re.MULTILINE)[2:]
    found = {row.what: row for row in (*(Row(*line) for line in lines), *rows)}
    return list(found.values())


def main(
    limit: Annotated[int, typer.Option(min=1, help="Held-out requests to answer with a month.")] = 200,
    sentences: Annotated[int, typer.Option(min=1, help="Held-out sentences to understand.")] = 700,
    free: Annotated[int, typer.Option(min=1, help="Requests and sentences in free decoding.")] = 100,
    bare: Annotated[int, typer.Option(min=1, help="Requests and sentences without any adapter.")] = 30,
    pairs: Annotated[int, typer.Option(min=1, help="Pairs of months, without a sentence and with it.")] = 1000,
    drafts: Annotated[int, typer.Option(min=1, help="Requests of each agent to answer without a draft, too.")] = 300,
    intake: Annotated[
        bool, typer.Option("--intake", help="Judge intake and months with a sentence alone, and keep the other rows.")
    ] = False,
    write: Annotated[bool, typer.Option("--save", help="Write docs/evaluation.md and the adapters' cards.")] = False,
) -> None:
    """Print the table."""
    chosen = Settings.read().model_copy(update={"record": False})
    settings, left_out = judging(chosen)
    for line in left_out:
        typer.echo(line, err=True)
    if intake:
        settings = settings.model_copy(update={"agents": tuple(agent.name for agent in CORE)})
    names = ("intake",) if intake else tuple(agent.name for agent in agents(settings.agents))
    judged = Service.load(settings)

    def figures_of(settings: Settings, requests: int, sentences: int) -> dict[str, Figures]:
        found = evaluate(judged.like(settings), 1 if intake else requests, sentences)
        return {name: one for name, one in found.items() if name in names}

    figures = figures_of(settings, limit, sentences)
    rows = [*agents_rows("constrained", figures, "≥ 99.5 %")]
    rows += agents_rows("free", figures_of(settings.model_copy(update={"decoding": "free"}), free, free), "≥ 97 %")
    alone = settings.model_copy(update={"adapter": "none"})
    rows += agents_rows("the base without adapters", figures_of(alone, bare, bare), "")
    service = judged.like(chosen)
    if not intake:
        held_out = [row["request"] for row in read("task1", "test")[:limit]]
        written = [service.routine(RoutineRequest.model_validate(body)).model_dump_json() for body in held_out]
        rows += months_rows(held_out, [json.loads(month) for month in written])
        rows.append(variety_row(service))
    rows += pairs_rows(service, pairs)
    rows += drafts_rows(settings, names, drafts)
    rows += [row for name, one in figures.items() for row in details_rows(name, one)]
    typer.echo(table(rows))
    if write:
        save(figures, settings.adapters)
        before, sections = divided(DOCUMENT.read_text(encoding="utf-8"))
        if intake:
            rows = renewed(before, rows)
        own = _TITLE.format(machine=processor()) + table(rows)
        DOCUMENT.write_text(f"{own}\n{sections}" if sections else own, encoding="utf-8")


if __name__ == "__main__":
    typer.run(main)
