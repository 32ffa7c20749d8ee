"""Conditioning in the month: what there is to do, how long it takes, on which days it may fall, and its rules.

Days are offsets from the week's first session, 0 to 6. Every week has the same offsets, so the day after 6 is 0.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Final, Literal, get_args

from pydantic import Field

from program.lifter.brief import LEG_JOINTS, Brief
from program.lifter.weekdays import DAYS_OF_WEEK as DAYS_OF_WEEK
from program.month.routine import Effort, TrainingWeek
from program.month.waves import DELOAD_WEEK, weeks_of
from program.reading.conditioning import Named, Wish, activities_declined, conditioning_wish
from program.schema import Closed, Goal, Joint, Level, Lift

Activity = Literal[
    "walk", "jog", "bike", "rower", "sled", "hill_sprint", "stairs", "jump_rope", "swim_or_walk", "flat_walk"
]
"""What is done. `swim_or_walk` and `flat_walk` are for lifters who cannot do the others."""
ACTIVITIES: tuple[Activity, ...] = get_args(Activity)

REQUIRED: Final = frozenset({Goal.LOSE_WEIGHT, Goal.ENDURANCE})
"""Goals that a month without conditioning would miss."""

FEWEST_REQUIRED: Final = 2
"""Sessions of each week that `REQUIRED` goals have at least."""

SHORTEST: Final[Mapping[Effort, int]] = {"easy": 20, "hard": 15}
"""Minutes; a shorter session trains little."""

LONGEST: Final[Mapping[Effort, int]] = {"easy": 40, "hard": 20}
"""Minutes; a longer one takes from the lifting."""

HARD_WARMUP: Final = 5
"""Minutes of easy work before intervals, which are part of a hard session's minutes."""

ROUND_SECONDS: Final = 120
"""An interval with the easy part after it, in seconds."""

FEWEST_ROUNDS: Final = 5
"""Intervals of the shortest hard session."""

IMPACT_KG: Final = 100.0
"""Body weight in kg from which nothing lands hard on the feet. Our choice."""

_LOWER: Final[frozenset[Lift]] = frozenset({"squat", "dead_lift"})
_GYM: Final = frozenset({"machine", "cable"})
"""Equipment that only a gym has, where a bike, a rower and a sled stand, too."""


@dataclass(frozen=True, slots=True)
class _Kind:
    """What an activity asks for."""

    efforts: tuple[Effort, ...]
    named: Named
    """The kind of activity that a lifter would name it by."""
    loads: frozenset[Joint] = frozenset()
    """Joints that it loads."""
    gym: bool = False
    """Whether it needs the machines of a gym."""
    impact: bool = False
    """Whether the feet land hard."""
    level: Level = Level.FIRST_MONTHS
    """From which level on."""


_RUNNING: Final[frozenset[Joint]] = LEG_JOINTS | {"lower_back"}

_KINDS: Final[Mapping[Activity, _Kind]] = {
    "walk": _Kind(("easy",), "walk", LEG_JOINTS),
    "jog": _Kind(("easy",), "run", _RUNNING, impact=True, level=Level.FIRST_YEAR),
    "bike": _Kind(("easy", "hard"), "bike", gym=True),
    "rower": _Kind(("easy", "hard"), "row", _RUNNING | {"shoulder", "wrist", "elbow"}, gym=True),
    "sled": _Kind(("hard",), "sled", _RUNNING | {"shoulder", "wrist"}, gym=True),
    "hill_sprint": _Kind(("hard",), "run", _RUNNING, impact=True, level=Level.FIRST_YEAR),
    "stairs": _Kind(("hard",), "stairs", LEG_JOINTS),
    "jump_rope": _Kind(
        ("hard",), "jump", _RUNNING | {"shoulder", "wrist", "neck"}, impact=True, level=Level.FIRST_YEAR
    ),
    "swim_or_walk": _Kind(("easy",), "swim", frozenset({"shoulder", "neck"})),
    "flat_walk": _Kind(("easy",), "walk"),
}
"""Our choice, after what bends furthest, carries most and lands hardest in each activity."""


class ConditioningSession(Closed):
    """One session of conditioning."""

    week: Annotated[int, Field(ge=1, le=4)]
    """1 to 4."""
    offset: Annotated[int, Field(ge=0, lt=DAYS_OF_WEEK)]
    """Days from the week's first lifting session; on a day with lifting it comes after the lifting."""
    effort: Effort
    """Easy work at a pace at which the lifter can talk, or hard intervals."""
    activity: Activity
    """What is done."""
    minutes: Annotated[int, Field(ge=1)]
    """How long it takes, a warm-up included."""
    rounds: Annotated[int, Field(ge=1)] | None = None
    """Intervals of a hard session; null: it is easy."""
    work_seconds: Annotated[int, Field(ge=1, lt=ROUND_SECONDS)] | None = None
    """The fast part of each interval in seconds; the rest of its two minutes is easy. Null: it is easy."""


class ConditioningPlan(Closed):
    """The month's conditioning."""

    sessions: tuple[ConditioningSession, ...]
    """All sessions, week by week and day by day; none where the lifter wants none."""


@dataclass(frozen=True)
class LiftingWeek:
    """What the month's lifting leaves open in a week."""

    minutes: Mapping[int, int]
    """Offset of each lifting session -> its longest length in the month, in minutes."""
    lower: frozenset[int]
    """Offsets of the sessions with squats or deadlifts."""
    off: frozenset[int] = frozenset()
    """Offsets of the days on which the lifter does not train."""

    def room(self, offset: int, limit: int) -> int:
        """Minutes that conditioning may take on a day.

        Args:
            offset: The day.
            limit: The lifter's longest session in minutes.
        """
        return limit - self.minutes.get(offset, 0)

    def allows(self, offset: int, effort: Effort, limit: int) -> bool:
        """Whether a day has room for a session, and a hard one would not tire the legs for the day after."""
        tiring = effort == "hard" and (offset + 1) % DAYS_OF_WEEK in self.lower
        return self.room(offset, limit) >= SHORTEST[effort] and not tiring and offset not in self.off


def lifting_week(weeks: Sequence[TrainingWeek]) -> LiftingWeek:
    """The days of a month's lifting, the same in each week, with their longest sessions."""
    minutes: dict[int, int] = {}
    lower: set[int] = set()
    for week in weeks:
        for offset, day in zip(week.offsets, week.days, strict=True):
            minutes[offset] = max(day.minutes, minutes.get(offset, 0))
            if any(main.lift in _LOWER for main in day.main):
                lower.add(offset)
    return LiftingWeek(minutes, frozenset(lower))


def is_careful(brief: Brief) -> bool:
    """Whether the lifter is to see a doctor before anything hard: with a caution, or with a medical wish."""
    return brief.careful or brief.constraints.declined == "medical"


def conditioning_wished(brief: Brief) -> Wish:
    """Whether the lifter wants no conditioning, or more of it: as the model or as code understands the sentence."""
    understood = brief.constraints.conditioning
    return understood if understood in ("none", "more") else conditioning_wish(brief.request)


def possible(brief: Brief, effort: Effort) -> tuple[Activity, ...]:
    """The activities that equipment, joints, level, body weight, caution and the lifter's sentence allow.

    Of easy ones there is always one: a walk on the flat. A careful lifter has nothing else.
    """
    if is_careful(brief):
        return ("flat_walk",) if effort == "easy" else ()
    tired = brief.constraints.volume == "less" or brief.constraints.conditioning == "easy"
    if effort == "hard" and (tired or LEG_JOINTS.intersection(brief.constraints.avoid)):
        return ()
    declined = activities_declined(brief.request)
    if brief.constraints.conditioning == "no_running":
        declined |= {"run"}
    spared = frozenset(brief.constraints.avoid)
    in_gym = bool(brief.available & _GYM)
    heavy = (brief.body_weight_kg or 0) >= IMPACT_KG
    return tuple(
        name
        for name, kind in _KINDS.items()
        if effort in kind.efforts
        and (in_gym or not kind.gym)
        and not kind.loads & spared
        and not (heavy and kind.impact)
        and brief.experience >= kind.level
        and (kind.named not in declined or name == "flat_walk")
    )


def hard_minutes(rounds: int) -> int:
    """Minutes of a hard session, its warm-up included."""
    return HARD_WARMUP + rounds * ROUND_SECONDS // 60


def conditioning_errors(brief: Brief, lifting: LiftingWeek, plan: ConditioningPlan) -> list[str]:
    """The rules of conditioning that a plan breaks, a message each; none: it keeps them.

    Never hard the day before squats or deadlifts (*5/3/1 Forever*), nor in the deload week; no day over the lifter's
    minutes; in every week a day without lifting and conditioning; an activity that the lifter can do; enough of it
    where the goal cannot do without.
    """
    if conditioning_wished(brief) == "none":
        return [f"sessions: there are {len(plan.sessions)}, the lifter wants none"] if plan.sessions else []
    return [*_session_errors(brief, lifting, plan), *_week_errors(brief, lifting, plan), *_days_off_errors(brief, plan)]


def _days_off_errors(brief: Brief, plan: ConditioningPlan) -> Iterator[str]:
    """Sessions on days on which the lifter does not train; goals that cannot do without conditioning may need them."""
    if brief.purpose not in REQUIRED:
        for place, one in enumerate(plan.sessions):
            if one.offset in brief.days_off:
                yield f"sessions.{place}: on day {one.offset}, on which the lifter does not train, expected another day"


def _session_errors(brief: Brief, lifting: LiftingWeek, plan: ConditioningPlan) -> Iterator[str]:
    limit = brief.session_minutes
    allowed: dict[Effort, tuple[Activity, ...]] = {"easy": possible(brief, "easy"), "hard": possible(brief, "hard")}
    for place, one in enumerate(plan.sessions):
        where, effort = f"sessions.{place}", one.effort
        if not SHORTEST[effort] <= one.minutes <= LONGEST[effort]:
            yield f"{where}: {one.minutes} minutes, expected {SHORTEST[effort]} to {LONGEST[effort]} of {effort} work"
        if one.minutes > lifting.room(one.offset, limit):
            yield f"{where}: {one.minutes} minutes do not fit, expected {lifting.room(one.offset, limit)} at most"
        if one.activity not in allowed[effort]:
            yield f"{where}: {one.activity} is not for this lifter, expected {' or '.join(allowed[effort]) or 'none'}"
        if effort == "hard":
            if one.week == DELOAD_WEEK:
                yield f"{where}: hard in the deload week, expected easy"
            if (one.offset + 1) % DAYS_OF_WEEK in lifting.lower:
                yield f"{where}: hard the day before squats or deadlifts, expected easy, or another day"
            if one.rounds is None or one.work_seconds is None or one.minutes != hard_minutes(one.rounds):
                yield f"{where}: expected rounds, work_seconds and the minutes that follow from the rounds"


def _week_errors(brief: Brief, lifting: LiftingWeek, plan: ConditioningPlan) -> Iterator[str]:
    for week in weeks_of(brief.week4):
        offsets = Counter(one.offset for one in plan.sessions if one.week == week)
        if twice := [offset for offset, times in offsets.items() if times > 1]:
            yield f"sessions: two in week {week} on day {twice[0]}, expected one"
        if len(offsets.keys() | lifting.minutes.keys()) >= DAYS_OF_WEEK:
            yield f"sessions: week {week} has no day of rest, expected one"
        if brief.purpose in REQUIRED and len(offsets) < FEWEST_REQUIRED:
            yield f"sessions: {len(offsets)} in week {week}, expected {FEWEST_REQUIRED} or more for this goal"
