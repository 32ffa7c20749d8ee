"""Notes about the lift or part that comes first: they say only what the week really does for it."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from program.lifter.brief import Brief
from program.month.routine import TrainingDay
from program.month.splits import SPLITS, Split
from program.schema import LIFTS, Lift
from program.wording import labels
from program.wording.contents import Contents


def help_for(lift: Lift, days: Sequence[TrainingDay]) -> str | None:
    """The text about what a week does for a lift; None: nothing that the usual week would not do.

    Args:
        lift: A lift that lags, or that the lifter wants first.
        days: The week's sessions.
    """
    done: Split = tuple(tuple(main.lift for main in day.main) for day in days)
    usual = next(iter(SPLITS[len(days)].values()))
    if _times(lift, done) > _times(lift, usual):
        return "weak_twice"
    first, before = _first(lift, done), _first(lift, usual)
    if first == (0, 0) != before:
        return "weak_first"
    return "weak_day" if first[0] == 0 and before[0] > 0 else None


def focus_notes(brief: Brief, contents: Contents, text: Mapping[str, Any]) -> Iterator[str]:
    """What has been done about the lifts and parts that the sentence wants first.

    Args:
        brief: Whose month it is.
        contents: What the month holds.
        text: The texts of `notes.toml` in the brief's language.
    """
    language, days = brief.language, contents.month.weeks[0].days
    more: list[str] = []
    told: list[str] = []
    for part in brief.constraints.focus:
        lift = next((one for one in LIFTS if one == part), None)
        if lift is None or lift not in contents.month.loads.on_bar or _more_sets(lift, days):
            more.append(labels.FOCUS[language][part])
            continue
        helped = help_for(lift, days)
        if helped == "weak_twice":
            more.append(labels.FOCUS[language][part])
        else:
            told.append(text["focus_place" if helped else "focus_not"].format(lift=labels.LIFT[language][lift]))
    if more:
        yield text["focus"].format(parts=", ".join(more))
    yield from told


def _more_sets(lift: Lift, days: Sequence[TrainingDay]) -> bool:
    """Whether a lift has more supplemental sets than another one."""
    sets = dict.fromkeys((main.lift for day in days for main in day.main), 0)
    for extra in (extra for day in days for extra in day.supplemental):
        sets[extra.lift] += len(extra.sets)
    return sets.get(lift, 0) > min(sets.values(), default=0)


def _times(lift: Lift, week: Split) -> int:
    return sum(lift in day for day in week)


def _first(lift: Lift, week: Split) -> tuple[int, int]:
    """The day on which a lift is done first, and its place there, from 0; not done: after the week."""
    places = ((number, day.index(lift)) for number, day in enumerate(week) if lift in day)
    return next(places, (len(week), 0))
