"""A session: in which order things are done, and what a lifter reads beside each line."""

from typing import Any

import pytest

from program import coach
from program.exercises.catalogue import CATALOGUE, Exercise
from program.lifter.brief import Brief
from program.lifter.constraints import NO_CONSTRAINTS, Constraints
from program.lifter.obeying import obeyed
from program.month import lines
from program.month.assistance import prescribed
from program.month.lines import Lines
from program.month.routine import Accessory, SupplementalLift, TrainingDay, TrainingWeek
from program.schema import Prescription, RoutineRequest
from tests.program.drawn import month_of

RECORDS = {"bench_press": 80, "squat": 100, "dead_lift": 105, "over_head_press": 45}


def brief(constraints: Constraints = NO_CONSTRAINTS, **fields: Any) -> Brief:
    request = {"experience": 3, "gender": "male", "purpose": 2, "rm_weight": RECORDS, **fields}
    return obeyed(RoutineRequest.model_validate(request), constraints)


def weeks(asked: Brief) -> tuple[TrainingWeek, ...]:
    plan = coach.weight_plan(asked)
    return month_of(asked, plan, prescribed(asked, coach.week_choice(asked, plan))).weeks


def line(asked: Brief, prescription: str, week: int = 1) -> Accessory:
    return Lines(asked).accessory(Prescription.model_validate(prescription), week)


@pytest.fixture
def catalogue(monkeypatch: pytest.MonkeyPatch) -> dict[str, Exercise]:
    """A catalogue that tests may change."""
    changed = dict(CATALOGUE)
    monkeypatch.setattr(lines, "CATALOGUE", changed)
    monkeypatch.setattr(lines, "find", changed.__getitem__)
    return changed


def turned(exercise: Exercise, **fields: Any) -> Exercise:
    return Exercise(**{name: getattr(exercise, name) for name in exercise.__slots__} | fields)


def test_one_lift_with_its_supplemental_sets_comes_before_the_next() -> None:
    for day in weeks(brief(days_per_week=3, minutes=180))[0].days:
        order = [
            (part.lift, isinstance(part, SupplementalLift)) for part in day.in_order if not isinstance(part, Accessory)
        ]
        first, second = (main.lift for main in day.main)
        assert order == [(first, False), (first, True), (second, False), (second, True)]
        assert all(isinstance(part, Accessory) for part in day.in_order[4:])


def test_jumps_come_first_and_the_json_lists_them_first() -> None:
    days = [day for day in weeks(brief(purpose=4, equipment=["bodyweight", "barbell"]))[0].days if _jumps(day)]
    assert days
    for day in days:
        assert day.in_order[0] == day.accessories[0] == _jumps(day)[0]
        assert [one.placed for one in day.accessories].count("before") == len(_jumps(day))
        assert all(one.superset is None for one in _jumps(day))


def _jumps(day: TrainingDay) -> list[Accessory]:
    return [one for one in day.accessories if CATALOGUE[one.id].pattern == "jump"]


def test_every_week_has_its_effort_in_the_lifters_language() -> None:
    for gender, expected in (
        ("male", ["3 reps in reserve", "2 reps in reserve", "1–2 reps in reserve", "5 reps in reserve"]),
        ("남성", [f"{left}회 더 할 수 있을 때 멈추기" for left in ("3", "2", "1~2", "5")]),
    ):
        month = weeks(brief(gender=gender))
        assert [week.days[0].accessories[0].effort for week in month] == expected
        assert [week.days[0].accessories[0].reserve for week in month] == [3, 2, 1, 5]


def test_what_stands_in_for_a_lift_has_the_same_beside_it() -> None:
    month = weeks(brief(equipment=["dumbbell"]))
    for week, reserve in zip(month, (3, 2, 1, 5), strict=True):
        for main in (main for day in week.days for main in day.main):
            assert main.variation
            assert main.variation.reserve == reserve
            assert all(one.rest_s >= 90 for one in main.sets if one.kind == "work")


def test_the_cue_is_in_the_lifters_language(catalogue: dict[str, Exercise]) -> None:
    catalogue["db_row"] = turned(CATALOGUE["db_row"], cue="팔꿈치를 뒤로", cue_en="Elbow back")
    assert line(brief(), "db_row 3x10").cue == "Elbow back"
    assert line(brief(gender="남성"), "db_row 3x10").cue == "팔꿈치를 뒤로"


def test_an_alternative_is_one_that_the_lifter_can_do(catalogue: dict[str, Exercise]) -> None:
    catalogue["db_row"] = turned(CATALOGUE["db_row"], alternative="cable_row")
    found = line(brief(), "db_row 3x10").alternative
    assert found
    assert (found.id, found.name, found.name_en) == ("cable_row", CATALOGUE["cable_row"].name, "Seated cable row")


def test_where_the_catalogues_alternative_cannot_be_done_the_nearest_is_named(catalogue: dict[str, Exercise]) -> None:
    catalogue["db_row"] = turned(CATALOGUE["db_row"], alternative="cable_row")
    without = line(brief(equipment=["dumbbell"]), "db_row 3x10")
    excluded = line(brief(Constraints(exclude=("cable_row",))), "db_row 3x10")
    already = Lines(brief()).accessory(Prescription.model_validate("db_row 3x10"), 1, {"db_row", "cable_row"})
    for found in (without.alternative, excluded.alternative, already.alternative):
        assert found
        assert found.id not in ("db_row", "cable_row")
        assert CATALOGUE[found.id].pattern == "horizontal_pull"
    assert without.alternative
    assert CATALOGUE[without.alternative.id].equipment == {"dumbbell"}


def test_who_can_do_nothing_else_has_no_alternative() -> None:
    others = tuple(name for name in CATALOGUE if name != "db_row")
    assert line(brief(Constraints(exclude=others)), "db_row 3x10").alternative is None


def test_a_hold_counts_seconds(catalogue: dict[str, Exercise]) -> None:
    catalogue["crunch"] = turned(CATALOGUE["crunch"], unit="seconds", per_side=True)
    hold = line(brief(), "crunch 3x30")
    assert (hold.unit, hold.per_side, hold.effort) == ("seconds", True, "stop with about 15 s in reserve")


def test_the_deload_has_half_the_sets_and_no_supersets_that_it_does_not_need() -> None:
    month = weeks(brief(minutes=55))
    assert any(one.superset for day in month[0].days for one in day.accessories)
    for full, light in zip(month[0].days, month[3].days, strict=True):
        assert [one.sets for one in light.accessories] == [max(one.sets // 2, 1) for one in full.accessories]
        assert all(one.superset is None for one in light.accessories)
        assert light.minutes < full.minutes


@pytest.mark.parametrize("minutes", [20, 30, 40, 50, 60, 75])
@pytest.mark.parametrize("days", [2, 4])
def test_the_loading_weeks_have_the_same_assistance(minutes: int, days: int) -> None:
    first, *others = (
        [[(one.id, one.sets) for one in day.accessories] for day in week.days]
        for week in weeks(brief(minutes=minutes, days_per_week=days))[:3]
    )
    assert others == [first, first]


def test_a_day_begins_with_a_general_warm_up_for_its_lifts() -> None:
    english = weeks(brief(days_per_week=2))[0].days[0].warmup
    assert english.startswith("5 min easy on a bike, on a rower or at a brisk walk, then 3 min of easy moves: ")
    assert "squats without weight" in english
    assert "push-ups against a wall" in english
    assert (
        "빠른 걷기 중 하나를 2분 가볍게" in weeks(brief(days_per_week=2, gender="남성", minutes=20))[0].days[0].warmup
    )


def test_the_warm_up_names_no_machine_where_there_is_none_and_no_squats_for_a_sore_leg() -> None:
    at_home = weeks(brief(equipment=["dumbbell"]))[0].days
    assert all("bike" not in day.warmup and "rower" not in day.warmup for day in at_home)
    assert all("marching on the spot" in day.warmup for day in at_home)
    for joint in ("knee", "hip", "ankle"):
        days = weeks(brief(Constraints(avoid=(joint,))))[0].days
        assert not any("squats" in day.warmup for day in days)
    assert any("squats" in day.warmup for day in weeks(brief())[0].days)


def test_supersets_have_their_letters_in_the_order_of_the_rows() -> None:
    for minutes in (40, 50, 60, 75):
        for day in (day for week in weeks(brief(minutes=minutes)) for day in week.days):
            letters = [one.superset for one in day.accessories if one.superset]
            assert letters == sorted(letters)


def test_a_light_deadlift_starts_from_blocks() -> None:
    light = RECORDS | {"dead_lift": 60}
    for records, expected in ((light, True), (RECORDS | {"dead_lift": 220}, False)):
        days = weeks(brief(rm_weight=records))[0].days
        assert [("blocks" in day.warmup) for day in days] == [
            expected and any(main.lift == "dead_lift" for main in day.main) for day in days
        ]
