"""The notes of a month."""

import re
import tomllib
from importlib.resources import files
from typing import Any, get_args

import pytest

from program import coach
from program.lifter.constraints import NOT_DONE, Constraints, Declined
from program.lifter.obeying import obeyed
from program.month.adjustments import turned_plan
from program.month.assistance import prescribed
from program.schema import CAUTIONS, FURNITURE, RoutineRequest
from program.wording.notes import notes_for
from program.wording.particles import with_particles
from tests.program.drawn import month_of

EVEN = {"bench_press": 90, "squat": 120, "dead_lift": 144, "over_head_press": 60}


def test_big_plates_that_leave_a_plus_set_as_heavy_as_before_are_told() -> None:
    records = {"bench_press": 60, "squat": 100, "dead_lift": 130, "over_head_press": 45}
    assert "aim for a rep more in the '+' set" in notes(rm_weight=records, smallest_plate_kg=5)
    assert "aim for a rep more" not in notes(rm_weight=records, smallest_plate_kg=0.5)


def test_without_weekdays_the_gaps_between_training_days_are_told() -> None:
    assert "that Monday, Tuesday, Thursday, Friday have" in notes(days_per_week=4)
    assert "gaps between training days" not in notes(weekdays=["mon", "wed", "fri"])
    assert "gaps between training days" not in notes(start_date="2026-12-07")


def test_a_press_that_lags_is_not_said_to_be_placed_where_every_week_has_it() -> None:
    weak = {**EVEN, "over_head_press": 40}
    assert "overhead press lags" not in notes(rm_weight=weak, days_per_week=4)
    assert "overhead press lags" in notes(rm_weight=weak, days_per_week=3)


def notes(
    by_coach: tuple[str, ...] = (), *, sentence_read: bool = False, asked: Constraints | None = None, **fields: Any
) -> str:
    request = RoutineRequest.model_validate(
        {"experience": 3, "gender": "male", "purpose": 1, "rm_weight": EVEN, **fields}
    )
    brief = obeyed(request, asked or Constraints())
    plan = turned_plan(brief, coach.weight_plan(request))
    week = prescribed(brief, coach.week_choice(brief, plan, 0))
    month = month_of(brief, plan, week)
    return "\n".join(notes_for(brief, plan, month, form=request, sentence_read=sentence_read, by_coach=by_coach))


def test_both_languages_say_the_same_things() -> None:
    texts = tomllib.loads(files("program.wording").joinpath("notes.toml").read_text(encoding="utf-8"))
    assert texts["ko"].keys() == texts["en"].keys()
    for key, korean in texts["ko"].items():
        english = texts["en"][key]
        if key == "purpose":
            assert korean.keys() == english.keys() == {str(purpose) for purpose in range(1, 7)}
        elif key == "declined":
            assert korean.keys() == english.keys() == set(get_args(Declined))
        elif key == "caution":
            assert korean.keys() == english.keys() == set(CAUTIONS)
        elif key == "lacking":
            assert korean.keys() == english.keys() == set(FURNITURE)
        elif key == "not_done":
            assert korean.keys() == english.keys() == set(NOT_DONE)
        else:
            assert set(re.findall(r"{\w+", korean)) == set(re.findall(r"{\w+", english))


@pytest.mark.parametrize("purpose", range(1, 7))
@pytest.mark.parametrize("gender", ["남성", "female"])
def test_notes_are_in_the_language_of_the_request_alone(gender: str, purpose: int) -> None:
    text = notes(gender=gender, purpose=purpose, minutes=30, equipment=["dumbbell"], experience=1)
    hangul = re.search("[가-힣]", text) is not None
    assert hangul == (gender == "남성")
    assert "{" not in text


def test_a_sentence_decides_the_language() -> None:
    assert "training max" in notes(gender="남성", request="no squats please")
    assert "트레이닝 맥스" in notes(gender="male", request="벤치가 안 늘어요")
    assert "training max" in notes(gender="male", request="!!! 😀")


def test_a_lagging_lift_is_named() -> None:
    assert "bench press lags" in notes(rm_weight={**EVEN, "bench_press": 60})
    assert "lags" not in notes()


def test_a_press_far_above_the_deadlift_is_questioned() -> None:
    assert "swapped" in notes(rm_weight={**EVEN, "over_head_press": 180})
    assert "swapped" not in notes()


@pytest.mark.parametrize(("gender", "plus"), [("male", "'+' set missed"), ("남성", "'+' 세트가 최소")])
def test_the_last_note_speaks_of_plus_sets_only_where_there_are_some(gender: str, plus: str) -> None:
    assert plus in notes(gender=gender, experience=3)
    even = notes(gender=gender, experience=1, purpose=6)
    assert plus not in even
    assert "raise the TM" in even or "TM을 상체" in even


@pytest.mark.parametrize(
    ("gender", "half"), [("male", "Overhead press: only half"), ("남성", "오버헤드 프레스는 TM이 25kg 미만")]
)
def test_a_light_lift_goes_up_by_half_a_step(gender: str, half: str) -> None:
    light = {**EVEN, "over_head_press": 25}
    assert half in notes(gender=gender, rm_weight=light, bar_kg=10)
    assert half not in notes(gender=gender, rm_weight=light), "another exercise stands in: there is no TM to raise"
    assert half not in notes(gender=gender)


WITHOUT_A_BAR = ["dumbbell", "bodyweight"]


@pytest.mark.parametrize("purpose", range(1, 7))
@pytest.mark.parametrize(("level", "said"), [(1, None), (3, None), (3, "I have a heart condition.")])
def test_without_a_lift_on_the_bar_no_note_speaks_of_one(purpose: int, level: int, said: str | None) -> None:
    text = notes(equipment=WITHOUT_A_BAR, purpose=purpose, experience=level, request=said, sentence_read=True)
    for words in ("TM", "plates can build", "On a '+' set", "every work set is for five", "Every work set is for five"):
        assert words not in text
    assert "far more in reserve" in text
    assert "your weights" in text if said else "take the next weight" in text


def test_what_a_wish_for_other_weights_does_without_a_bar_is_told() -> None:
    for wish, words in (
        (Constraints(intensity="lighter"), "lighter ones than usual"),
        (Constraints(intensity="heavier"), "as heavy as the reps in reserve"),
    ):
        told = notes(equipment=WITHOUT_A_BAR, asked=wish, sentence_read=True)
        assert words in told
        assert "TM" not in told


@pytest.mark.parametrize("equipment", [None, ["barbell"], WITHOUT_A_BAR])
@pytest.mark.parametrize("purpose", range(1, 7))
@pytest.mark.parametrize("level", [1, 3])
def test_every_work_set_is_for_five_only_where_it_is(equipment: list[str] | None, purpose: int, level: int) -> None:
    fields = {"purpose": purpose, "experience": level, "rm_weight": EVEN | {"over_head_press": 25}}
    request = RoutineRequest.model_validate({"gender": "male", "equipment": equipment, **fields})
    brief = obeyed(request)
    plan = turned_plan(brief, coach.weight_plan(request))
    month = month_of(brief, plan, prescribed(brief, coach.week_choice(brief, plan, 0)))
    told = "\n".join(notes_for(brief, plan, month, form=request, sentence_read=False, by_coach=()))
    lifts = [lift for week in month.weeks for day in week.days for lift in day.main]
    fives = all(lift.variation is None for lift in lifts) and all(
        one.reps == 5 for lift in lifts for one in lift.sets if one.kind == "work"
    )
    assert ("every work set is for five" in told) <= fives
    has = any(day.supplemental for week in month.weeks for day in week.days)
    assert ("no supplemental work" in told) <= (has or "supplemental" in month.cut)
    for claim in ("few reps", "short rests", "little assistance", "half the assistance,", "about two reps"):
        assert claim not in told


def test_an_exercise_that_stands_in_has_one_rule_for_its_weight() -> None:
    for gender in ("male", "남성"):
        text = notes(gender=gender, equipment=WITHOUT_A_BAR)
        assert "with the same weight" not in text
        assert "같은 무게로 8" not in text
        assert ("reps in reserve decide" if gender == "male" else "남길 횟수에 맞춰") in text


def test_a_lighter_bar_is_not_proposed_for_a_lift_that_is_to_be_spared() -> None:
    light = EVEN | {"over_head_press": 25}
    assert "With a 15 kg bar it is" in notes(rm_weight=light)
    for wish in (Constraints(avoid=("neck",)), Constraints(exclude=("over_head_press",))):
        text = notes(rm_weight=light, asked=wish, sentence_read=True)
        assert "Instead of the overhead press you do" in text
        assert "With a " not in text


def test_a_joint_to_spare_is_followed_by_when_to_see_a_doctor() -> None:
    sore = Constraints(avoid=("knee",))
    assert "within two weeks, see a doctor" in notes(request="My knees hurt.", asked=sore, sentence_read=True)
    korean = notes(request="무릎이 아파요", asked=sore, sentence_read=True)
    assert "2주가 지나도 낫지 않으면 병원에서 진료를 받으세요" in korean
    assert "two weeks" not in notes()


@pytest.mark.parametrize("days", [2, 3, 4])
def test_a_weak_lift_comes_first_only_where_it_does(days: int) -> None:
    request = RoutineRequest.model_validate(
        {"experience": 3, "gender": "male", "purpose": 1, "rm_weight": {**EVEN, "bench_press": 60}}
    ).model_copy(update={"days_per_week": days})
    brief = obeyed(request)
    plan = coach.weight_plan(request)
    month = month_of(brief, plan, prescribed(brief, coach.week_choice(brief, plan, 0)))
    first = month.weeks[0].days[0].main[0].lift == "bench_press"
    text = notes(days_per_week=days, rm_weight={**EVEN, "bench_press": 60})
    assert ("first lift of the week" in text) == first


def test_what_is_left_unread_is_still_made_safe() -> None:
    text = notes(request="I can't bench because of my shoulder.")
    assert "hurts or cannot be done: bench press" in text
    assert "only what you say of pain and health was heeded" in text
    assert "was not read" not in text


def test_a_wish_that_cannot_be_obeyed_is_quoted_and_not_denied() -> None:
    text = notes(request="Keep my legs fresh for football.", sentence_read=True)
    assert "'Keep my legs fresh': I understood this as a wish" in text
    assert "asks for no change" not in text


def test_what_was_left_out_for_the_minutes_is_told() -> None:
    assert "within 30 minutes" in notes(minutes=30, purpose=2)
    assert "within" not in notes(minutes=180)


def test_how_hard_exercises_without_a_weight_are_is_told_once() -> None:
    for text in (notes(), notes(equipment=["dumbbell"])):
        assert text.count("in reserve in week 1") == 1
        assert "take the next weight" in text
    assert "다음 무게로 올리세요" in notes(gender="남성")


def test_what_to_write_down_of_a_plus_set_is_told() -> None:
    assert "Write down weight and reps" in notes()
    assert "Write down" not in notes(experience=1, purpose=6)


def test_supersets_are_explained_where_there_are_any() -> None:
    assert "are a superset: a set of each in turn" in notes(minutes=45, purpose=2)
    assert "in turn" not in notes(minutes=180)


def test_an_empty_bar_that_makes_the_deload_plainly_heavier_is_told_and_no_other() -> None:
    light = EVEN | {"over_head_press": 45}  # week 4 starts at 16.2 kg
    assert re.search(r"overhead press: .* empty bar \(20 kg\)", notes(rm_weight=light), re.IGNORECASE)
    assert "empty bar" not in notes()
    assert "empty bar" not in notes(rm_weight=EVEN | {"over_head_press": 52.5})


def test_a_bar_that_is_too_heavy_for_a_lift_is_told_with_the_lift_and_the_bar_that_would_do() -> None:
    light = EVEN | {"over_head_press": 25}
    said = notes(rm_weight=light)
    assert "Instead of the overhead press you do: " in said
    assert "20 kg bar weighs more than the light sets of your overhead press" in said
    assert (
        "With a 15 kg bar it is the overhead press itself, with a training max of 21.25 kg: give that bar as `bar_kg`"
        in said
    )
    assert "too heavy" not in notes(rm_weight=light, bar_kg={"over_head_press": 10})
    assert "too heavy" not in notes(rm_weight=light, bar_kg=[20, 15, 10])


def test_what_the_coach_answered_instead_of_the_model_is_told() -> None:
    assert "task2 answer came from the coach" in notes(("task2",))
    assert "coach" not in notes()


def test_what_stands_in_for_a_lift_without_a_barbell_is_told() -> None:
    text = notes(equipment=["dumbbell"])
    assert "Instead of the bench press you do: Dumbbell floor press." in text
    assert "Instead of" not in notes()


@pytest.mark.parametrize(
    ("gender", "sentence", "unread"),
    [("male", "no squats", "was not read"), ("남성", "무릎이 아파요", "읽는 기능이 꺼져")],
)
def test_a_note_says_that_a_sentence_was_not_read(gender: str, sentence: str, unread: str) -> None:
    assert unread in notes(gender=gender, request=sentence)
    assert unread not in notes(sentence_read=True, gender=gender, request=sentence)
    assert unread not in notes(gender=gender)
    assert unread not in notes(gender=gender, request=" ")


@pytest.mark.parametrize(("reps", "rough"), [(1, False), (8, False), (9, True), (12, True)])
@pytest.mark.parametrize(
    ("gender", "words"), [("female", "squat: the 1RM is a rough estimate"), ("여성", "스쿼트: 8회가 넘는")]
)
def test_an_estimate_from_many_repetitions_is_called_rough(gender: str, words: str, reps: int, rough: bool) -> None:
    records = {**EVEN, "squat": {"weight_kg": 90, "reps": reps}}
    assert (words in notes(gender=gender, rm_weight=records)) == rough


def test_a_closing_bracket_does_not_hide_the_letter_before_a_particle() -> None:
    assert with_particles("랫 풀다운 머신(원판식)(을/를)") == "랫 풀다운 머신(원판식)을"
    assert with_particles("스쿼트(바벨)(으로/로)") == "스쿼트(바벨)로"


@pytest.mark.parametrize(
    ("days", "en", "ko"),
    [
        (2, "Monday and Thursday", "월·목"),
        (3, "Monday, Wednesday and Friday", "월·수·금"),
        (4, "Thursday and Friday", "월·화·목·금"),
    ],
)
def test_where_no_weekdays_are_named_the_month_says_which_gaps_to_keep(days: int, en: str, ko: str) -> None:
    assert f"{en}, or on other days with the same gaps." in notes(days_per_week=days)
    assert f"{ko}에 운동하세요. 요일은 바꿔도 되지만 간격은 지키세요." in notes(days_per_week=days, gender="남성")
    assert "Train on Saturday and Tuesday," in notes(days_per_week=2, start_date="2026-01-03")
    assert "same gaps" not in notes(weekdays=["mon", "wed", "fri"])


def test_every_lift_that_the_empty_bar_makes_heavier_in_the_deload_is_named() -> None:
    light = {"squat": 37.5, "bench_press": 40, "dead_lift": 40, "over_head_press": 29}
    text = notes(rm_weight=light, experience=1, purpose=2)
    assert "Bench press, squat, deadlift: the light sets of week 4 are done with the empty bar (20 kg)" in text
    lighter = {"squat": 66, "bench_press": 49.5, "dead_lift": 79, "over_head_press": 33}
    threes = notes(rm_weight=lighter, purpose=3)
    assert "Overhead press: week 4 is done with the empty bar (20 kg), for 3 reps a set" in threes


def test_a_weak_lift_is_told_of_only_where_the_week_does_something_for_it() -> None:
    weak = {**EVEN, "over_head_press": 45}
    assert "overhead press lags behind the others: it is trained twice a week" in notes(rm_weight=weak, days_per_week=3)
    assert "overhead press lags behind the others: it is trained on the first day" in notes(
        rm_weight=weak, days_per_week=2
    )
    assert "lags" not in notes(rm_weight=weak, days_per_week=4), "the press is first in any week of four days"


def test_a_focus_says_what_the_week_has_no_room_for() -> None:
    wish = Constraints(focus=("dead_lift",))
    little = notes(asked=wish, sentence_read=True, purpose=4, experience=1, days_per_week=4, minutes=45)
    assert "Your deadlift comes on the first day of the week" in little
    assert "Extra focus" not in little
    assert "Extra focus: deadlift" in notes(asked=wish, sentence_read=True, purpose=2, experience=2, days_per_week=4)


def test_without_a_lift_on_the_bar_the_month_says_what_it_is_built_on() -> None:
    for gender, words, light in (
        ("male", "Built on 5/3/1", "too light"),
        ("남성", "5/3/1을 바탕으로", "너무 가벼우면"),
    ):
        text = notes(gender=gender, equipment=WITHOUT_A_BAR)
        assert words in text
        assert light in text
        assert words not in notes(gender=gender)
        assert light not in notes(gender=gender, equipment=["bodyweight"])


def test_a_list_with_a_barbell_and_neither_rack_nor_bench_says_what_the_lifts_need() -> None:
    needed = "you need a rack and a bench"
    assert f"Bench press, squat: {needed}" in notes(equipment=["barbell", "dumbbell", "machine"])
    assert needed not in notes(equipment=["barbell", "rack", "bench"])
    assert needed not in notes(equipment=["barbell", "rack"])
    assert needed not in notes()


def test_a_lift_with_fsl_in_a_month_of_bbb_says_why() -> None:
    text = notes(rm_weight=EVEN | {"over_head_press": 37}, purpose=2)
    assert "Overhead press: the empty bar is too heavy for BBB, so this lift has FSL instead" in text
    assert "too heavy for BBB" not in notes(purpose=2)


def test_light_sets_are_told_of_only_where_every_day_has_them() -> None:
    assert "Two light sets come first." in notes(equipment=WITHOUT_A_BAR)
    assert "light set" not in notes(equipment=WITHOUT_A_BAR, minutes=20, days_per_week=2)


def test_two_lifts_on_the_bar_in_turn_need_two_bars() -> None:
    assert "take two loaded bars" in notes(minutes=25, days_per_week=2)
    assert "two loaded bars" not in notes(minutes=25, days_per_week=4)
    assert "two loaded bars" not in notes(minutes=25, days_per_week=2, equipment=WITHOUT_A_BAR)


def test_a_question_that_changes_nothing_is_not_left_without_a_word() -> None:
    assert "Questions get no answer here" in notes(request="Is that too short?", sentence_read=True)
    assert "Questions" not in notes(request="Thank you.", sentence_read=True)


def test_supplemental_work_of_stand_ins_is_called_lighter_sets() -> None:
    text = notes(equipment=WITHOUT_A_BAR, supplemental="FSL")
    assert "what stands in for them has lighter sets" in text
    assert "Lighter sets of a lift without a given weight: 60 to 70 %" in text
    assert "Supplemental work as you asked: FSL" in notes(supplemental="FSL")


def test_a_wish_for_more_weeks_is_told_how_to_get_them() -> None:
    wish = Constraints(not_done=("length",))
    assert "a programme of 8, 11 or 12 weeks" in notes(asked=wish, sentence_read=True)
    assert "8·11·12주 프로그램" in notes(asked=wish, sentence_read=True, gender="남성")
