"""The dataset of review: reports on a month, each with what was asked and lifted, and what a careful coach decides."""

import random
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import cycle, islice
from typing import Any, Final

from data import dataset_cards as cards
from data.parts import HELD_OUT
from data.reports import Heard, Report, part_of, reports
from data.requests import SEED, draw_requests
from program import coach
from program.block import Counters, LiftCounters
from program.month.loads import plates_of
from program.month.plates import built
from program.month.seventh_week import TEST_REPS
from program.month.waves import DELOAD_WEEK, WEEKS, work_sets
from program.month.weights import training_max
from program.progression.choices import Choice
from program.progression.log import LiftMonth, LoggedSet, TopSet
from program.progression.options import Options
from program.progression.past import Past
from program.progression.review import MOST_WEEKS_AWAY, Review, Statement, bounded, open_choices, statement_error
from program.reading.evidence import resting_on_words
from program.reading.normalised import normalised, on_one_line
from program.schema import LIFTS, Lift, RoutineRequest, WeightPlan
from program.units import exact

PARTS: Mapping[str, int] = {"test": 351, "val": 98, "train": 7000, "later": 5600}

WANTED: Final[Mapping[Heard, Choice]] = {
    "easy": "step",
    "hard": "smaller_step",
    "failed": "hold",
    "pain": "hold",
    "hold": "hold",
    "test": "test",
    "back": "back",
}
"""What a careful coach does about what is said of a lift, as far as the table allows it. Our choice."""

_LOG_SHARE: Final = 0.9
"""The share of rows with a log; the others have a report alone."""

_OUTCOMES: Final[Mapping[str, float]] = {"met": 0.8, "missed": 0.08, "unfinished": 0.06, "nothing": 0.06}
"""How often a lift's month ends in each way."""

_MISSED: Final[Mapping[str, float]] = {"met": 0.4, "missed": 0.6}
"""The same for a lift of which the report says that repetitions were missed: the others were missed in lighter sets."""

_CYCLES_UP: Final = (0, 0, 1, 1, 2, 2, 3, 3, 4, 5)
"""Cycles that went up before the month, as often as each is drawn."""

_STRICT_SHARE: Final = 0.1
"""The share of lifters who chose the strict table."""

_TEST_SHARE: Final = 0.1
"""The share of months that end with a test of the training maxes."""


def rows(part: str, before: Iterable[Mapping[str, Any]]) -> Iterator[dict[str, Any]]:
    """The rows of a part, whatever is in `before`: the parts' reports have writers of their own.

    In training a report comes in with several months, so that what is decided follows from its words and from what
    the table allows. Part `later` has as many reports of `train` as reports of its own, so that what was learnt from
    those is not forgotten.
    """
    draw = random.Random(f"{SEED} review {part}")
    written = _usable(part)
    if part == "later":
        written += draw.sample(_usable("train"), len(written))
    listed = list(islice(written if part in HELD_OUT else cycle(written), PARTS[part]))
    draw.shuffle(listed)
    requests = draw_requests(seed=draw.randrange(2**32))
    return (_row(next(requests), report, draw) for report in listed)


def _usable(part: str) -> list[Report]:
    """The reports of a part, without those that no few words of theirs can explain."""
    return [one for one in reports(part_of(part)) if _said(one) is not None]


def _said(report: Report) -> list[Statement] | None:
    """All that is said, of a lift that it goes up; None: something rests on no few words of the report."""
    said = [Statement(topic=lift, value="step", words=words) for lift, (_, words) in report.lifts.items()]
    said += [Statement(topic=topic, value=value, words=words) for topic, value, words in report.month]
    if report.away:
        weeks, words = report.away
        said.append(Statement(topic="away", value=min(weeks, MOST_WEEKS_AWAY), words=words))
    return resting_on_words(on_one_line(normalised(report.text)), said, statement_error)


def _row(request: RoutineRequest, report: Report, draw: random.Random) -> dict[str, Any]:
    past = _past(request, report, draw)
    request = request.model_copy(update={"past": past})
    choices = open_choices(past, request.week4)
    answer = Review(
        said=tuple(
            one.model_copy(update={"value": bounded(WANTED[report.lifts[one.topic][0]], choices[one.topic])})
            if one.topic in LIFTS
            else one
            for one in _said(report) or ()
        )
    )
    return {
        "request": request.model_dump(mode="json", exclude_defaults=True),
        "answers": {},
        "answer": answer.model_dump(mode="json"),
        "heard": {lift: heard for lift, (heard, _) in report.lifts.items()},
        "language": "ko" if re.search("[가-힣]", report.text) else "en",
    }


def _past(request: RoutineRequest, report: Report, draw: random.Random) -> Past:
    """A month before, with a log drawn at random."""
    plan = coach.weight_plan(request, request.role)
    tested = draw.random() < _TEST_SHARE
    months = tuple(_month(request, plan, lift, tested=tested) for lift in LIFTS)
    heard = {lift: one for lift, (one, _) in report.lifts.items()}
    log = [one for month in months for one in _log(month, heard.get(month.lift), draw)]
    log = log if draw.random() < _LOG_SHARE else []
    counters = {
        lift: Counters(
            misses=int(draw.random() < 0.1), cycles_up=draw.choice(_CYCLES_UP), cycles_done=draw.randrange(6, 12)
        )
        for lift in LIFTS
    }
    return Past(
        lifts=months,
        counters=LiftCounters(**counters),
        log=tuple(log),
        report=report.text,
        options=Options(strict=draw.random() < _STRICT_SHARE),
    )


def _month(request: RoutineRequest, plan: WeightPlan, lift: Lift, *, tested: bool) -> LiftMonth:
    """What a month of a plan asks of a lift, on a bar of 10 kg so that the lightest lifter has one."""
    kg = training_max(request.rm_weight.one_rep_max(lift), plan.training_max_rate)
    tops = []
    for week in WEEKS[: DELOAD_WEEK - 1]:
        top = work_sets(plan, week)[-1]
        weight = max(built(exact(kg * top.rate / 100), 10, plates_of(request)), 10)
        tops.append(TopSet(week=week, weight_kg=weight, reps=top.reps, plus=top.amrap))
    if tested:
        weight = max(built(exact(kg), 10, plates_of(request)), 10)
        tops.append(TopSet(week=DELOAD_WEEK, weight_kg=weight, reps=TEST_REPS[0], plus=False, kind="tm_test"))
    return LiftMonth(lift=lift, training_max_kg=kg, rate=plan.training_max_rate, top_sets=tuple(tops))


def _log(month: LiftMonth, heard: Heard | None, draw: random.Random) -> Iterator[LoggedSet]:
    """What was lifted of a lift: its minimum met, missed in a week, not to the end, or nothing written down."""
    shares = _MISSED if heard in ("failed", "back") else _OUTCOMES
    (outcome,) = draw.choices([*shares], [*shares.values()])
    missed = draw.choice(month.top_sets).week
    for top in month.top_sets:
        if outcome == "nothing" or (outcome == "unfinished" and top.week >= missed):
            return
        reps = top.reps + (draw.randrange(7) if top.plus else 0)
        if outcome == "missed" and top.week == missed:
            reps = draw.randrange(top.reps)
        yield LoggedSet(lift=month.lift, week=top.week, weight_kg=top.weight_kg, reps=reps)


def card(parts: Mapping[str, Sequence[Mapping[str, Any]]]) -> str:
    """The dataset's card."""
    everything = [row for listed in parts.values() for row in listed]
    written = {name: [*reports(part_of(name))] for name in parts}
    said = [one for row in everything for one in row["answer"]["said"]]
    lines = [
        "# Dataset of review",
        "",
        "What lifters write about a month that they have trained, in Korean and in English. The reports are made up by",
        "many writers with different lives (`reports/`, a file for each); a writer of one part writes nothing in",
        "another. Two readers labelled the test part apart and agreed. There is no person's data in it.",
        "",
        "Each line: `request` (with `past`: a month, a log drawn at random, and the report), `answer` (what a careful",
        "coach decides: what is heard of a lift, as far as the table of `program/progression/table.py` allows it),",
        "`heard` (what the report says of each lift) and `language`. `python -m data.generate review` writes it with a",
        "fixed seed. A report is left out where something in it rests on no few words.",
        "",
        "| part | rows | reports as written | writers |",
        *cards.written(parts, written),
        "",
        *cards.table("language", (row["language"] for row in everything)),
        *cards.table("heard of a lift", (heard for row in everything for heard in row["heard"].values())),
        *cards.table("decided for a lift", (one["value"] for one in said if one["topic"] in LIFTS)),
        *cards.table("said of the month", (one["topic"] for one in said if one["topic"] not in LIFTS)),
    ]
    return cards.text_of(lines)
