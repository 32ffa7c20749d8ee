"""On which day of a week something beside the sessions is done, in words."""

from collections.abc import Sequence
from typing import Final

from program.month.routine import TrainingDay, WeekAddition
from program.schema import Language
from program.wording import labels

_WHEN: Final[dict[Language, tuple[str, ...]]] = {
    "ko": (
        "{day}일차와 같은 날",
        "{day}일차 다음 날",
        "{day}일차 {gap}일 뒤",
    ),
    "en": ("Same day as day {day}", "Day after day {day}", "{gap} days after day {day}"),
}
"""By how many days lie between the session before and it; the last holds for all longer gaps."""


def day_of(addition: WeekAddition, sessions: Sequence[int], language: Language) -> str:
    """Its date, or where the month has no dates, how long after the last session before it.

    Args:
        addition: What is done.
        sessions: Days from the week's first session to each of its sessions.
        language: What to write in.
    """
    if addition.date is not None:
        return addition.date.isoformat()
    day = max(number for number, offset in enumerate(sessions, start=1) if offset <= addition.offset)
    gap, texts = addition.offset - sessions[day - 1], _WHEN[language]
    return texts[min(gap, len(texts) - 1)].format(day=day, gap=gap)


def date_of(day: TrainingDay, language: Language) -> str | None:
    """A session's date, or where the month has no dates its day of the week; None: neither is known."""
    if day.date is not None:
        return day.date.isoformat()
    return day.weekday and labels.WEEKDAY[language][day.weekday]
