"""The careful month: what no answer and no wish can put into the month of a lifter with a caution."""

import re
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from program import coach
from program.exercises.catalogue import CATALOGUE
from program.lifter.brief import Brief
from program.lifter.constraints import RED_FLAGS, Constraints
from program.lifter.obeying import obeyed
from program.month.adjustments import supplemental_of, turned_plan, turned_week
from program.month.assistance import prescribed
from program.month.compose import Month
from program.month.rules import week_errors
from program.month.supplemental import SUPPLEMENTAL
from program.schema import CAUTIONS, LIFTS, Caution, Prescription, RoutineRequest, WeightPlan
from program.wording.notes import notes_for
from tests.program.drawn import month_of

REQUEST = {
    "experience": 4,
    "gender": "female",
    "purpose": 4,
    "rm_weight": {"bench_press": 60, "squat": 90, "dead_lift": 110, "over_head_press": 40},
}

HEAVY = WeightPlan(
    training_max_rate=90,
    init_weight_rate=65,
    increase_rate_week=5,
    increase_rate_set=10,
    deloading_rate=40,
    scheme="5/3/1",
)

SAID: dict[Caution, str] = {
    "pregnancy": "I'm pregnant",
    "after_birth": "출산 6주 됐어요",
    "age": "I'm 72",
    "osteoporosis": "골다공증이 있어요",
    "heart": "I have a heart condition",
    "blood_pressure": "혈압약을 먹어요",
    "chest_pain": "운동할 때 가슴이 조이고 숨이 차요.",
    "dizziness": "I get dizzy when I lift",
    "surgery": "무릎 수술한 지 3달 됐어요",
}

LIGHT = {"pregnancy", "after_birth", "heart", "chest_pain", "dizziness", "surgery"}


def brief_of(asked: Constraints | None = None, **fields: Any) -> Brief:
    return obeyed(RoutineRequest.model_validate(REQUEST | fields), asked or Constraints())


def month(brief: Brief, plan: WeightPlan = HEAVY) -> Month:
    week = turned_week(brief, prescribed(brief, coach.week_choice(brief, HEAVY)))
    assert week_errors(brief, HEAVY, week) == []
    return month_of(brief, turned_plan(brief, plan), week)


def notes(brief: Brief, *, sentence_read: bool = True) -> list[str]:
    plan = turned_plan(brief, HEAVY)
    return notes_for(brief, plan, month(brief), form=brief, sentence_read=sentence_read, by_coach=())


@pytest.mark.parametrize("caution", CAUTIONS)
@pytest.mark.parametrize("purpose", range(1, 7))
def test_every_caution_makes_the_month_light_and_even(caution: Caution, purpose: int) -> None:
    wild = Constraints(intensity="heavier", volume="more", focus=("squat", "lower"))
    brief = brief_of(wild, request=SAID[caution], purpose=purpose)
    assert brief.careful
    assert brief.cautions == (caution,)
    plan = turned_plan(brief, HEAVY)
    assert plan.scheme == "5s PRO"
    assert plan.training_max_rate == (75 if caution in LIGHT else 80)
    for week in month(brief).weeks:
        for day in week.days:
            assert not any(one.amrap for lift in day.main for one in lift.sets)
            assert all(len(lift.sets) <= 3 and lift.sets[0].reps == 5 for lift in day.supplemental)
            if caution in ("pregnancy", "heart", "chest_pain"):
                assert day.supplemental == ()
            for accessory in day.accessories:
                exercise = CATALOGUE[accessory.id]
                assert exercise.pattern != "jump"
                assert "nordic" not in exercise.id


@pytest.mark.parametrize(
    ("caution", "tags"),
    [
        ("pregnancy", {"bends_trunk", "supine", "prone", "impact"}),
        ("after_birth", {"bends_trunk", "impact"}),
        ("osteoporosis", {"bends_trunk", "impact"}),
        ("age", {"impact"}),
    ],
)
def test_a_caution_takes_out_what_it_forbids(caution: Caution, tags: set[str]) -> None:
    left = brief_of(request=SAID[caution]).possible
    assert left
    assert not [one.id for one in left if one.tags & tags]
    assert [one.id for one in brief_of().possible if one.tags & tags]


@pytest.mark.parametrize("caution", ["heart", "blood_pressure", "chest_pain", "dizziness"])
def test_nobody_holds_a_position_whose_breath_must_not_stop(caution: Caution) -> None:
    assert all(one.unit == "reps" for one in brief_of(request=SAID[caution]).possible)
    assert any(one.unit == "seconds" for one in brief_of().possible)


def test_a_forbidden_exercise_in_an_answer_is_refused() -> None:
    brief = brief_of(request=SAID["pregnancy"])
    week = prescribed(brief, coach.week_choice(brief, HEAVY))
    crunches = week.model_copy(
        update={"days": ((Prescription(exercise="crunch", sets=3, reps=15), *week.days[0]), *week.days[1:])}
    )
    assert [
        error
        for error in week_errors(brief, HEAVY, crunches)
        if "crunch is nothing for a lifter with pregnancy" in error
    ]


@given(
    caution=st.sampled_from(CAUTIONS),
    name=st.sampled_from(list(SUPPLEMENTAL)),
    lift=st.sampled_from(LIFTS),
    volume=st.sampled_from(["less", "as_planned", "more"]),
    rate=st.integers(70, 90),
)
@settings(max_examples=60, deadline=None)
def test_no_answer_gets_past_the_limits(caution: Caution, name: str, lift: Any, volume: Any, rate: int) -> None:
    brief = brief_of(Constraints(volume=volume, intensity="heavier", focus=("lower",)), request=SAID[caution])
    assert SUPPLEMENTAL[supplemental_of(brief, "5s PRO", name, lift, second=False)].sets <= 3
    assert SUPPLEMENTAL[supplemental_of(brief, "5s PRO", name, lift, second=False)].template in ("FSL", "none")
    plan = turned_plan(brief, HEAVY.model_copy(update={"training_max_rate": rate}))
    assert plan.training_max_rate <= min(rate, 80)


@pytest.mark.parametrize(("age", "careful"), [(None, False), (64, False), (65, True), (90, True)])
def test_the_age_of_the_form_counts(age: int | None, careful: bool) -> None:
    brief = brief_of(Constraints(intensity="heavier", volume="more"), age=age)
    assert brief.careful == careful
    assert (brief.constraints.intensity == "heavier") != careful
    assert (brief.constraints.volume == "more") != careful
    assert brief.constraints.cautions == ()


def test_without_a_caution_nothing_changes() -> None:
    brief = brief_of(request="벤치 위주로 해 주세요")
    assert turned_plan(brief, HEAVY) == HEAVY
    assert supplemental_of(brief, "5s PRO", "BBB 5x10@60", "squat", second=False) == "BBB 5x10@60"


@pytest.mark.parametrize("caution", CAUTIONS)
@pytest.mark.parametrize("sentence_read", [True, False])
@pytest.mark.parametrize("language", ["ko", "en"])
def test_the_notes_begin_with_the_doctor_and_claim_nothing_else(
    caution: Caution, sentence_read: bool, language: str
) -> None:
    hello = "안녕하세요. " if language == "ko" else ""
    sentence = next(text for text in (SAID[caution], _IN_THE_OTHER[caution]) if text.isascii() == (language == "en"))
    told = notes(brief_of(request=hello + sentence), sentence_read=sentence_read)
    doctor = ("의사", "물리치료사") if language == "ko" else ("doctor", "physiotherapist", "surgeon")
    assert any(word in told[0] for word in doctor)
    assert "올리지 마" in told[-1] if language == "ko" else "Do not raise" in told[-1]
    if caution in RED_FLAGS:
        assert ("운동을 멈추고" if language == "ko" else "top training and see a doctor") in told[0]
    if caution == "chest_pain":
        assert ("119" if language == "ko" else "emergency number") in told[0].partition(".")[0]
    together = "\n".join(told)
    assert "On a '+' set" not in together
    assert "'+' 세트는 자세가" not in together
    assert "BBB" not in together


_IN_THE_OTHER: dict[Caution, str] = {
    "pregnancy": "임신 중이에요",
    "after_birth": "I had a baby three months ago",
    "age": "72세입니다",
    "osteoporosis": "I have osteoporosis",
    "heart": "심장이 안 좋아요",
    "blood_pressure": "I have high blood pressure",
    "chest_pain": "I get chest pain when I lift heavy",
    "dizziness": "앞이 핑 돌아요",
    "surgery": "knee surgery three months ago",
}


@pytest.mark.parametrize("age", [None, 70])
def test_the_notes_name_the_reserve_that_the_lines_have(age: int | None) -> None:
    brief = brief_of(age=age)
    first, *_ = (
        "".join(re.findall("leaves (\\d) reps in reserve", note)) for note in notes(brief) if "reserve" in note
    )
    lines = {one.reserve for day in month(brief).weeks[0].days for one in day.accessories}
    assert lines == {int(first)} == {3 if age is None else 4}


def test_the_most_urgent_note_comes_first_and_once() -> None:
    told = notes(brief_of(request="I'm 70, pregnant, and get chest pain and dizziness when I lift."))
    assert "stop training" in told[0]
    assert sum("top training and see a doctor" in note for note in told) == 1
    assert any("pregnant" in note for note in told)
    assert any("From 65 on" in note for note in told)


@pytest.mark.parametrize("days", [2, 3, 4])
@pytest.mark.parametrize("level", [1, 3, 5])
@pytest.mark.parametrize("purpose", range(1, 7))
def test_no_pushing_leaves_a_month_without_any(days: int, level: int, purpose: int) -> None:
    brief = brief_of(request="I can't do any pressing.", days_per_week=days, experience=level, purpose=purpose)
    for week in month(brief).weeks:
        assert {main.lift for day in week.days for main in day.main} == {"squat", "dead_lift"}
        assert all(one.category != "push" for day in week.days for one in day.accessories)
        assert {one.category for day in week.days for one in day.accessories} == {"pull", "legs_core"}
        assert all(day.minutes > 0 for day in week.days)


def test_a_lift_that_hurts_is_replaced_and_the_note_says_why() -> None:
    brief = brief_of(request="My shoulder clicks when I bench.")
    done = month(brief).weeks[0].days
    assert all(main.variation is not None for day in done for main in day.main if main.lift == "bench_press")
    told = "\n".join(notes(brief))
    assert "hurts or cannot be done: bench press." in told
    assert "To spare your shoulders" in told
    assert "as you asked: bench" not in told
