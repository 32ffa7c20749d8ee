"""Figures over months: minutes, push and pull, muscles, variety, and the rows that say them."""

from typing import Any

import pytest

from bench.judge import balance, cases, minutes, variety
from bench.judge.figures import breach_rows, figures_rows, variety_rows
from tests.bench.judge.handmade import BODY, accessory, handmade

WEEK: dict[str, Any] = handmade()["weeks"][0]


def test_push_and_pull_count_main_lifts_and_supplemental_work() -> None:
    assert balance.push_for_pull(WEEK) == pytest.approx(12 / 12)
    push = {"lift": "bench_press", "template": "FSL", "sets": [{"kind": "supplemental", "reps": 5, "rate": 65}] * 6}
    more = {"days": [{**WEEK["days"][0], "supplemental": [push]}, WEEK["days"][1]]}
    assert balance.push_for_pull(more) == pytest.approx(18 / 12)


def test_a_second_mover_counts_half() -> None:
    week = {"days": [{"main": [], "supplemental": [], "accessories": [accessory("incline_db_row", "pull", 4)]}]}
    assert dict(balance.muscles(week)) == {"upper_back": 4, "lats": 2, "biceps": 2}


def day(*accessories: dict[str, Any], **fields: Any) -> dict[str, Any]:
    return {"main": [], "supplemental": [], "accessories": list(accessories), **fields}


def test_minutes_are_warm_up_setting_up_repetitions_and_rests() -> None:
    line = accessory("pallof_press", "legs_core", 3, 10)
    assert minutes.counted(day()) == 5
    assert minutes.counted(day(line)) == -(-(300 + 60 + 3 * (10 * 4 + 60)) // 60)
    assert minutes.counted(day({**line, "per_side": True})) == -(-(300 + 60 + 3 * (20 * 4 + 60)) // 60)
    held = {**line, "unit": "seconds", "reps": 40, "per_side": False}
    assert minutes.counted(day(held)) == -(-(300 + 60 + 3 * (40 + 60)) // 60)
    run = {"agent": "conditioning", "minutes": 15}
    assert minutes.counted(day(line, additions=[run])) == minutes.counted(day(line)) + 15


def test_plus_sets_have_four_more_repetitions_and_plates_are_changed() -> None:
    def seconds(*weights: float, amrap: bool = False) -> float:
        sets = [
            {"kind": "work", "reps": 5, "amrap": amrap, "weight_kg": kg, "rest_s": 180, "rate": 65} for kg in weights
        ]
        return 60 * minutes.counted(day(main=[{"lift": "squat", "sets": sets}]))

    assert seconds(60, 60) == 60 * -(-(300 + 90 + 2 * (15 + 180)) // 60)
    assert seconds(60, 62.5, 65, 67.5, 70) - seconds(60, 60, 60, 60, 60) == 120
    assert seconds(*[60] * 5, amrap=True) - seconds(*[60] * 5) == 60


def test_variety_is_the_overlap_of_weeks_and_the_number_of_lists() -> None:
    one, other = handmade(), handmade()
    assert variety.overlap([one, other]) == 1
    for week in other["weeks"]:
        for session in week["days"]:
            session["accessories"][0] = accessory("db_bench", "push")
    assert variety.overlap([one, other]) == pytest.approx(3 / 5)
    assert variety.lists([one, other, one]) == 2


def test_the_rows_count_months_and_short_sessions() -> None:
    (row,) = breach_rows({"a rule": [{}, {"minutes": 25}]}, 7)
    assert (row.value, row.target) == ("2 of 7, 1 of them under 30 minutes", "0")
    rows = {row.what: row.value for row in figures_rows([(BODY, handmade())])}
    assert rows["push : pull sets of a week, median"] == "1.00"
    assert rows["different exercises used"] == "4"
    same = [handmade()] * 2
    assert [row.value for row in variety_rows([same], [same])] == ["1.00", "1.00", "1"]


def test_cases_are_the_same_for_the_same_seed_and_cover_the_edges() -> None:
    drawn = list(cases.draw(1000, 1))
    assert drawn == list(cases.draw(1000, 1))
    assert drawn != list(cases.draw(1000, 2))
    bodies = [case.body for case in drawn]
    assert {body["experience"] for body in bodies} == {1, 2, 3, 4, 5}
    assert any(body.get("equipment") == ["bodyweight"] for body in bodies)
    assert any(body.get("minutes", 90) < 30 for body in bodies)
    assert {"avoid", "exclude", "minutes"} <= {name for case in drawn for name in case.asks}
    kilograms = [kg for body in bodies for kg in body["rm_weight"].values() if isinstance(kg, float | int)]
    assert min(kilograms) == cases.LEAST_KG
    assert max(kilograms) == cases.MOST_KG
