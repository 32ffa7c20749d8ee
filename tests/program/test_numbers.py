import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from program.reading.numbers import days_in, minutes_in


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("45분", 45),
        ("한 번에 40 분 이내로", 40),
        ("운동은 30분씩만", 30),
        ("사십오분 안에 끝내고 싶어요", 45),
        ("오십 분", 50),
        ("백이십분", 120),
        ("반시간", 30),
        ("반 시간 정도", 30),
        ("한 시간", 60),
        ("1시간 안에", 60),
        ("두 시간까지", 120),
        ("1.5시간", 90),
        ("한시간반", 90),
        ("한 시간 반이요", 90),
        ("1시간 20분", 80),
        ("45 min", 45),
        ("max 50mins", 50),
        ("45-minute sessions", 45),
        ("75 Minutes", 75),
        ("forty-five minutes", 45),
        ("ninety minutes", 90),
        ("half an hour", 30),
        ("half-hour sessions", 30),
        ("three quarters of an hour", 45),
        ("under an hour", 60),
        ("1h", 60),
        ("2 hrs", 120),
        ("1.5 hours", 90),
        ("an hour and a half", 90),
        ("one and a half hours", 90),
        ("1 hour 15 minutes", 75),
        ("an hour and 20 minutes", 80),
        ("an hour and a quarter", 75),
        ("an hour-and-a-quarter", 75),
        ("an hour a quarter of which is cardio", 60),
    ],
)
def test_a_session_s_length_is_read_in_every_usual_writing(text: str, minutes: int) -> None:
    assert minutes_in(text) == (minutes,)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "시간이 없어요",
        "스쿼트 100kg",
        "5kg 올리고 싶어요",
        "3대 500",
        "2kg 덤벨",
        "8시 30분에 가요",
        "오후 7시15분",
        "at 8:30 pm",
        "5x5",
        "충분히 쉬고 싶어요",
        "대부분 기구로",
        "3월 2일부터",
        "30초 휴식",
        "bench 60 for 5",
        "wake up at 7 am",
    ],
)
def test_weights_times_of_day_and_dates_are_no_session_s_length(text: str) -> None:
    assert minutes_in(text) == ()


@pytest.mark.parametrize("text", ["0분", "301분", "500분", "8시간", "6 hours"])
def test_a_length_that_no_session_has_is_not_read(text: str) -> None:
    assert minutes_in(text) == ()


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("주 3일", 3),
        ("주3회만 가능", 3),
        ("일주일에 4번", 4),
        ("일주일에 세 번", 3),
        ("주 네번", 4),
        ("주 삼일", 3),
        ("매주 사 회", 4),
        ("주당 2회", 2),
        ("이틀만 갈 수 있어요", 2),
        ("주 사흘", 3),
        ("나흘", 4),
        ("주 하루", 1),
        ("주 7일", 7),
        ("월수금만 돼요", 3),
        ("월, 수, 금", 3),
        ("화·목", 2),
        ("월/화/목/금 가능", 4),
        ("3 days a week", 3),
        ("three days per week", 3),
        ("4x a week", 4),
        ("4x/week", 4),
        ("five times a week", 5),
        ("a 4-day split", 4),
        ("twice a week", 2),
        ("ONCE A WEEK", 1),
        ("thrice weekly", 3),
        ("two sessions", 2),
        ("four workouts", 4),
        ("three evenings a week", 3),
        ("4 mornings a week", 4),
        ("Monday to Friday", 5),
        ("fri-sun", 3),
        ("월~금", 5),
        ("화요일부터 목요일까지", 3),
        ("평일(월~금)에 가능", 5),
        ("~3 days a week", 3),
        ("주 ~4회", 4),
        ("3 nights/week", 3),
        ("Mon-Tue-Thu-Fri", 4),
        ("Mon - Wed - Sat", 3),
        ("Mon-Wed and also Fri", 4),
        ("Tue, Thu-Sat", 4),
        ("Sat-Mon, Wed", 4),
        ("days-Mon/Wed/Fri", 3),
        ("월~목, 토요일", 5),
        ("월, 수~금", 4),
        ("월-수-금", 3),
        ("요일-월/수/금", 3),
        ("월~금이요", 5),
        ("월수금 근무 끝나고", 3),
        ("월~금요일입니다", 5),
        ("주 3~4번 디스크 환자", 4),
    ],
)
def test_the_days_of_a_week_are_read_in_every_usual_writing(text: str, days: int) -> None:
    assert days_in(text) == (days,)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "스쿼트 100kg",
        "5kg 올리고 싶어요",
        "3대 500",
        "2kg 덤벨",
        "8시 30분",
        "45분 안에",
        "5x5",
        "5/3/1",
        "금요일",
        "일이 바빠서",
        "목이 아파요",
        "월급날",
        "first time lifter",
        "week 3",
        "bench 3 reps",
        "요추 4-5번",
        "요추 4번 5번",
        "4-5번 디스크",
        "허리디스크 4-5번",
        "4번 5번 디스크",
        "요추 4번이랑 5번 사이",
        "5번 요추",
        "화요일부터 목 통증이 심해요",
        "9월부터 목 디스크로 고생 중",
        "8월 목 디스크",
        "월~금 9시~18시 근무",
        "화~목은 야근이에요",
        "화요일부터 금요일까지 출장이라",
        "주사 일주일째",
    ],
)
def test_weights_times_and_words_that_begin_like_a_weekday_are_no_days(text: str) -> None:
    assert days_in(text) == ()


@pytest.mark.parametrize("text", ["0일", "주 8회", "9 days"])
def test_days_that_no_week_has_are_not_read(text: str) -> None:
    assert days_in(text) == ()


def test_several_numbers_come_in_the_order_of_the_text_and_each_once() -> None:
    assert minutes_in("평소 90분, 수요일은 45분, 주말은 다시 90분") == (90, 45)
    assert days_in("4 days normally, 2 days when busy, back to 4 days later") == (4, 2)


def test_days_and_minutes_of_one_sentence_are_kept_apart() -> None:
    assert (days_in("주 3회 50분씩"), minutes_in("주 3회 50분씩")) == ((3,), (50,))
    assert (days_in("3 days, 1 hour each"), minutes_in("3 days, 1 hour each")) == ((3,), (60,))


@settings(deadline=None)
@given(st.text())
def test_no_text_raises_or_gives_what_cannot_be(text: str) -> None:
    assert all(1 <= minutes <= 300 for minutes in minutes_in(text))
    assert all(1 <= days <= 7 for days in days_in(text))


@settings(deadline=None)
@given(
    st.lists(
        st.sampled_from([*"0123456789 .-한두일이십백반시간분주회번월수금", "hour", "half", "and a", "min", "x", "days"])
    )
)
def test_no_mixture_of_numbers_and_units_raises_or_gives_what_cannot_be(parts: list[str]) -> None:
    text = "".join(parts)
    assert all(1 <= minutes <= 300 for minutes in minutes_in(text))
    assert all(1 <= days <= 7 for days in days_in(text))
