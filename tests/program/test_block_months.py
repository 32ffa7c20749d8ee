"""Months in a block: training maxes that are given, the fourth week, and the hints beside plus sets."""

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from program import coach
from program.coach.conditioning import conditioning
from program.lifter.brief import Brief
from program.lifter.constraints import Constraints
from program.lifter.obeying import obeyed
from program.month.adjustments import turned_plan
from program.month.assistance import prescribed
from program.month.compose import Month
from program.month.conditioning import conditioning_errors, lifting_week
from program.month.estimate import e1rm
from program.month.routine import TrainingWeek, WorkSet
from program.schema import LIFTS, Lift, RoutineRequest, WeekTemplate, WeightPlan
from program.wording.conditioning import conditioning_notes
from program.wording.notes import notes_for
from tests.program.drawn import CLASSIC, briefs, month_of, plans, weeks

RECORDS = {"bench_press": 80, "squat": 100, "dead_lift": 105, "over_head_press": 45}
FROM_RECORDS = {"bench_press": 72.0, "squat": 90.0, "dead_lift": 94.5, "over_head_press": 40.5}
REQUEST = {"experience": 3, "gender": "male", "purpose": 1, "rm_weight": RECORDS, "days_per_week": 4}
DAY = ["db_bench 5x10", "lat_pulldown 4x12", "leg_press 3x15", "db_curl 1x20"]
WEEK = WeekTemplate.model_validate({"split": "press-first", "supplemental": "FSL 3x5", "days": [DAY] * 4})


def asked(wishes: Constraints | None = None, **fields: Any) -> Brief:
    return obeyed(RoutineRequest.model_validate(REQUEST | fields), wishes or Constraints())


def month(wishes: Constraints | None = None, **fields: Any) -> Month:
    return month_of(asked(wishes, **fields), CLASSIC, WEEK)


def sets_of(week: TrainingWeek, lift: Lift) -> list[WorkSet]:
    [main] = [main for day in week.days for main in day.main if main.lift == lift]
    return list(main.sets)


def plus_sets(composed: Month) -> Iterator[WorkSet]:
    return (one for week in composed.weeks for lift in LIFTS for one in sets_of(week, lift) if one.amrap)


class Coached(NamedTuple):
    """A month as the coach makes it."""

    brief: Brief
    plan: WeightPlan
    month: Month
    notes: str


def coached(wishes: Constraints | None = None, **fields: Any) -> Coached:
    request = RoutineRequest.model_validate(REQUEST | fields)
    brief = obeyed(request, wishes or Constraints())
    plan = turned_plan(brief, coach.weight_plan(request))
    composed = month_of(brief, plan, prescribed(brief, coach.week_choice(brief, plan, 0)))
    notes = notes_for(brief, plan, composed, form=request, sentence_read=False, by_coach=())
    return Coached(brief, plan, composed, "\n".join(notes))


# Training maxes that are given


def test_a_training_max_that_is_given_takes_the_place_of_the_records() -> None:
    composed = month(training_max={"bench_press": 80})
    assert composed.training_max == FROM_RECORDS | {"bench_press": 80.0}
    assert [one.weight_kg for one in sets_of(composed.weeks[0], "bench_press") if one.kind == "work"] == [50, 60, 67.5]
    others = [lift for lift in LIFTS if lift != "bench_press"]
    before = month()
    for week, same in zip(composed.weeks, before.weeks, strict=True):
        assert [sets_of(week, lift) for lift in others] == [sets_of(same, lift) for lift in others]


@pytest.mark.parametrize(("given", "kept"), [(80.125, 80.12), (80.135, 80.14), (74.5, 74.5), (81, 81.0)])
def test_a_training_max_is_kept_to_two_decimals(given: float, kept: float) -> None:
    assert month(training_max={"squat": given}).training_max["squat"] == kept


def test_a_step_smaller_than_the_plates_counts_over_two_months() -> None:
    tops = [
        sets_of(month(training_max={"over_head_press": kg}).weeks[0], "over_head_press")[-1].weight_kg
        for kg in (40.5, 41.25, 42.0)
    ]
    assert tops == [32.5, 35.0, 35.0]


def test_four_training_maxes_stand_for_the_records() -> None:
    body: dict[str, Any] = {name: value for name, value in REQUEST.items() if name != "rm_weight"}
    composed = month_of(obeyed(RoutineRequest.model_validate(body | {"training_max": FROM_RECORDS})), CLASSIC, WEEK)
    assert composed.training_max == FROM_RECORDS
    assert composed.weeks == month().weeks


@pytest.mark.parametrize(
    "training_max",
    [
        None,
        {},
        dict.fromkeys(LIFTS[:3], 60),
        dict.fromkeys(LIFTS, 60) | {"squat": None},
        dict.fromkeys(LIFTS, 60) | {"squat": "60"},
        dict.fromkeys(LIFTS, 60) | {"squat": True},
    ],
)
def test_fewer_than_four_training_maxes_do_not(training_max: Any) -> None:
    body: dict[str, Any] = {name: value for name, value in REQUEST.items() if name != "rm_weight"}
    with pytest.raises(ValidationError, match="rm_weight\n  Field required"):
        RoutineRequest.model_validate(body | {"training_max": training_max})


@pytest.mark.parametrize("kg", [0, -5, 601, float("nan"), "80"])
def test_a_training_max_must_be_a_weight(kg: Any) -> None:
    with pytest.raises(ValidationError, match=r"training_max\.squat"):
        asked(training_max={"squat": kg})


@pytest.mark.parametrize("fields", [{"age": 70}, {"request": "I'm pregnant"}])
def test_a_careful_month_never_goes_above_the_records(fields: dict[str, Any]) -> None:
    from_records = coached(**fields).month.training_max
    high = {lift: kg + 20 for lift, kg in from_records.items()}
    assert coached(**fields, training_max=high).month.training_max == from_records
    low = {lift: kg - 5 for lift, kg in from_records.items()}
    assert coached(**fields, training_max=low).month.training_max == pytest.approx(low)


# The fourth week


def test_the_test_week_goes_up_to_the_training_max() -> None:
    *_, third, fourth = month(week4="tm_test").weeks
    assert (fourth.test, fourth.deload) == (True, False)
    assert not third.test
    for lift in LIFTS:
        of_lift = sets_of(fourth, lift)
        work = [(one.rate, one.reps, one.most_reps) for one in of_lift if one.kind == "work"]
        assert work == [(70, 5, None), (80, 5, None), (90, 5, None), (100, 3, 5)]
        assert not any(one.amrap or one.joker_kg or one.reps_to_beat for one in of_lift)
    bench = [(one.rate, one.reps, one.weight_kg) for one in sets_of(fourth, "bench_press") if one.kind == "warmup"]
    assert bench == [(40, 5, 27.5), (50, 5, 35.0)]
    assert [one.weight_kg for one in sets_of(fourth, "bench_press")][2:] == [50, 57.5, 62.5, 70]


def test_the_test_week_has_light_assistance_and_no_supplemental_work() -> None:
    first, *_, fourth = month(week4="tm_test").weeks
    assert [day.supplemental for day in fourth.days] == [()] * 4
    for day, same in zip(fourth.days, first.days, strict=True):
        before = {one.id: one.sets for one in same.accessories}
        assert {one.id: one.sets for one in day.accessories} == {
            name: max(sets // 2, 1) for name, sets in before.items()
        }


def test_a_lift_that_is_spared_is_not_tested() -> None:
    spared = Constraints(avoid=("shoulder",))
    tested, resting = month(spared, week4="tm_test").weeks[3], month(spared).weeks[3]
    assert tested.test
    for lift in ("bench_press", "over_head_press"):
        assert sets_of(tested, lift) == sets_of(resting, lift)
    assert [sets_of(tested, lift)[-1].rate for lift in ("squat", "dead_lift")] == [100, 100]


def test_a_lift_that_is_replaced_is_not_tested() -> None:
    tested = month(week4="tm_test", equipment=["barbell", "dumbbell", "rack"]).weeks[3]
    resting = month(equipment=["barbell", "dumbbell", "rack"]).weeks[3]
    assert tested.test
    assert sets_of(tested, "bench_press") == sets_of(resting, "bench_press")
    assert sets_of(tested, "squat")[-1].rate == 100


@pytest.mark.parametrize(
    "fields", [{"age": 70}, {"request": "I have a heart condition."}, {"equipment": ["dumbbell", "bodyweight"]}]
)
def test_where_nothing_is_tested_week_4_is_the_deload(fields: dict[str, Any]) -> None:
    tested, resting = coached(week4="tm_test", **fields), coached(**fields)
    assert tested.month.weeks == resting.month.weeks
    assert (tested.month.weeks[3].deload, tested.month.weeks[3].test) == (True, False)
    assert "There is no training max test this month" in tested.notes
    assert "training max test" not in resting.notes
    assert "4 tests" not in tested.notes


def test_without_a_fourth_week_there_are_three() -> None:
    whole, short = month(), month(week4="none")
    assert short.weeks == whole.weeks[:3]


@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_no_set_of_a_test_week_is_above_the_1rm(data: st.DataObject) -> None:
    brief = data.draw(briefs(week4="tm_test", role=data.draw(st.sampled_from(["original", "leader", "anchor"]))))
    composed = month_of(brief, data.draw(plans()), data.draw(weeks(brief)))
    last = composed.weeks[3]
    assert last.test != last.deload
    for main in (main for day in last.days for main in day.main if main.variation is None):
        for one in main.sets:
            assert one.weight_kg is not None
            assert one.weight_kg <= brief.rm_weight.one_rep_max(main.lift)
            assert not one.amrap


@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_no_set_is_above_the_1rm_that_a_given_training_max_stands_for(data: st.DataObject) -> None:
    kg = st.floats(5, 300).map(lambda one: round(one, 2))
    given_maxes = data.draw(st.fixed_dictionaries(dict.fromkeys(LIFTS, kg)))
    brief = data.draw(briefs(week4="tm_test", training_max=given_maxes))
    plan = data.draw(plans())
    composed = month_of(brief, plan, data.draw(weeks(brief)))
    for main in (main for week in composed.weeks for day in week.days for main in day.main if not main.variation):
        behind = given_maxes[main.lift] * 100 / plan.training_max_rate
        assert max(one.weight_kg or 0 for one in main.sets) <= max(behind, brief.rm_weight.one_rep_max(main.lift))


# Beside plus sets


@pytest.mark.parametrize(
    ("best", "expected"),
    [
        (59.99, [1, 1, 1]),
        (60.0, [2, 1, 1]),
        (75.0, [8, 7, 4]),
        (80.0, [None, None, 6]),
        (90.0, [None, None, None]),
    ],
)
def test_a_plus_set_says_how_many_repetitions_beat_the_best(best: float, expected: list[int | None]) -> None:
    composed = month(block={"best_kg": {"bench_press": best}})
    tops = [sets_of(week, "bench_press")[-1] for week in composed.weeks[:3]]
    assert [one.weight_kg for one in tops] == [60, 62.5, 67.5]
    assert [one.reps_to_beat for one in tops] == expected
    for reps, kg in ((one.reps_to_beat, one.weight_kg or 0) for one in tops):
        assert reps is None or (e1rm(kg, reps) > best and (reps == 1 or e1rm(kg, reps - 1) <= best))
    assert all(one.reps_to_beat is None for week in composed.weeks for one in sets_of(week, "squat"))


def test_without_a_best_set_there_is_nothing_to_beat() -> None:
    assert [one.reps_to_beat for one in plus_sets(month())] == [None] * 12


def test_an_anchor_has_weights_for_joker_sets() -> None:
    anchor = month(role="anchor")
    assert [sets_of(week, "squat")[-1].weight_kg for week in anchor.weeks[:3]] == [75, 80, 85]
    assert [sets_of(week, "squat")[-1].joker_kg for week in anchor.weeks[:3]] == [
        (77.5, 82.5),
        (82.5, 87.5),
        (87.5, 92.5),
    ]
    assert all(not one.joker_kg for week in anchor.weeks for one in sets_of(week, "squat") if not one.amrap)


@pytest.mark.parametrize("fields", [{}, {"role": "leader"}, {"role": "anchor", "experience": 2}])
def test_other_months_and_the_first_year_have_none(fields: dict[str, Any]) -> None:
    assert not any(one.joker_kg for one in plus_sets(month(**fields)))


def test_a_spared_lift_has_no_hints() -> None:
    composed = month(Constraints(avoid=("shoulder",)), role="anchor", block={"best_kg": {"bench_press": 70}})
    assert not any(one.joker_kg or one.reps_to_beat for week in composed.weeks for one in sets_of(week, "bench_press"))
    assert any(one.joker_kg for week in composed.weeks for one in sets_of(week, "squat"))


# Notes

TELLS = {
    "male": {
        "given": "are the ones you gave",
        "records": "% of your 1RM",
        "test": "Week 4 tests your training maxes",
        "deload": "is the deload",
        "jokers": "joker sets",
        "short": "This month has three weeks",
        "next_test": "The test decides on the TM",
        "next": "Next month raise the TM",
    },
    "남성": {
        "given": "입력하신 값을 그대로",
        "records": "1RM의",
        "test": "4주차에는 TM을 테스트합니다",
        "deload": "디로드입니다",
        "jokers": "조커 세트",
        "short": "이번 달은 3주입니다",
        "next_test": "다음 달 TM은 테스트로",
        "next": "다음 달에는 TM을",
    },
}


@pytest.mark.parametrize("gender", list(TELLS))
@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({}, {"records", "deload", "next"}),
        ({"training_max": {"squat": 90}}, {"records", "given", "deload", "next"}),
        ({"training_max": FROM_RECORDS}, {"given", "deload", "next"}),
        ({"week4": "tm_test", "role": "anchor"}, {"records", "test", "jokers", "next_test"}),
        ({"week4": "tm_test", "role": "leader"}, {"records", "test", "next_test"}),
        ({"week4": "none", "role": "leader"}, {"records", "short", "next"}),
        ({"week4": "none", "experience": 1}, {"records", "short", "next"}),
    ],
)
def test_the_notes_say_what_is_there_and_nothing_else(gender: str, fields: dict[str, Any], told: set[str]) -> None:
    notes = coached(gender=gender, **fields).notes
    said = {name for name, words in TELLS[gender].items() if words in notes}
    assert said == told
    assert "{" not in notes


@pytest.mark.parametrize(("gender", "word"), [("male", "deload"), ("남성", "디로드")])
def test_three_weeks_speak_of_the_deload_only_to_say_that_there_is_none(gender: str, word: str) -> None:
    notes = coached(gender=gender, week4="none", minutes=45).notes
    assert [line for line in notes.splitlines() if word in line] == [
        line for line in notes.splitlines() if TELLS[gender]["short"] in line
    ]


def test_the_note_names_the_lifts_whose_training_max_is_given() -> None:
    notes = coached(training_max={"squat": 90, "dead_lift": 95}).notes
    assert "Squat, deadlift: the training maxes (TM) are the ones you gave." in notes


def test_the_note_on_joker_sets_has_the_weights_of_week_3() -> None:
    made = coached(role="anchor")
    [note] = [line for line in made.notes.splitlines() if "joker" in line]
    weights = [kg for lift in LIFTS for kg in sets_of(made.month.weeks[2], lift)[-1].joker_kg]
    assert sorted(float(kg) for kg in re.findall(r"[\d.]+(?=, | kg)", note)) == sorted(weights)


@pytest.mark.parametrize(("week4", "told"), [("deload", True), ("none", False), ("tm_test", False)])
@pytest.mark.parametrize("wish", ["none", "earlier"])
def test_a_wish_about_the_deload_is_answered_where_there_is_one(week4: str, told: bool, wish: Any) -> None:
    notes = coached(Constraints(deload=wish), week4=week4).notes
    assert ("The deload in week 4 stays" in notes or "The deload is week 4." in notes) == told


def test_the_empty_bar_of_a_week_that_is_not_there_is_not_told() -> None:
    light = {"bench_press": 80, "squat": 100, "dead_lift": 105, "over_head_press": 45}
    bar: dict[str, Any] = {"bar_kg": {"over_head_press": 20}, "rm_weight": light | {"over_head_press": 38}}
    assert "done with the empty bar (20 kg)" in coached(**bar).notes
    assert "done with the empty bar" not in coached(week4="none", **bar).notes


@pytest.mark.parametrize(("week4", "last"), [("deload", 4), ("tm_test", 4), ("none", 3)])
def test_conditioning_ends_with_the_month(week4: str, last: int) -> None:
    made = coached(week4=week4, purpose=3)
    lifting = lifting_week(made.month.weeks)
    plan = conditioning(made.brief, lifting)
    assert {one.week for one in plan.sessions} == set(range(1, last + 1))
    assert conditioning_errors(made.brief, lifting, plan) == []
    notes = "\n".join(conditioning_notes(made.brief, plan))
    assert ("week 4 has easy work alone" in notes) == (last == 4)
