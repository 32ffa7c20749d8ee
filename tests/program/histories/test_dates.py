from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from program.histories.dates import day_comes_first, read_date
from program.histories.numbers import BadCell

MAY = date(2026, 5, 15)


@pytest.mark.parametrize(
    "text",
    [
        "2026-05-15",
        "2026-05-15 19:26:00",
        "2026-05-15T19:26:00.000Z",
        "2026-05-15T19:26:00+09:00",
        "2026/5/15",
        "15 May 2026, 19:26",
        "15 may 2026",
        "May 15, 2026, 7:26 PM",
        "May 15, 2026, 7:26\u202fPM",
        "May 15th, 2026",
        "May 15, 2026 at 7:26 p.m.",
        "15 mai 2026, 19:26",
        "15 mai 2026 à 19 h 26",
        "15. Mai 2026 um 19:26",
        "15 de mayo de 2026, 19:26",
        "15 de mai. de 2026, 19:26",
        "15 mag 2026, 19:26",
        "15 mei 2026 19:26",
        "15.05.2026, 19:26",
        "15. 5. 2026",
        "15-May-2026",
        "15/05/2026 19:26",
        "5/15/2026 7:26:00 PM",
        "2026년 5월 15일",
        "2026년 5월 15일 오후 7:26",
        "2026년 5월 15일 (금) 오후 7시 26분",
        "2026. 5. 15.",
        "2026. 5. 15. 오후 7:26",
        "2026.05.15",
    ],
)
def test_a_date_is_read_as_apps_and_spreadsheets_write_it(text: str) -> None:
    assert read_date(text, None) == (MAY, False)


@pytest.mark.parametrize(
    ("text", "month"),
    [("3 févr. 2026", 2), ("3 août 2026", 8), ("3. März 2026", 3), ("3 dic 2026", 12), ("3 sept. 2026", 9)],
)
def test_months_with_accents_and_full_stops_are_read(text: str, month: int) -> None:
    assert read_date(text, None)[0] == date(2026, month, 3)


@pytest.mark.parametrize(
    "text",
    ["", "yesterday", "2026-02-30", "2026-13-01", "32/01/2026", "13/13/2026", "15 Foo 2026", "15 May 26", "46157",
     "2026-05-15 and more", "1 " * 40, "0026-05-15", "2026-05-15; DROP", "٢٠٢٦-٠٥-١٥x"],
)  # fmt: skip
def test_what_is_no_date_is_said_to_be_none(text: str) -> None:
    with pytest.raises(BadCell) as caught:
        read_date(text, True)
    assert caught.value.reason == "unknown_date"


def test_an_order_of_day_and_month_that_nothing_decides_is_unclear() -> None:
    with pytest.raises(BadCell) as caught:
        read_date("03/04/2026", None)
    assert caught.value.reason == "unclear_date"
    assert read_date("04/04/2026", None) == (date(2026, 4, 4), False)


def test_the_other_dates_of_a_file_decide_the_order() -> None:
    assert day_comes_first(["03/04/2026", "15/04/2026", "nonsense"]) is True
    assert day_comes_first(["03/04/2026", "04/15/2026"]) is False
    assert day_comes_first(["03/04/2026"]) is None
    assert day_comes_first(["15/04/2026", "04/15/2026"]) is None
    assert read_date("03/04/2026", True) == (date(2026, 4, 3), True)
    assert read_date("03/04/2026", False) == (date(2026, 3, 4), True)


@given(st.dates(date(1950, 1, 1), date(2099, 12, 31)))
def test_every_day_is_read_in_every_order(day: date) -> None:
    assert read_date(day.isoformat(), None)[0] == day
    assert read_date(f"{day:%d.%m.%Y}", None)[0] == day
    assert read_date(f"{day:%d/%m/%Y}", True)[0] == day
    assert read_date(f"{day.year}년 {day.month}월 {day.day}일", None)[0] == day


@given(st.text() | st.text(st.sampled_from("0123456789-/.:, Taprm년월일오후")))
def test_any_text_is_a_date_or_a_bad_cell(text: str) -> None:
    try:
        found, _ = read_date(text, True)
    except BadCell:
        return
    assert 1900 <= found.year <= 2099
