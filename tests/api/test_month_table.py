"""The month as a lifter reads it."""

import re
from typing import Any

import pytest
from rich.cells import cell_len
from rich.console import Console

from api.cli.month_table import NARROW, WIDE, WIDTH, month_table
from api.month_summary import summary
from program.lifter.constraints import Constraints
from program.month.routine import Accessory, NamedExercise, Routine
from program.schema import Language, RoutineRequest
from program.wording.lines import rest
from service.service import Service
from service.settings import Settings
from tests.api.conftest import coach_script
from tests.scripted import ScriptedModel

WITH_CONDITIONING = Settings(agents=("intake", "task1", "task2", "conditioning"), record=False)

HANGUL = re.compile("[가-힣]")


def month_of(body: dict[str, Any], width: int = WIDTH, settings: Settings | None = None) -> tuple[Routine, str]:
    """The coach's month for `body`, and how it is printed in so many columns."""
    request = RoutineRequest.model_validate(body)
    routine = Service(ScriptedModel(coach_script(request)), settings or Settings()).routine(request)
    console = Console(width=width, no_color=True)
    with console.capture() as printed:
        console.print(month_table(routine, request.language))
    return routine, printed.get()


@pytest.mark.parametrize(
    "options",
    [
        {},
        {"days_per_week": 2, "start_date": "2026-12-01"},
        {"gender": "male", "days_per_week": 3, "purpose": 4},
        {"minutes": 30, "days_per_week": 2},
    ],
)
def test_every_set_is_there_and_no_line_is_too_wide(example: dict[str, Any], options: dict[str, Any]) -> None:
    routine, printed = month_of(example | options)
    assert max(cell_len(line.rstrip()) for line in printed.splitlines()) <= WIDTH
    assert "\x1b" not in printed
    lines = [" ".join(line.split()) for line in printed.splitlines()]
    for week in routine.weeks:
        for day in week.days:
            for main in day.main:
                work = [one for one in main.sets if one.kind == "work"]
                row = " ".join(f"{one.weight_kg:g} × {one.reps}{'+' if one.amrap else ''}" for one in work)
                assert any(line.endswith(row) for line in lines), row
            for extra in day.supplemental:
                assert any(f"{extra.sets[0].weight_kg:g} kg ({extra.sets[0].rate}%)" in line for line in lines)
            for one in day.accessories:
                name = one.name_en if "gender" in options else one.name
                assert any(name in line for line in lines), name
    assert all(f"{round(kg, 1):g} kg" in printed for kg in routine.training_max.values())


@pytest.mark.parametrize("width", [30, 40, 60, 69, 79, 80])
@pytest.mark.parametrize("gender", ["male", "남성"])
def test_in_a_narrow_terminal_no_name_and_no_set_is_cut(example: dict[str, Any], gender: str, width: int) -> None:
    routine, printed = month_of(example | {"gender": gender, "start_date": "2026-12-01"}, width)
    assert max(cell_len(line.rstrip()) for line in printed.splitlines()) <= width
    assert "…" not in printed
    words = printed.split()
    assert all(f"{round(kg, 1):g}" in words for kg in routine.training_max.values())
    text = " ".join(words).replace(",", "")
    assert all(note.replace(" ", "") in "".join(words) for note in routine.notes)
    for day in routine.weeks[0].days:
        assert str(day.date) in text
        for accessory in day.accessories:
            name = accessory.name_en if gender == "male" else accessory.name
            assert name.replace(" ", "") in "".join(words) or width >= NARROW
        for main in day.main:
            row = " ".join(f"{one.weight_kg:g} × {one.reps}{'+' if one.amrap else ''}" for one in main.sets[-3:])
            assert row in text


@pytest.mark.parametrize("gender", ["male", "남성"])
def test_in_a_wide_terminal_the_plates_stand_below_their_sets(example: dict[str, Any], gender: str) -> None:
    routine, printed = month_of(example | {"gender": gender, "minutes": 180}, WIDE)
    assert max(cell_len(line.rstrip()) for line in printed.splitlines()) <= WIDE
    lines = printed.splitlines()
    bare, head = ("bar alone", "plates per side (kg)") if gender == "male" else ("빈 바", "한쪽 원판(kg)")
    main = routine.weeks[2].days[0].main[0]
    for kind in ("warmup", "work"):
        sets = [one for one in main.sets if one.kind == kind]
        row = [f"{one.weight_kg:g} × {one.reps}{'+' if one.amrap else ''}" for one in sets]
        loaded = [" + ".join(f"{kg:g}" for kg in one.plates_kg or ()) or bare for one in sets]
        index = next(at for at, line in enumerate(lines) if " ".join(line.split()).endswith(" ".join(row)))
        below = next(line for line in lines[index:] if head in line)
        assert rest(sets[0].rest_s, "en" if gender == "male" else "ko")[:8] in lines[index]
        assert [_column(below, text) for text in loaded] == [_column(lines[index], text) for text in row]
    extra = routine.weeks[0].days[0].supplemental[0].sets[0]
    weight = f"{extra.weight_kg:g} kg ({extra.rate}%)"
    index = next(at for at, line in enumerate(lines) if line.rstrip().endswith(weight))
    assert lines[index + 1].split(head)[1].strip() == (" + ".join(f"{kg:g}" for kg in extra.plates_kg or ()) or bare)


def _column(line: str, text: str) -> int:
    """In which column of a line a text begins, spaces before it being the border of another set's."""
    found = re.search(rf"(?<= ){re.escape(text)}(?= |$)", line)
    assert found, (text, line)
    return cell_len(line[: found.start()])


@pytest.mark.parametrize("width", [WIDE, WIDE + 20, WIDE + 110])
@pytest.mark.parametrize("week4", ["deload", "tm_test"])
def test_no_plate_is_cut_off_however_many_there_are(example: dict[str, Any], width: int, week4: str) -> None:
    strong = {"bench_press": 190, "squat": 260, "dead_lift": 298, "over_head_press": 118}
    body = {"gender": "male", "experience": 5, "purpose": 1, "rm_weight": strong, "week4": week4, "minutes": 180}
    routine, printed = month_of(example | body | {"smallest_plate_kg": 0.5, "start_date": "2026-12-01"}, width)
    rows = [line.split("plates per side (kg)")[1].split() for line in printed.splitlines() if "plates per side" in line]
    days = [day for week in routine.weeks for day in week.days]
    parts = [part for day in days for part in day.in_order if not isinstance(part, Accessory)]
    whole = {
        " ".join(" + ".join(f"{plate:g}" for plate in one.plates_kg or ()) for one in part.sets if one.kind == kind)
        for part in parts
        for kind in ("warmup", "work")
    } | {" + ".join(f"{plate:g}" for plate in part.sets[0].plates_kg or ()) for part in parts}
    assert {" ".join(row) for row in rows} <= whole
    assert rows or width < WIDE + 110


def test_up_to_the_wide_terminal_the_table_has_no_plates(example: dict[str, Any]) -> None:
    assert "plates per side" not in month_of(example | {"gender": "male"}, WIDE - 1)[1]


def test_korean_for_a_korean_request_and_english_for_an_english_one(example: dict[str, Any]) -> None:
    assert "1주차" in month_of(example)[1]
    english = month_of(example | {"gender": "female"})[1]
    assert "Week 1" in english
    assert HANGUL.search(english) is None


def test_dates_stand_in_the_table_when_there_is_a_start(example: dict[str, Any]) -> None:
    routine, printed = month_of(example | {"start_date": "2026-12-01"})
    for week in routine.weeks:
        assert all(str(day.date) in printed for day in week.days)


def printed_month(routine: Routine, language: Language) -> str:
    """The table, without spaces at the ends of lines."""
    console = Console(width=WIDTH, no_color=True)
    with console.capture() as printed:
        console.print(month_table(routine, language))
    return re.sub(r" +\n", "\n", printed.get())


ASKED = {"days_per_week": 3, "minutes": 75, "gender": "male"}


def rows_of_day_1(text: str) -> list[str]:
    """The lines of week 1's first session."""
    lines = [" ".join(line.split()) for line in text.splitlines()]
    first = next(index for index, line in enumerate(lines) if line.startswith("Day 1 ") and "Day 1:" not in line)
    return lines[first : lines.index("", first)]


def test_a_line_says_how_long_to_rest_and_what_is_done_in_turn(example: dict[str, Any]) -> None:
    routine, printed = month_of(example | ASKED)
    day = routine.weeks[0].days[0]
    paired = [one for one in day.accessories if one.superset]
    assert len(paired) >= 2
    rows = rows_of_day_1(printed)
    for one in day.accessories:
        name = f"{one.superset} {one.name_en}" if one.superset else one.name_en
        assert any(f"assistance {name} {one.sets} sets × {one.reps}" in row for row in rows), name
        assert any(row.endswith(rest(one.rest_s, "en")) for row in rows)
    assert any(re.search(r"work squat, rest 2 min 30 s", row) for row in rows)
    assert "The same letter: a set of each in turn." in " ".join(printed.split())


def test_a_lift_and_its_supplemental_sets_come_before_the_next_lift(example: dict[str, Any]) -> None:
    routine, printed = month_of(example | ASKED | {"minutes": 180})
    rows = rows_of_day_1(printed)
    order = [next(index for index, row in enumerate(rows) if text in row) for text in ("squat BBB", "bench press, ")]
    assert order == sorted(order)
    assert routine.weeks[0].days[0].supplemental[0].lift == "squat"


def test_a_week_says_how_hard_and_the_month_how_to_warm_up(example: dict[str, Any]) -> None:
    routine, printed = month_of(example | {"gender": "male"})
    for week, reserve in enumerate(("3", "2", "1–2", "5"), start=1):
        deload = " (deload)" if week == 4 else ""
        assert f"Week {week}{deload}, where you choose the weight: {reserve} reps in reserve" in printed
    assert all(day.warmup.replace(" ", "") in "".join(printed.split()) for day in routine.weeks[0].days)
    assert "1주차, 무게를 직접 고르는 운동: 3회 더 할 수 있을 때 멈추기" in month_of(example)[1]


@pytest.mark.parametrize(
    ("language", "count"), [("en", "3 sets × 30 s per side, rest 1 min"), ("ko", "3세트 × 좌우 30초씩, 휴식 1분")]
)
def test_a_hold_is_shown_in_seconds_and_per_side(example: dict[str, Any], language: Language, count: str) -> None:
    routine, _ = month_of(example)
    text = printed_month(with_exercise(routine, HOLD), language)
    assert count in text
    assert ("Hold: Ribs down. Instead: Crunch." if language == "en" else "버티기: Ribs down. 대체: 크런치") in text


HOLD: dict[str, Any] = {
    "name": "버티기",
    "name_en": "Hold",
    "unit": "seconds",
    "per_side": True,
    "sets": 3,
    "reps": 30,
    "rest_s": 60,
    "superset": None,
    "cue": "Ribs down.",
    "alternative": NamedExercise(id="crunch", name="크런치", name_en="Crunch"),
}


def with_exercise(routine: Routine, fields: dict[str, Any]) -> Routine:
    """The month with other fields in week 1's first assistance exercise."""
    week, *weeks = routine.weeks
    day, *days = week.days
    first, *others = day.accessories
    changed = day.model_copy(update={"accessories": (first.model_copy(update=fields), *others)})
    return routine.model_copy(update={"weeks": (week.model_copy(update={"days": (changed, *days)}), *weeks)})


def test_the_summary_has_sides_seconds_letters_and_the_order_of_the_session(example: dict[str, Any]) -> None:
    routine, _ = month_of(example | ASKED | {"minutes": 180})
    changed = with_exercise(routine, HOLD | {"superset": "A", "placed": "before"})
    [line] = [line for line in summary(changed, "en").splitlines() if line.startswith("Day 1 ")]
    parts = line.partition("): ")[2].split("; ")
    assert parts[0] == "A Hold 3 × 30 s per side"
    assert [part.split(" ")[0] for part in parts[1:5]] == ["squat", "squat", "bench", "bench"]
    assert "A 버티기 3세트 × 좌우 30초씩" in summary(changed, "ko")


def test_the_month_can_be_read_back_from_its_json(example: dict[str, Any]) -> None:
    for body in (example, example | {"equipment": ["dumbbell"], "minutes": 20, "days_per_week": 2}):
        routine, _ = month_of(body)
        assert Routine.model_validate_json(routine.model_dump_json()) == routine


def test_the_title_of_a_further_agent_is_in_the_lifters_language(example: dict[str, Any]) -> None:
    routine, _ = month_of(example)
    extras = {"coach_note": {"sentences": ["첫째.", "둘째."]}}
    assert "코치의 한마디\n첫째. 둘째." in printed_month(routine.model_copy(update={"extras": extras}), "ko")


def test_texts_of_further_agents_are_shown_and_nothing_else_of_theirs(example: dict[str, Any]) -> None:
    routine, _ = month_of(example)
    extras = {
        "cool_down": {"text": "Walk for [5] minutes.", "minutes": 5},
        "coach_note": {"sentences": ["First.", "Second."]},
        "counter": {"value": 77001},
        "stretch": {"days": [{"day": 1, "moves": [{"text": "Pigeon [/] \x1b[31m"}, {"text": "Couch"}]}], "count": 2},
    }
    text = printed_month(routine.model_copy(update={"extras": extras}), "en")
    assert "Cool down\nWalk for [5] minutes." in text
    assert "A word from your coach\nFirst. Second." in text
    assert "Stretch\nPigeon [/] \\x1b[31m Couch" in text
    assert "77001" not in text
    assert "Counter" not in text


@pytest.mark.parametrize("width", [40, WIDTH])
def test_conditioning_stands_on_its_days_and_its_answer_nowhere_else(example: dict[str, Any], width: int) -> None:
    _, printed = month_of(example | {"purpose": 3}, width, WITH_CONDITIONING)
    lines = " ".join(printed.split())
    week = lines.split("1주차,")[1].split("2주차,")[0]
    assert week.index("2일차 다음 날") < week.index("3일차") < week.index("4일차 다음 날")
    assert "빠르게 걷기" in lines
    assert "bike" not in lines
    assert "jog" not in lines
    assert "감량에는 식단도 중요합니다" in lines


def test_conditioning_is_dated_and_in_english_too(example: dict[str, Any]) -> None:
    body = example | {"purpose": 5, "gender": "male"}
    _, dated = month_of(body | {"start_date": "2026-12-01"}, WIDTH, WITH_CONDITIONING)
    [week, *_] = dated.split("Week 2\n")
    assert week.index("2026-12-02") < week.index("2026-12-03") < week.index("2026-12-04")
    _, plain = month_of(body, WIDTH, WITH_CONDITIONING)
    assert "Day after day 2" in plain
    assert "Intervals: 5 × (30 s" in plain
    assert not HANGUL.search(plain)


def test_the_summary_tells_the_conditioning_of_the_first_week(example: dict[str, Any]) -> None:
    routine, _ = month_of(example | {"purpose": 3}, WIDTH, WITH_CONDITIONING)
    lines = summary(routine, "ko").splitlines()
    assert "2일차 다음 날(약 15분): 실내 자전거 인터벌 5회: 30초 빠르게 / 90초 천천히" in lines
    start = next(index for index, line in enumerate(lines) if line.startswith("1일차"))
    assert [line[:3] for line in lines[start : start + 6]] == ["1일차", "2일차", "2일차", "3일차", "4일차", "4일차"]
    english = summary(routine, "en")
    assert "Day after day 2 (about 15 min): " in english


@pytest.mark.parametrize(("language", "time"), [("en", "rest 2 min 30 s"), ("ko", "휴식 2분 30초")])
def test_a_rest_is_in_minutes_from_a_minute_on(language: Language, time: str) -> None:
    assert rest(150, language) == time
    assert [rest(seconds, "en") for seconds in (45, 60, 75, 120)] == [
        "rest 45 s",
        "rest 1 min",
        "rest 1 min 15 s",
        "rest 2 min",
    ]


def test_one_set_is_one_set_and_a_jump_is_no_assistance(example: dict[str, Any]) -> None:
    routine, _ = month_of(example)
    jump = HOLD | {"id": "box_jump", "name_en": "Box jump", "unit": "reps", "per_side": False, "sets": 1, "reps": 3}
    line = next(one for one in printed_month(with_exercise(routine, jump), "en").splitlines() if "Box jump" in one)
    assert " ".join(line.split()).endswith("jumps Box jump 1 set × 3, rest 1 min")


def test_the_legend_explains_what_the_month_has_and_nothing_else(example: dict[str, Any]) -> None:
    for options in ({}, {"purpose": 2, "minutes": 120}, {"experience": 1}, {"minutes": 30, "purpose": 3}):
        routine, printed = month_of(example | {"gender": "male"} | options)
        days = [day for week in routine.weeks for day in week.days]
        templates = {extra.template for day in days for extra in day.supplemental if extra.variation is None}
        for name, words in (("FSL", "first set last"), ("BBB", "boring but big"), ("BBS", "boring but strong")):
            assert (f"{name}, {words}" in printed) == (name in templates)
        plus = any(one.amrap for day in days for main in day.main for one in main.sets)
        assert ("+: as many good reps" in printed) == plus
        assert ("5s PRO: the work sets" in printed) == (routine.plan.scheme == "5s PRO")


def test_supplemental_sets_of_what_stands_in_have_no_template_s_name(example: dict[str, Any]) -> None:
    routine, printed = month_of(example | {"gender": "male", "equipment": ["dumbbell", "bench"], "purpose": 1})
    assert any(extra.variation for day in routine.weeks[0].days for extra in day.supplemental)
    assert "FSL" not in printed


def test_a_training_max_has_one_decimal_and_a_lowered_one_its_own_share(example: dict[str, Any]) -> None:
    routine, printed = month_of(example | {"gender": "male"})
    exact = routine.model_copy(
        update={
            "training_max": routine.training_max | {"squat": 61.24},
            "constraints": Constraints(avoid=("knee",)),
        }
    )
    share = routine.plan.training_max_rate * 0.9
    assert f"61.2 kg ({share:g}%)" in printed_month(exact, "en")
    assert printed_month(exact, "en").count(f"({share:g}%)") == 1
    assert f"Training max (TM): {routine.plan.training_max_rate}% of the 1RM" in printed
    assert "61.2 kg" in summary(exact, "en")


@pytest.mark.parametrize("width", [WIDE, WIDE + 6, WIDE + 12, WIDE + 60])
def test_the_plates_stand_in_all_weeks_or_in_none(example: dict[str, Any], width: int) -> None:
    strong = {"bench_press": 142.5, "squat": 197.5, "dead_lift": 232.5, "over_head_press": 87.5}
    routine, printed = month_of(example | {"gender": "male", "rm_weight": strong, "minutes": 180}, width)
    weeks = re.split(r"\n *Week \d", printed.split("Warm-up before each session")[1])[1:]
    assert len(weeks) == len(routine.weeks)
    assert len({"plates per side" in week for week in weeks}) == 1
