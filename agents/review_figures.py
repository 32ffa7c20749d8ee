"""How well reports are read: the figures of the review's evaluation."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from agents.intake_figures import LANGUAGES, share
from program.progression.choices import CHOICES, choice_of
from program.progression.review import NO_REVIEW, Review, reviewed, said_of_next_month
from program.schema import RoutineRequest

_PAIN = "pain"


def figures(rows: Sequence[Mapping[str, Any]], answers: Sequence[Review]) -> dict[str, str]:
    """What was decided right, in words: what is counted -> how often. Decisions are those after what code hears.

    Args:
        rows: Rows of the review's dataset.
        answers: What was read in the report of each.
    """
    counted: dict[str, list[bool]] = {}
    for row, answer in zip(rows, answers, strict=True):
        for what, hit in _hits(row, answer):
            counted.setdefault(what, []).append(hit)
    return {what: share(hits) for what, hits in counted.items()}


def _hits(row: Mapping[str, Any], answer: Review) -> Iterator[tuple[str, bool]]:
    request = RoutineRequest.model_validate(row["request"])
    past, right = request.past, Review.model_validate(row["answer"])
    assert past is not None
    decided, expected, table = (
        {one.lift: one for one in reviewed(past, said, request.week4)} for said in (answer, right, NO_REVIEW)
    )
    same = {lift: choice_of(one) == choice_of(expected[lift]) for lift, one in decided.items()}
    asked, wanted = said_of_next_month(past, answer), said_of_next_month(past, right)
    yield "decisions right, all lifts of a report", all(same.values())
    yield f"decisions right, {LANGUAGES[row['language']]}", all(same.values())
    yield "the next month right", asked == wanted and answer.weeks_away == right.weeks_away
    yield "all right", all(same.values()) and asked == wanted and answer.weeks_away == right.weeks_away
    for lift, hit in same.items():
        if lift in row["heard"]:
            yield "decisions right, lifts that something is said of", hit
        else:
            yield "decisions right, lifts that nothing is said of", hit
        yield "bolder than the table", decided[lift].to_kg > table[lift].to_kg
        yield "bolder than right", CHOICES.index(choice_of(decided[lift])) < CHOICES.index(choice_of(expected[lift]))
    if pain := [lift for lift, heard in row["heard"].items() if heard == _PAIN and lift in decided]:
        yield "pain in a lift missed", any(decided[lift].to_kg > decided[lift].from_kg for lift in pain)
    if wanted.avoid:
        yield "joints to spare, missed", not set(wanted.avoid) <= set(asked.avoid)
    if wanted.cautions:
        yield "cautions missed", not set(wanted.cautions) <= set(asked.cautions)
