"""The dataset of task1: drawn requests, each with the coach policy's plan."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from data import dataset_cards as cards
from data.requests import SIZES, requests_of
from program import coach
from program.schema import WeightPlan

PARTS = SIZES


def rows(part: str, before: Iterable[Mapping[str, Any]]) -> Iterator[dict[str, Any]]:
    """The rows of a part; no two parts share a request, whatever is in `before`."""
    for request in requests_of(part):
        body = request.model_dump(mode="json", exclude_defaults=True)
        yield {"request": body, "answers": {}, "answer": coach.weight_plan(request, request.role).model_dump()}


def card(parts: Mapping[str, Sequence[Mapping[str, Any]]]) -> str:
    """The dataset's card."""
    requests = [request for part in PARTS for request in requests_of(part)]
    plans = [WeightPlan.model_validate(row["answer"]) for listed in parts.values() for row in listed]
    answers = [cards.table(name, (str(getattr(plan, name)) for plan in plans)) for name in WeightPlan.model_fields]
    return cards.of_drawn_requests("task1", parts, requests, answers)
