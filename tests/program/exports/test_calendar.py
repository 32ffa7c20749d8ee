"""A month as a calendar, read back by icalendar."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from icalendar import Calendar

from program.errors import RequestError
from program.exports.calendar import calendar
from program.month.routine import Addition, Routine, WeekAddition
from tests.coached import Coached, lifter

MADE = datetime(2026, 5, 1, 9, 30, 15, 123456, tzinfo=UTC)


def month(**fields: object) -> Routine:
    return Coached().routine(lifter(**{"start_date": "2026-05-04", "gender": "남성", **fields}))


def events(data: bytes) -> list[dict[str, object]]:
    return [
        {
            "uid": str(event["uid"]),
            "start": event.decoded("dtstart"),
            "end": event.decoded("dtend", None) or event.decoded("dtstart") + event.decoded("duration"),
            "title": str(event["summary"]),
            "text": str(event.get("description", "")),
            "stamp": event.decoded("dtstamp"),
        }
        for event in Calendar.from_ical(data).walk("VEVENT")
    ]


def test_each_session_is_an_event_of_its_day() -> None:
    made = month()
    found = events(calendar(made, MADE))
    days = [day for week in made.weeks for day in week.days]
    assert [one["start"] for one in found] == [day.date for day in days]
    assert all(one["end"] == one["start"] + timedelta(days=1) for one in found)  # type: ignore[operator]  # dates
    assert {one["stamp"] for one in found} == {MADE.replace(microsecond=0)}
    assert str(found[0]["title"]).startswith("5/3/1 1주차 1일차: ")
    assert "오버헤드 프레스" in " ".join(str(one["text"]) for one in found)
    english = events(calendar(made, MADE, "en"))
    assert str(english[0]["title"]).startswith("5/3/1 week 1, day 1: ")


def test_a_file_has_what_the_standard_asks_for_and_lines_of_75_octets() -> None:
    data = calendar(month(), MADE)
    assert data.startswith(b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//burnfit//5-3-1//KO\r\n")
    assert b"METHOD:PUBLISH" in data
    assert data.count(b"TRANSP:TRANSPARENT") == data.count(b"BEGIN:VEVENT")
    assert max(map(len, data.split(b"\r\n"))) <= 75
    data.decode()


def test_the_same_month_gives_the_same_bytes_and_another_one_other_ids() -> None:
    made = month()
    assert calendar(made, MADE) == calendar(made, MADE)
    other = made.model_copy(update={"run_id": "1" * 32})
    ids = [{one["uid"] for one in events(calendar(which, MADE))} for which in (made, other)]
    assert not ids[0] & ids[1]
    assert len(ids[0]) == len(events(calendar(made, MADE)))


def test_a_time_of_day_is_in_seoul_and_lasts_as_long_as_the_session() -> None:
    made = month()
    data = calendar(made, MADE, start=time(19))
    first = events(data)[0]
    assert first["start"] == datetime(2026, 5, 4, 19, tzinfo=ZoneInfo("Asia/Seoul"))
    assert first["end"] == first["start"] + timedelta(minutes=made.weeks[0].days[0].minutes)  # type: ignore[operator]  # dates
    assert b"BEGIN:VTIMEZONE" in data
    assert b"DTSTART;TZID=Asia/Seoul:20260504T190000" in data


def test_dates_go_over_the_end_of_a_month_and_a_year() -> None:
    found = events(calendar(month(start_date="2026-12-28"), MADE))
    assert found[0]["start"] == date(2026, 12, 28)
    assert found[-1]["start"] > date(2027, 1, 15)  # type: ignore[operator]  # dates


def test_what_is_done_beside_the_sessions_is_an_event_of_its_own() -> None:
    made = month()
    week = made.weeks[0].with_additions([WeekAddition(agent="walk", text="산책, 30분", minutes=30, offset=2)])
    with_walk = made.model_copy(update={"weeks": (week, *made.weeks[1:])})
    [walk] = [one for one in events(calendar(with_walk, MADE, start=time(7))) if one["title"] == "산책, 30분"]
    assert walk["start"] == date(2026, 5, 6)


HOSTILE = (
    "a;b,c\\d\nBEGIN:VEVENT\r\nATTACH:http://x <b>굵게</b> <script>x</script> [링크](javascript:x) =1+1 \u202e"
    "וה\x1b[2J\x00\u2028"
)
AS_TEXT = "a;b,c\\d BEGIN:VEVENT ATTACH:http://x <b>굵게</b> <script>x</script> [링크](javascript:x) =1+1 וה [2J"


def test_a_text_stays_text() -> None:
    made = month()
    week = made.weeks[0]
    accessory = week.days[0].accessories[0].model_copy(update={"name": HOSTILE})
    addition = Addition(agent="x", text=HOSTILE)
    day = week.days[0].model_copy(update={"accessories": (accessory,), "additions": (addition,), "warmup": HOSTILE})
    week = week.model_copy(update={"days": (day, *week.days[1:])})
    week = week.with_additions([WeekAddition(agent="x", text=HOSTILE, offset=1)])
    data = calendar(made.model_copy(update={"weeks": (week,)}), MADE)
    found = events(data)
    assert len(found) == len(week.days) + 1
    assert "ATTACH" not in {line.split(b":")[0].decode() for line in data.split(b"\r\n")}
    [beside] = [one for one in found if one["title"] == AS_TEXT]
    assert beside["start"] == date(2026, 5, 5)
    [session] = [one for one in found if one["start"] == date(2026, 5, 4)]
    first, *lines = str(session["text"]).split("\n")
    assert first == lines[-1] == AS_TEXT
    assert any(line.startswith(f"{AS_TEXT} ") for line in lines[:-1])
    assert not {"\x1b", "\x00", "\u202e", "\u2028"} & set(data.decode())


def test_dates_of_a_month_are_the_same_days_in_the_file_over_a_leap_day_and_the_new_year() -> None:
    for start in ("2027-12-27", "2028-02-21", "2026-01-29"):
        made = month(start_date=start)
        found = [one["start"] for one in events(calendar(made, MADE, start=time(6, 30)))]
        days = [day.date for week in made.weeks for day in week.days]
        assert [one.date() for one in found if isinstance(one, datetime)] == days
        assert len({one.month for one in days if one}) == 2
        assert {str(one.tzinfo) for one in found if isinstance(one, datetime)} == {"Asia/Seoul"}
        assert {one.utcoffset() for one in found if isinstance(one, datetime)} == {timedelta(hours=9)}


def test_a_month_without_dates_or_at_the_end_of_time_has_no_calendar() -> None:
    with pytest.raises(RequestError, match="ask for it with a start_date"):
        calendar(month(start_date=None), MADE)
    made = month()
    day = made.weeks[0].days[0].model_copy(update={"date": date.max})
    last = made.model_copy(update={"weeks": (made.weeks[0].model_copy(update={"days": (day,)}),)})
    with pytest.raises(RequestError, match="last day"):
        calendar(last, MADE)
