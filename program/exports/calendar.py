"""A month as a calendar (RFC 5545): an event for each session, and for what stands beside the sessions."""

import uuid
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event

from program.errors import RequestError
from program.exports.texts import harmless
from program.month.routine import Accessory, MainLift, Routine, SupplementalLift, TrainingDay
from program.schema import Language
from program.wording.lines import amount, name

ZONE: Final = ZoneInfo("Asia/Seoul")
"""The zone of a session's time of day."""

_UIDS: Final = uuid.UUID("6f0e9a0c-5d55-5e0f-9b5c-5a3c531b5310")
"""The namespace of the events' ids."""

_TITLE: Final[dict[Language, str]] = {
    "ko": "5/3/1 {week}주차 {day}일차: {what}",
    "en": "5/3/1 week {week}, day {day}: {what}",
}


def calendar(month: Routine, stamp: datetime, language: Language = "ko", start: time | None = None) -> bytes:
    """The month as an `.ics` file.

    Args:
        month: The month.
        stamp: When it was made; with the same stamp the same month gives the same bytes.
        language: That of the events.
        start: The time of day of the sessions in `ZONE`; None: events last all day.

    Raises:
        RequestError: The month has no dates.
    """
    file = Calendar()
    file.add("version", "2.0")
    file.add("prodid", "-//burnfit//5-3-1//KO")
    file.add("method", "PUBLISH")
    for week in month.weeks:
        for day in week.days:
            what = ", ".join(name(main, language) for main in day.main)
            title = _TITLE[language].format(week=week.week, day=day.day, what=what)
            event = _event(
                month, f"{week.week}/{day.day}", title, "\n".join(map(harmless, _lines(day, language))), stamp
            )
            _put_on(event, _date(day.date), day.minutes, start)
            file.add_component(event)
        for beside in week.additions:
            event = _event(month, f"{week.week}/{beside.agent}/{beside.offset}", beside.text, "", stamp)
            _put_on(event, _date(beside.date), beside.minutes, None)
            file.add_component(event)
    file.add_missing_timezones()
    return bytes(file.to_ical())


def _event(month: Routine, place: str, title: str, text: str, stamp: datetime) -> Event:
    event = Event()
    event.add("uid", f"{uuid.uuid5(_UIDS, f'{month.run_id}/{place}')}@burnfit")
    event.add("dtstamp", stamp.astimezone(UTC).replace(microsecond=0))
    event.add("sequence", 0)
    event.add("summary", harmless(title))
    if text:
        event.add("description", text)
    return event


def _put_on(event: Event, day: date, minutes: int, start: time | None) -> None:
    """Give an event its day, or its hour and length."""
    if start is None:
        event.add("dtstart", day)
        event.add("dtend", day + timedelta(days=1))
        event.add("transp", "TRANSPARENT")
    else:
        event.add("dtstart", datetime.combine(day, start, ZONE))
        event.add("duration", timedelta(minutes=minutes))


def _date(day: date | None) -> date:
    if day is None:
        raise RequestError("the month has no dates: ask for it with a start_date, and export it again")
    if day == date.max:
        raise RequestError(f"the month ends with the calendar's last day, {day}: give an earlier start_date")
    return day


def _lines(day: TrainingDay, language: Language) -> Iterator[str]:
    """What is done in a session, a line each, as far as it is lifted, and what further agents add."""
    yield day.warmup
    for part in day.in_order:
        yield f"{name(part, language)} {_sets(part, language)}"
    yield from (one.text for one in day.additions)


def _sets(part: MainLift | SupplementalLift | Accessory, language: Language) -> str:
    if isinstance(part, Accessory):
        return f"{part.sets} × {amount(part.reps, part.unit, part.per_side, language)}"
    sets = (
        f"{'' if one.weight is None else f'{one.weight:g} {one.unit} × '}{one.reps}{'+' if one.amrap else ''}"
        for one in part.sets
    )
    return ", ".join(sets)
