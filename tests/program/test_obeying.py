"""Months of the coach policy for drawn sentences, read with code of its own: what was asked for is what is trained."""

import csv
import itertools
import random
import tomllib
from collections.abc import Iterator
from importlib.resources import files
from typing import Any, NamedTuple

import pytest

from bench.recompute import SORE
from data.requests import draw_requests
from program import coach
from program.lifter.constraints import Constraints
from program.lifter.obeying import obeyed
from program.month.adjustments import turned_plan, turned_week
from program.month.assistance import prescribed
from program.month.compose import Month
from program.month.routine import MainLift, SupplementalLift, TrainingDay
from program.schema import Lift, RoutineRequest
from tests.program.drawn import month_of

NUMBER = 200
LIFTS: tuple[Lift, ...] = ("bench_press", "squat", "dead_lift", "over_head_press")
JOINTS = ("lower_back", "knee", "shoulder", "wrist", "elbow", "hip", "neck", "ankle")
EQUIPMENT = ("barbell", "dumbbell", "machine", "cable", "bodyweight", "kettlebell", "band")
FOCUSES = ("upper", "lower", *LIFTS, "chest", "back", "shoulders", "arms", "legs", "glutes", "core")

EXERCISES = {
    row["id"]: row
    for row in csv.DictReader(files("program.exercises").joinpath("exercises.csv").read_text("utf-8").splitlines())
}
KINDS: dict[str, list[str]] = {
    name: table["ids"]
    for name, table in tomllib.loads(files("program.exercises").joinpath("names.toml").read_text("utf-8")).items()
    if "ids" in table
}


class Case(NamedTuple):
    """A form, what its sentence asks for, and the month."""

    form: RoutineRequest
    asked: dict[str, Any]
    month: Month

    @property
    def days(self) -> int:
        usual = 3 if self.form.experience <= 2 else 4
        if "days_per_week" not in self.asked:
            return self.form.days_per_week or usual
        said: int = self.asked["days_per_week"]
        return min(max(said, 2), self.form.days_per_week or 4)

    @property
    def minutes(self) -> int:
        if "minutes" not in self.asked:
            return self.form.minutes or 90
        said: int = self.asked["minutes"]
        return min(max(said, 20), self.form.minutes or 300)

    @property
    def equipment(self) -> set[str]:
        of_form = set(self.form.equipment or EQUIPMENT)
        said = set(self.asked.get("equipment", of_form))
        return of_form & said or said

    @property
    def avoid(self) -> set[str]:
        return set(self.asked.get("avoid", ()))

    @property
    def excluded(self) -> set[str]:
        return {member for name in self.asked.get("exclude", ()) for member in KINDS.get(name, [name])}

    @property
    def sore_lifts(self) -> set[str]:
        return {lift for joint in self.avoid for lift in SORE[joint]}

    def sessions(self) -> Iterator[TrainingDay]:
        return (day for week in self.month.weeks for day in week.days)


def composed(form: RoutineRequest, asked: dict[str, Any], seed: int) -> Case:
    brief = obeyed(form, Constraints.model_validate(asked))
    plan = turned_plan(brief, coach.weight_plan(form, form.role))
    week = turned_week(brief, prescribed(brief, coach.week_choice(brief, plan, seed)))
    return Case(form, asked, month_of(brief, plan, week))


def draw_asked(draw: random.Random) -> dict[str, Any]:
    asked: dict[str, Any] = {}
    if draw.random() < 0.6:
        asked["avoid"] = draw.sample(JOINTS, draw.choice((1, 1, 2, 3)))
    if draw.random() < 0.5:
        asked["exclude"] = draw.sample((*KINDS, *EXERCISES, *LIFTS), draw.choice((1, 2, 4, 8)))
    if draw.random() < 0.4:
        asked["equipment"] = draw.sample(EQUIPMENT, draw.choice((1, 2, 3)))
    if draw.random() < 0.4:
        asked["minutes"] = draw.choice((1, 15, 20, 25, 30, 40, 60, 90, 150, 300))
    if draw.random() < 0.4:
        asked["days_per_week"] = draw.randint(1, 7)
    if draw.random() < 0.4:
        asked["focus"] = draw.sample(FOCUSES, draw.choice((1, 2, 3)))
    asked["volume"] = draw.choice(("less", "as_planned", "more"))
    asked["intensity"] = draw.choice(("lighter", "as_planned", "heavier"))
    return asked


@pytest.fixture(scope="module")
def cases() -> list[Case]:
    draw = random.Random(19)
    forms = itertools.islice(draw_requests(seed=19), NUMBER)
    return [composed(form, draw_asked(draw), seed) for seed, form in enumerate(forms)]


def barbell(day: TrainingDay) -> tuple[MainLift | SupplementalLift, ...]:
    return (*day.main, *day.supplemental)


def trained(day: TrainingDay) -> set[str]:
    """The catalogue's exercises of a day: assistance, and what stands in for a lift."""
    return {one.id for one in day.accessories} | {lift.variation.id for lift in barbell(day) if lift.variation}


def done_themselves(day: TrainingDay) -> set[str]:
    return {lift.lift for lift in barbell(day) if lift.variation is None}


def test_no_exercise_loads_a_joint_to_be_spared(cases: list[Case]) -> None:
    wrong = [
        (name, sorted(case.avoid))
        for case in cases
        for day in case.sessions()
        for name in trained(day)
        if case.avoid & set(EXERCISES[name]["joints"].split())
    ]
    assert wrong == []


def test_nothing_excluded_is_trained_neither_exercise_nor_main_lift(cases: list[Case]) -> None:
    wrong = [
        (name, case.asked)
        for case in cases
        for day in case.sessions()
        for name in (trained(day) | done_themselves(day)) & case.excluded
    ]
    assert wrong == []


def test_everything_can_be_done_with_the_equipment_and_at_the_level(cases: list[Case]) -> None:
    wrong = []
    for case in cases:
        for day in case.sessions():
            lacking = {name for name in trained(day) if not set(EXERCISES[name]["equipment"].split()) <= case.equipment}
            beyond = {name for name in trained(day) if int(EXERCISES[name]["level"]) > case.form.experience}
            no_bar = done_themselves(day) if "barbell" not in case.equipment else set()
            wrong += [(name, case.asked) for name in lacking | beyond | no_bar]
    assert wrong == []


def test_every_session_ends_within_the_minutes_and_takes_what_its_sets_take(cases: list[Case]) -> None:
    for case in cases:
        for day in case.sessions():
            seconds = sum(3 * one.reps for lift in barbell(day) for one in lift.sets)
            seconds += sum(one.rest_s for lift in barbell(day) for one in lift.sets[:-1])
            seconds += sum(one.sets * one.reps + (one.sets - 1) * one.rest_s for one in day.accessories)
            assert seconds / 60 < day.minutes <= case.minutes, case.asked


def test_the_month_has_four_weeks_of_the_right_days(cases: list[Case]) -> None:
    for case in cases:
        assert [[day.day for day in week.days] for week in case.month.weeks] == [[*range(1, case.days + 1)]] * 4


def test_no_exercise_is_twice_in_a_day(cases: list[Case]) -> None:
    for case in cases:
        for day in case.sessions():
            names = [one.id for one in day.accessories]
            names += [main.variation.id if main.variation else main.lift for main in day.main]
            assert len(set(names)) == len(names), case.asked


def test_every_session_has_something_to_train(cases: list[Case]) -> None:
    assert all(day.main or day.accessories for case in cases for day in case.sessions())


def test_a_lift_that_can_and_may_be_done_is_done_every_week(cases: list[Case]) -> None:
    for case in cases:
        expected = set(LIFTS) - case.excluded if "barbell" in case.equipment else set()
        expected -= set(case.month.loads.too_heavy)
        for week in case.month.weeks:
            assert expected == {main.lift for day in week.days for main in day.main if main.variation is None}


def test_only_what_is_done_on_the_bar_has_weights_and_warm_ups(cases: list[Case]) -> None:
    for case in cases:
        for lift in (lift for day in case.sessions() for lift in barbell(day)):
            assert all((one.weight_kg is None) == (lift.variation is not None) for one in lift.sets)
            if lift.variation:
                warmups = [one.reps for one in lift.sets if one.kind == "warmup"]
                assert warmups == [8, 5][len([8, 5]) - len(warmups) :]


def test_sore_lifts_have_no_plus_sets_and_no_supplemental_work(cases: list[Case]) -> None:
    sore = [(case, day) for case in cases if case.sore_lifts for day in case.sessions()]
    assert sore
    for case, day in sore:
        assert not {one.lift for one in day.supplemental} & case.sore_lifts
        assert not any(one.amrap for main in day.main if main.lift in case.sore_lifts for one in main.sets)


def test_training_maxes_follow_the_intensity_and_are_ten_percent_lower_for_sore_lifts(cases: list[Case]) -> None:
    for case in cases:
        step = {"lighter": -5, "as_planned": 0, "heavier": 5}[case.asked["intensity"]]
        rate = min(90, max(70, coach.weight_plan(case.form, case.form.role).training_max_rate + step)) / 100
        for lift, training_max in case.month.training_max.items():
            share = 0.9 if lift in case.sore_lifts else 1
            assert training_max == pytest.approx(case.form.rm_weight.one_rep_max(lift) * rate * share, abs=0.0101)


def work(case: Case, lift: str) -> list[tuple[int, int, list[tuple[int, int, bool, float | None]]]]:
    return [
        (
            week.week,
            day.day,
            [(one.rate, one.reps, one.amrap, one.weight_kg) for one in main.sets if one.kind == "work"],
        )
        for week in case.month.weeks
        for day in week.days
        for main in day.main
        if main.lift == lift
    ]


def test_sparing_a_joint_leaves_the_lifts_that_do_not_load_it_as_they_were() -> None:
    draw = random.Random(7)
    # On three days a knee, a hip or an ankle to spare decides for another split.
    with_bar = (form for form in draw_requests(seed=7) if "barbell" in form.available and form.days != 3)
    for seed, form in enumerate(itertools.islice(with_bar, 40)):
        plain = composed(form, {}, seed)
        spared = composed(form, {"avoid": draw.sample(JOINTS, draw.choice((1, 2)))}, seed)
        for lift in LIFTS:
            if lift in spared.sore_lifts:
                assert all(not amrap for _, _, sets in work(spared, lift) for _, _, amrap, _ in sets)
            elif lift in plain.month.loads.on_bar:
                assert work(spared, lift) == work(plain, lift)
                assert spared.month.training_max[lift] == plain.month.training_max[lift]
