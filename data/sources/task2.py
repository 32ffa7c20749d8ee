"""The dataset of task2: the requests of task1, each with the coach policy's week."""

import random
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from data import dataset_cards as cards
from data.requests import SEED, SIZES, draw_constraints, requests_of
from program import coach
from program.lifter.constraints import NO_CONSTRAINTS
from program.lifter.obeying import obeyed

PARTS = SIZES

SEEDED = 4
"""Every fourth request has a seed, and so a drawn week; the others have the coach's favourites."""

MOST_FREQUENT = 20
"""Exercises that the card lists."""


def rows(part: str, before: Iterable[Mapping[str, Any]]) -> Iterator[dict[str, Any]]:
    """The rows of a part; no two parts share a request, whatever is in `before`."""
    draw = random.Random(SEED)
    for number, request in enumerate(requests_of(part)):
        body = request.model_dump(mode="json", exclude_defaults=True)
        plan = coach.weight_plan(request, request.role)
        answers: dict[str, Any] = {"task1": plan.model_dump()}
        constraints = draw_constraints(draw)
        if number % SEEDED == 0:
            request = request.model_copy(update={"seed": number})
            body["seed"] = number
        if constraints != NO_CONSTRAINTS:
            answers["intake"] = constraints.model_dump(mode="json", exclude_defaults=True)
        week = coach.week_choice(obeyed(request, constraints), plan, request.seed)
        yield {"request": body, "answers": answers, "answer": week.model_dump(mode="json", exclude_none=True)}


def card(parts: Mapping[str, Sequence[Mapping[str, Any]]]) -> str:
    """The dataset's card."""
    requests = [request for part in PARTS for request in requests_of(part)]
    chosen = Counter(name for row in parts["train"] for day in row["answer"]["days"] for name in day)
    weeks = [row["answer"] for listed in parts.values() for row in listed]
    answers = [
        cards.table("split", (f"{len(week['days'])} days: {week['split']}" for week in weeks)),
        cards.table("supplemental", (week["supplemental"] for week in weeks)),
        [f"{len(chosen)} different exercises in the training part; the most frequent:", ""],
        cards.counted("exercise", chosen.most_common(MOST_FREQUENT), chosen.total()),
    ]
    return cards.of_drawn_requests("task2", parts, requests, answers)
