"""What a lifter can do with the own body."""

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from program.exercises.catalogue import CATALOGUE, find
from program.lifter.ability import body_weight, can_do, fitting, most_reps, too_easy
from program.lifter.brief import Brief
from program.lifter.obeying import obeyed
from program.schema import RoutineRequest
from tests.program.drawn import briefs

PULL_UPS = ("pull_up", "chin_up", "neutral_pull_up")


def lifter(bench: float, level: int = 3, gender: str = "male", **fields: Any) -> Brief:
    records = {"bench_press": bench, "squat": bench / 0.75, "dead_lift": bench * 1.6, "over_head_press": bench / 1.5}
    body = {"experience": level, "gender": gender, "purpose": 2, "rm_weight": records, **fields}
    return obeyed(RoutineRequest.model_validate(body))


@pytest.mark.parametrize("goal", range(1, 7))
@pytest.mark.parametrize("bench", [25, 45, 80])
def test_a_woman_in_her_first_year_has_no_pull_ups(bench: float, goal: int) -> None:
    possible = {one.id for one in lifter(bench, 2, "female", purpose=goal).possible}
    assert not possible & set(PULL_UPS)
    assert "lat_pulldown" in possible


def test_pull_ups_follow_from_strength_and_body_weight() -> None:
    assert not can_do(lifter(50, body_weight_kg=80), find("pull_up"))
    assert can_do(lifter(80, body_weight_kg=75), find("pull_up"))
    assert not can_do(lifter(80, body_weight_kg=110), find("pull_up"))
    assert most_reps(lifter(80, body_weight_kg=75), find("pull_up")) == 7


def test_a_light_woman_gets_wall_push_ups_and_no_dips() -> None:
    brief = lifter(22.5, 1, "female")
    possible = {one.id for one in brief.possible}
    assert "wall_push_up" in possible
    assert not possible & {"push_up", "dips", "negative_pull_up", "pike_push_up"}
    assert fitting(brief, find("push_up"), brief.possible).id == "wall_push_up"


def test_a_strong_presser_gets_harder_push_ups() -> None:
    brief = lifter(130)
    for name in ("knee_push_up", "knuckle_push_up", "push_up"):
        assert too_easy(brief, find(name))
        assert not too_easy(brief, fitting(brief, find(name), brief.possible))
    assert too_easy(brief, find("air_squat"))


def test_in_the_first_months_nobody_dips_and_nordic_curls_come_late_and_few() -> None:
    assert not can_do(lifter(150, 1), find("dips"))
    assert can_do(lifter(150, 2), find("dips"))
    assert not can_do(lifter(200, 3), find("nordic_curl"))
    assert can_do(lifter(200, 4), find("nordic_curl"))
    assert most_reps(lifter(200, 4), find("nordic_curl")) == 5


def test_an_estimated_body_weight_is_rather_too_high() -> None:
    assert body_weight(lifter(22.5, 1, "female")) == 60
    assert body_weight(lifter(80)) == 75
    assert 85 < body_weight(lifter(130)) < 95
    assert body_weight(lifter(130, body_weight_kg=70)) == 70


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(briefs())
def test_what_is_possible_has_five_repetitions_or_three_pull_ups_or_negatives(brief: Brief) -> None:
    for exercise in brief.possible:
        most = most_reps(brief, exercise)
        assert most is None or most >= (3 if exercise.pattern == "vertical_pull" else 5)


def test_every_ladder_ends_for_every_lifter() -> None:
    for bench in (15, 40, 80, 200):
        brief = lifter(bench, 5)
        for exercise in CATALOGUE.values():
            fit = fitting(brief, exercise, brief.possible)
            assert fit in brief.possible or fit is exercise
