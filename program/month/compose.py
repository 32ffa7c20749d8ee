"""Turns the decisions of the two agents into a month of training in kilograms, by arithmetic alone."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final, Literal

from program.lifter.brief import LEG_JOINTS, Brief
from program.lifter.weekdays import session_date
from program.month.balance import balanced
from program.month.fitting import fit_week
from program.month.loads import Loads, loads_of, tests
from program.month.routine import Accessory, TrainingDay, TrainingWeek
from program.month.session import Session
from program.month.volume import cap_volume
from program.month.wanted import Wanted
from program.month.waves import DELOAD_WEEK, WEEKS
from program.schema import WEEKDAYS, Lift, Prescription, Weekday, WeekTemplate, WeightPlan
from program.wording import lines

DELOAD_SHARE: Final = 2
"""In the deload week an assistance exercise has week 1's sets divided by this, at least one set."""

LARGE_PLATES_KG: Final = 60
"""From this weight a bar of 20 kg carries plates of 20 kg, which lift it to the usual height; lighter ones may not."""

Cut = Literal["volume", "assistance", "supplemental", "warmup"]
"""`volume`: assistance beyond what a muscle recovers from; the others: what did not fit into the minutes."""


@dataclass(frozen=True, slots=True)
class Month:
    """Four weeks of training."""

    training_max: dict[Lift, float]
    """Each lift's training max in kg, two decimals."""
    weeks: tuple[TrainingWeek, ...]
    cut: frozenset[Cut]
    """What weeks 1 to 3 do not hold in full."""
    loads: Loads
    """How each lift is loaded, and what stands in for those that are not done on the bar."""


def compose(brief: Brief, plan: WeightPlan, week: WeekTemplate, training_maxes: Mapping[Lift, float]) -> Month:
    """The month of a lifter: the week template repeated four times at the plan's rates, every set in kilograms.

    A session has the split's lifts with warm-ups and three work sets, then supplemental sets of the same lifts, then
    the assistance. What does not fit into `brief.session_minutes` is changed or left out, see `fitting.fit_week`; the
    longest session of each day decides for all loading weeks, so that their assistance is the same. The
    deload week has no supplemental work and half the assistance. A lift that loads a sore joint has a lower training
    max and no plus sets; an exercise that stands in for a lift has no warm-ups and no computed weight.

    Args:
        brief: Whose month it is, and what the sentence asks for.
        plan: Task1's answer.
        week: Task2's answer with its sets and reps, one in which `program.month.rules.week_errors` finds nothing.
        training_maxes: Each lift's training max in kg; `loads.training_maxes_of` derives them from records.

    Raises:
        RequestError: The month would run past the calendar's last day.
        LookupError: The template names a split, a supplemental template or an exercise that does not exist.
        ValueError: The template has not as many days as its split.
    """
    loads = loads_of(brief, plan, training_maxes, {one.exercise for day in week.days for one in day})
    wanted = Wanted(brief, plan, week, loads)
    limits = [brief.session_minutes] * brief.days
    weeks: list[TrainingWeek] = []
    cut: set[Cut] = set()
    loading = [wanted.sessions(number, week.days) for number in WEEKS if number != DELOAD_WEEK]
    capped = [cap_volume(asked, brief.experience) for asked in loading]
    longest = [max(same_day, key=lambda session: session.seconds) for same_day in zip(*capped, strict=True)]
    pattern = fit_week(longest, brief, limits)
    alone = [fit_week(map(_like, full, pattern), brief, limits) for full in capped]
    shortest = [min(same_day, key=lambda session: _sets([session])) for same_day in zip(*alone, strict=True)]
    least = balanced(brief, shortest, longest)
    for number, asked, full, week_alone in zip(WEEKS, loading, capped, alone, strict=False):
        fitted = tuple(map(_like, week_alone, least))
        cut.update(["volume"] if _sets(asked) != _sets(full) else [], _left_out(full, fitted))
        weeks.append(_week(brief, number, fitted))
    assistance = [[_halved(one) for one in day.accessories] for day in weeks[0].days]
    light = wanted.sessions(DELOAD_WEEK, assistance)
    shorter = limits if tests(brief, loads) else [max(day.minutes - 1, 1) for day in weeks[0].days]
    if brief.week4 != "none":
        weeks.append(
            _week(
                brief,
                DELOAD_WEEK,
                fit_week(cap_volume(light, brief.experience), brief, shorter),
                test=tests(brief, loads),
            )
        )
    return Month(dict(loads.training_max), tuple(weeks), frozenset(cut), loads)


def _like(session: Session, pattern: Session) -> Session:
    """A session with no more assistance and supplemental sets than another week's on its day: weeks stay alike."""
    sets = {one.id: one.sets for one in pattern.accessories}
    extra = {lift.lift: len(lift.sets) for lift in pattern.supplemental}
    accessories = tuple(
        one.model_copy(update={"sets": min(one.sets, sets[one.id])}) for one in session.accessories if one.id in sets
    )
    there = {one.id for one in accessories}
    return replace(
        session,
        supplemental=tuple(
            lift.model_copy(update={"sets": lift.sets[: extra[lift.lift]]})
            for lift in session.supplemental
            if lift.lift in extra
        ),
        accessories=accessories,
        pairs=tuple(pair for pair in session.pairs or pattern.pairs if there >= set(pair)),
    )


def _week(brief: Brief, week: int, sessions: Sequence[Session], *, test: bool = False) -> TrainingWeek:
    first = brief.first_session
    dates = [first and session_date(first, week, offset) for offset in brief.offsets]
    weekdays: Sequence[Weekday | None] = brief.training_weekdays or [None] * len(sessions)
    return TrainingWeek(
        week=week,
        deload=week == DELOAD_WEEK and not test,
        test=test,
        days=tuple(
            TrainingDay(
                day=day,
                date=dated,
                weekday=WEEKDAYS[dated.weekday()] if dated else named,
                minutes=session.minutes,
                warmup=_general_warmup(brief, session),
                main=session.main,
                supplemental=session.supplemental,
                accessories=session.listed,
            )
            for day, (session, dated, named) in enumerate(zip(sessions, dates, weekdays, strict=True), start=1)
        ),
    )


def _sets(sessions: Iterable[Session]) -> int:
    return sum(one.sets for session in sessions for one in session.accessories)


def _left_out(wanted: Sequence[Session], fitted: Sequence[Session]) -> Iterator[Cut]:
    """What the fitted sessions have less of."""
    if _sets(fitted) < _sets(wanted):
        yield "assistance"
    for before, after in zip(wanted, fitted, strict=True):
        if sum(len(lift.sets) for lift in after.supplemental) < sum(len(lift.sets) for lift in before.supplemental):
            yield "supplemental"
        if sum(len(lift.sets) for lift in after.main) < sum(len(lift.sets) for lift in before.main):
            yield "warmup"


def _halved(accessory: Accessory) -> Prescription:
    sets = max(accessory.sets // DELOAD_SHARE, 1)
    return Prescription(exercise=accessory.id, sets=sets, reps=accessory.reps)


def _general_warmup(brief: Brief, session: Session) -> str:
    """The line of the general warm-up; it says when the deadlift's bar lies low."""
    deadlifts = (lift for lift in session.main if lift.lift == "dead_lift")
    low = any((one.weight_kg or LARGE_PLATES_KG) < LARGE_PLATES_KG for lift in deadlifts for one in lift.sets)
    lifts = [lift.lift for lift in session.main]
    return lines.general_warmup(
        session.warmup,
        lifts,
        low,
        brief.language,
        machines=bool({"machine", "cable"} & brief.available),
        legs_spared=bool(LEG_JOINTS.intersection(brief.constraints.avoid)),
    )
