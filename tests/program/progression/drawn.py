"""Months of a lift with their logs: the classic one, and strategies over all that can be asked and logged."""

from typing import Any

from hypothesis import strategies as st

from program.block import Counters
from program.progression.log import LiftMonth, LoggedSet, TopSet
from program.progression.options import LiftSteps, Options
from program.progression.steps import FULL_STEP_KG
from program.schema import LIFTS, Lift

PLUS_SETS = ((1, 85, 5), (2, 90, 3), (3, 95, 1))
"""Week, percent of the training max and fewest repetitions."""


def month(lift: Lift, kg: float, rate: int = 90, *, fives: bool = False, test: bool = False, **more: Any) -> LiftMonth:
    """A month with top sets at exactly their share of the training max; 67.5 kg in week 3 where that is on a step."""
    tops = [
        TopSet(week=week, weight_kg=round(kg * share / 100 // 1.25 * 1.25, 2) or 1.25, reps=reps, plus=not fives)
        for week, share, reps in (((1, 85, 5), (2, 90, 5), (3, 95, 5)) if fives else PLUS_SETS)
    ]
    if test:
        tops.append(TopSet(week=4, weight_kg=kg, reps=3, plus=False, kind="tm_test"))
    return LiftMonth(lift=lift, training_max_kg=kg, rate=rate, top_sets=tuple(tops), **more)


def done(asked: LiftMonth, *reps: int | None) -> list[LoggedSet]:
    """A log with the repetitions of the top sets in their order; None: not logged."""
    pairs = zip(asked.top_sets, reps, strict=False)
    return [
        LoggedSet(lift=asked.lift, week=top.week, weight_kg=top.weight_kg, reps=number)
        for top, number in pairs
        if number is not None
    ]


KG = st.integers(100, 50_000).map(lambda hundredths: hundredths / 100)
COUNTERS = st.builds(Counters, misses=st.integers(0, 1), cycles_up=st.integers(0, 9), cycles_done=st.integers(0, 60))


def _steps(full: float) -> st.SearchStrategy[float | None]:
    return st.none() | st.integers(0, 100).map(lambda hundredths: hundredths * full / 100)


OPTIONS = st.builds(
    Options,
    stall=st.sampled_from(["three_steps", "ten_percent", "e1rm"]),
    strict=st.booleans(),
    step_kg=st.builds(LiftSteps, **{lift: _steps(full) for lift, full in FULL_STEP_KG.items()}),
    forecast=st.booleans(),
    weeks_away=st.sampled_from([0, 0, 0, 1, 2, 3, 4, 30]),
)
"""Any options, with steps up to the full one."""

MONTHS = st.builds(
    month,
    st.sampled_from(LIFTS),
    KG,
    st.integers(70, 90),
    fives=st.booleans(),
    test=st.booleans(),
    held=st.sampled_from([None, None, None, None, "spared", "replaced", "careful"]),
)
"""Any month of any lift: with plus sets or fives, with a test or without, held or not."""


@st.composite
def cases(draw: st.DrawFn) -> tuple[LiftMonth, list[LoggedSet], Counters, Options]:
    """A month with any log: top sets done, missed, left out; and sets of other weights and lifts."""
    asked = draw(MONTHS)
    reps = st.none() | st.integers(0, 15)
    logged = done(asked, *(draw(reps) for _ in asked.top_sets))
    others = st.builds(
        LoggedSet, lift=st.sampled_from(LIFTS), week=st.integers(1, 4), weight_kg=KG, reps=st.integers(0, 30)
    )
    return asked, logged + draw(st.lists(others, max_size=3)), draw(COUNTERS), draw(OPTIONS)
