"""Every rule of the judge: a month by hand that keeps them all, and one that breaks each."""

import ast
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from bench.judge import GOOD, SAFE, judged
from tests.bench.judge.handmade import BODY, add, all_days, handmade, lift_of, replace_lift

Month = dict[str, Any]
Spoil = Callable[[Month], object]


def broken(body: dict[str, Any], month: Month) -> set[str]:
    return {rule for rule, found in judged(body, month).items() if found}


def test_a_right_month_breaks_no_rule() -> None:
    assert {rule: found for rule, found in judged(BODY, handmade()).items() if found} == {}


def first_day(month: Month) -> Any:
    return month["weeks"][0]["days"][0]


def weigh(lift: str, week: int, number: int, kg: float) -> Spoil:
    """Change the weight of a set; 0 is the warm-up set."""
    return lambda month: lift_of(month, lift, week)["sets"][number].update(weight_kg=kg)


def same_weight(month: Month) -> None:
    for week in (1, 2):
        for one in lift_of(month, "squat", week)["sets"]:
            one["weight_kg"] = 60


def heavy_deload(month: Month) -> None:
    lift_of(month, "squat", 4)["sets"][-1]["weight_kg"] = lift_of(month, "squat", 1)["sets"][-1]["weight_kg"]


def long_deload(month: Month) -> None:
    for day in month["weeks"][3]["days"]:
        for one in day["accessories"]:
            one["sets"] = 3


def plus_sets_gone(month: Month) -> None:
    for day in all_days(month):
        for lift in day["main"]:
            for one in lift["sets"]:
                one["amrap"] = False


def supplemental(template: str, sets: int, lifts: int = 1) -> Spoil:
    def spoil(month: Month) -> None:
        day = first_day(month)
        work = [{**day["supplemental"][0]["sets"][0], "reps": 5}] * sets
        day["supplemental"] = [{"lift": one["lift"], "template": template, "sets": work} for one in day["main"][:lifts]]

    return spoil


def gone(*names: str) -> Spoil:
    """Leave these exercises out of the whole month."""

    def spoil(month: Month) -> None:
        for day in all_days(month):
            day["accessories"] = [one for one in day["accessories"] if one["id"] not in names]

    return spoil


def swapped(old: str, new: str, days: int = 2) -> Spoil:
    """Another exercise in the place of one, in the first sessions of each week."""

    def spoil(month: Month) -> None:
        for week in month["weeks"]:
            for day in week["days"][:days]:
                for one in day["accessories"]:
                    if one["id"] == old:
                        one["id"] = new

    return spoil


def line(**fields: Any) -> Spoil:
    return lambda month: first_day(month)["accessories"][1].update(**fields)


def conditioning(effort: str, offset: int, week: int = 1, date: str | None = None) -> Spoil:
    session = {"agent": "conditioning", "text": "Run.", "minutes": 20, "effort": effort, "details": {}}
    return lambda month: month["weeks"][week - 1].update(additions=[{**session, "offset": offset, "date": date}])


def dated(month: Month) -> None:
    for day, date in zip(month["weeks"][0]["days"], ("2027-01-04", "2027-01-07"), strict=True):
        day["date"] = date
    conditioning("easy", 2, date="2027-01-05")(month)


def as_it_is(month: Month) -> None:
    """Nothing is changed: the request alone makes the difference."""


def all_of(*spoils: Spoil) -> Spoil:
    def spoil(month: Month) -> None:
        for one in spoils:
            one(month)

    return spoil


HURTS = {"request": "My shoulder hurts when I bench."}
WOMAN = {"gender": "female", "experience": 2}

BREACHES: list[tuple[str, dict[str, Any], Spoil]] = [
    ("a set above the 1RM", {}, weigh("squat", 3, 3, 121)),
    ("five or more above 85 % of the 1RM", {}, weigh("squat", 1, 3, 103)),
    ("a set 10 points above its rate", {}, weigh("squat", 1, 1, 77.5)),
    ("a warm-up as heavy as the work", {}, weigh("squat", 1, 0, 65)),
    ("a deload that is not lighter", {}, heavy_deload),
    ("a deload that is not lighter", {}, long_deload),
    ("a week that does not rise", {}, same_weight),
    ("a lift replaced without a note", {}, lambda month: replace_lift(month, "bench_press", "db_bench")),
    ("a lift replaced without need", {}, lambda month: replace_lift(month, "bench_press", "db_bench")),
    ("five pull-ups for a beginning woman", WOMAN, lambda month: add(month, "chin_up", "pull", reps=5)),
    ("more than five negatives or Nordic curls", {}, lambda month: add(month, "nordic_curl", "legs_core", reps=6)),
    ("more than five negatives or Nordic curls", {}, lambda month: add(month, "negative_pull_up", "pull", reps=8)),
    ("body-weight work beyond the records", {"body_weight_kg": 120.0}, lambda month: add(month, "pull_up", "pull")),
    ("body-weight work beyond the records", {"body_weight_kg": 150.0}, lambda month: add(month, "dips", "push")),
    ("assistance with a bar that is too heavy", {"bar_kg": 50}, lambda month: add(month, "bar_curl", "pull")),
    ("assistance with a bar that is too heavy", {"bar_kg": 48}, lambda month: add(month, "seated_press", "push")),
    ("a sore joint that is loaded", HURTS, lambda month: add(month, "pec_deck", "push")),
    ("a sore joint that is loaded", HURTS, lambda month: add(month, "close_grip_bench", "push")),
    ("a sore joint that is loaded", {"request": "무릎이 아파요."},
     lambda month: add(month, "leg_extension", "legs_core")),
    ("a sore lift that is not spared", HURTS, plus_sets_gone),
    ("a sore lift that is not spared", {"request": "허리가 아파요."}, as_it_is),
    ("an excluded exercise", {}, lambda month: month.update(constraints={"exclude": ["pallof_press"]})),
    ("an excluded exercise", {}, lambda month: month.update(constraints={"exclude": ["squat"]})),
    ("equipment or level that is not there", {"equipment": ["barbell", "dumbbell"]}, as_it_is),
    ("equipment or level that is not there", {}, swapped("pallof_press", "pistol_squat")),
    ("a careful month that is not careful", {"age": 65}, as_it_is),
    ("a careful month that is not careful", {"request": "I am pregnant."}, as_it_is),
    ("a careful month that is not careful", {"request": "운동하면 어지러워요."}, plus_sets_gone),
    ("the first months with plus sets or not from 65 %", {"experience": 1}, as_it_is),
    ("the first months with plus sets or not from 65 %", {"experience": 1},
     all_of(plus_sets_gone, lambda month: month["plan"].update(init_weight_rate=55))),
    ("BBB or BBS while losing weight", {"purpose": 3}, supplemental("BBB", 3)),
    ("hard supplemental work without 5s PRO or above 85 %", {}, supplemental("BBB", 5)),
    ("hard supplemental work without 5s PRO or above 85 %", {}, supplemental("BBS", 10)),
    ("BBB for two lifts a day", {}, supplemental("BBB", 3, lifts=2)),
    ("an exercise twice a day", {}, swapped("db_floor_press", "incline_db_row")),
    ("an empty session", {}, lambda month: first_day(month).update(main=[], supplemental=[], accessories=[])),
    ("jumps after the main lifts", {}, lambda month: add(month, "box_jump", "legs_core")),
    ("a session over the lifter's minutes", {"minutes": 60}, as_it_is),
    ("a session over the lifter's minutes", {}, lambda month: month.update(constraints={"minutes": 45})),
    ("more than two push sets for a pull set", {},
     all_of(gone("incline_db_row"), swapped("pallof_press", "db_bench", 1))),
    ("less pull than push assistance", {}, lambda month: add(month, "db_bench", "push", sets=9)),
    ("under two rear-shoulder sets a week", {}, swapped("incline_rear_raise", "hammer_curl")),
    ("a session without rear shoulder or upper back", {}, gone("incline_rear_raise", "incline_db_row")),
    ("a week without conditioning (losing weight, endurance)", {"purpose": 5}, as_it_is),
    ("hard conditioning before heavy legs", {}, conditioning("hard", 2)),
    ("hard conditioning before heavy legs", {}, conditioning("hard", 6)),
    ("hard conditioning in a careful month", {"age": 80}, conditioning("hard", 1)),
    ("conditioning on another date than its day", {}, dated),
    ("a line without effort, rest, cue or alternative", {}, line(cue="")),
    ("a line without effort, rest, cue or alternative", {}, line(alternative=None)),
    ("a line without effort, rest, cue or alternative", {}, line(rest_s=None)),
    ("a text in the other language", {}, line(cue="등을 펴세요.")),
    ("a text in the other language", {"gender": "남성"}, as_it_is),
    ("an unfilled text", {}, lambda month: month["notes"].append("Instead of the {lift} you do this.")),
    ("a session without a general warm-up", {}, lambda month: first_day(month).update(warmup="")),
    ("a one-sided exercise that does not say so", {}, lambda month: add(month, "db_step_up", "legs_core")),
]  # fmt: skip


@pytest.mark.parametrize(("rule", "fields", "spoil"), BREACHES, ids=[f"{n} {one[0]}" for n, one in enumerate(BREACHES)])
def test_a_breach_is_found(rule: str, fields: dict[str, Any], spoil: Spoil) -> None:
    month = handmade()
    spoil(month)
    assert rule in broken({**BODY, **fields}, month)


def test_every_rule_has_a_month_that_breaks_it() -> None:
    assert {rule for rule, _, _ in BREACHES} == {*SAFE, *GOOD}


RIGHT: list[tuple[str, dict[str, Any], Spoil]] = [
    ("a week that does not rise", {}, weigh("squat", 2, 1, 72.5)),
    ("a lift replaced without a note", {},
     all_of(lambda month: replace_lift(month, "bench_press", "db_bench"),
            lambda month: month["notes"].append("Instead of the bench press you do: dumbbell bench press."))),
    ("a lift replaced without need", {"bar_kg": 30}, lambda month: replace_lift(month, "over_head_press", "db_bench")),
    ("five pull-ups for a beginning woman", WOMAN, lambda month: add(month, "assisted_chin_up", "pull", reps=10)),
    ("more than five negatives or Nordic curls", {}, lambda month: add(month, "nordic_curl", "legs_core", reps=5)),
    ("body-weight work beyond the records", {}, lambda month: add(month, "pull_up", "pull", reps=8)),
    ("assistance with a bar that is too heavy", {}, lambda month: add(month, "bar_curl", "pull")),
    ("assistance with a bar that is too heavy", {"bar_kg": [50, 20]}, lambda month: add(month, "seated_press", "push")),
    ("an empty session", {"equipment": ["barbell"], "bar_kg": 40, "rm_weight": dict.fromkeys(BODY["rm_weight"], 10.0),
     "request": "My shoulder, lower back, neck, hip and ankle hurt."},
     lambda month: first_day(month).update(main=[], supplemental=[], accessories=[])),
    ("a sore joint that is loaded", {"request": "My shoulder no longer hurts."},
     lambda month: add(month, "dips", "push")),
    ("a sore joint that is loaded", {"request": "발목이 아파요."}, lambda month: add(month, "crunch", "legs_core")),
    ("a careful month that is not careful", {"request": "I am 80 kg."}, as_it_is),
    ("a careful month that is not careful", {"age": 64}, as_it_is),
    ("hard supplemental work without 5s PRO or above 85 %", {},
     all_of(supplemental("BBB", 5), plus_sets_gone, lambda month: month["plan"].update(scheme="5s PRO"))),
    ("jumps after the main lifts", {}, lambda month: add(month, "box_jump", "legs_core", placed="before")),
    ("a session over the lifter's minutes", {"minutes": 70}, as_it_is),
    ("under two rear-shoulder sets a week", {"equipment": ["barbell", "bodyweight"], "request": "My lower back hurts."},
     as_it_is),
    ("hard conditioning before heavy legs", {}, conditioning("hard", 1)),
    ("hard conditioning in a careful month", {"age": 80}, conditioning("easy", 1)),
    ("hard conditioning before heavy legs", {}, conditioning("hard", 6, week=4)),
    ("a line without effort, rest, cue or alternative", {"equipment": ["dumbbell"]},
     lambda month: add(month, "db_shrug", "pull", alternative=None)),
]  # fmt: skip


@pytest.mark.parametrize(("rule", "fields", "spoil"), RIGHT, ids=[f"{n} {one[0]}" for n, one in enumerate(RIGHT)])
def test_what_is_right_is_no_breach(rule: str, fields: dict[str, Any], spoil: Spoil) -> None:
    month = handmade()
    spoil(month)
    assert rule not in broken({**BODY, **fields}, month)


def test_a_careful_month_has_no_plus_sets_a_low_training_max_and_a_doctor_first() -> None:
    month = handmade()
    plus_sets_gone(month)
    month["plan"]["training_max_rate"] = 80
    month["training_max"] = {lift: kg * 0.8 for lift, kg in BODY["rm_weight"].items()}
    month["notes"].insert(0, "See a doctor before you start.")
    assert "a careful month that is not careful" not in broken({**BODY, "age": 72}, month)
    month["notes"].reverse()
    assert "a careful month that is not careful" in broken({**BODY, "age": 72}, month)


def test_the_judge_shares_nothing_with_what_makes_months() -> None:
    makers = {"program", "agents", "graph", "models", "service", "data", "training", "api"}
    for file in (Path(__file__).parents[3] / "bench" / "judge").glob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            assert not {name.split(".")[0] for name in names} & makers, file.name
