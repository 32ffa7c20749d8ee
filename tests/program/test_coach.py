"""What the coach policy answers, and that every input matters to it."""

import itertools
from typing import Any

import pytest

from data.requests import draw_requests
from program import coach
from program.exercises.catalogue import find
from program.lifter.brief import Brief, obeyed
from program.month.assistance import prescribed, slots, supplementals
from program.month.rules import plan_errors, week_errors
from program.month.waves import top_rate
from program.schema import RoutineRequest, WeekTemplate

EVEN = {"bench_press": 90, "squat": 120, "dead_lift": 144, "over_head_press": 60}
BRIEFS = [obeyed(request) for request in itertools.islice(draw_requests(seed=9), 720)]


def brief(**fields: Any) -> Brief:
    body = {"experience": 3, "gender": "male", "purpose": 1, "rm_weight": EVEN, **fields}
    return obeyed(RoutineRequest.model_validate(body))


def week(seed: int = 1, **fields: Any) -> WeekTemplate:
    return prescribed(coach.week_choice(brief(**fields), seed))


def patterns(template: WeekTemplate, slot: int) -> list[str]:
    return [find(day[slot].exercise).pattern for day in template.days]


@pytest.mark.parametrize("level", [3, 4, 5])
def test_strength_after_the_first_year_is_canonical(level: int) -> None:
    plan = coach.weight_plan(brief(experience=level))
    rates = (plan.init_weight_rate, plan.increase_rate_week, plan.increase_rate_set, plan.deloading_rate)
    assert rates == (65, 5, 10, 40)
    assert (plan.training_max_rate, plan.scheme) == (90, "5/3/1")


def test_beginners_start_lighter_in_every_way() -> None:
    plans = [coach.weight_plan(brief(experience=level)) for level in (1, 2, 3)]
    assert [plan.training_max_rate for plan in plans] == [80, 85, 90]
    assert [plan.init_weight_rate for plan in plans] == [55, 60, 65]
    assert [top_rate(plan) for plan in plans] == [75, 90, 95]


def test_records_that_cannot_all_be_true_lower_the_training_max() -> None:
    odd = {**EVEN, "over_head_press": 120}
    assert coach.weight_plan(brief(rm_weight=odd)).training_max_rate == 85
    assert coach.weight_plan(brief(rm_weight=odd, experience=1)).training_max_rate == 80


def test_losing_weight_deloads_deeper_and_never_gets_bbb() -> None:
    assert coach.weight_plan(brief(purpose=3)).deloading_rate == 35
    for one in BRIEFS:
        if one.purpose == 3:
            assert not any(name.startswith("BB") for name in supplementals(one))


def test_only_beginners_without_a_heavy_goal_train_without_plus_sets() -> None:
    for level, purpose in itertools.product(range(1, 6), range(1, 7)):
        plan = coach.weight_plan(brief(experience=level, purpose=purpose))
        assert (plan.scheme == "5s PRO") == (level == 1 and purpose in (3, 5, 6))


def test_the_supplemental_work_follows_the_goal() -> None:
    chosen = {purpose: week(purpose=purpose, days_per_week=4).supplemental for purpose in range(1, 7)}
    assert chosen == {1: "FSL 5x5", 2: "BBB 5x10@50", 3: "FSL 5x5", 4: "FSL 3x5", 5: "none", 6: "FSL 3x5"}
    assert week(experience=4, days_per_week=4).supplemental == "BBS 10x5"
    assert week(experience=4, purpose=2, days_per_week=4).supplemental == "BBB 5x10@60"


def test_short_sessions_get_less_supplemental_work() -> None:
    chosen = [week(purpose=2, days_per_week=3, minutes=minutes).supplemental for minutes in (90, 70, 60)]
    assert chosen == ["BBB 5x10@50", "BBB 3x10@50", "none"]


@pytest.mark.parametrize(
    ("lift", "share", "days", "expected"),
    [
        ("bench_press", 0.7, 4, "bench-first"),
        ("squat", 0.7, 4, "squat-first"),
        ("dead_lift", 0.7, 4, "deadlift-first"),
        ("over_head_press", 0.7, 4, "press-first"),
        ("bench_press", 1, 4, "press-first"),
        ("dead_lift", 0.7, 3, "deadlift-press"),
        ("squat", 0.7, 3, "squat-bench"),
        ("over_head_press", 0.7, 2, "squat-press"),
    ],
)
def test_the_weak_lift_decides_the_split(lift: str, share: float, days: int, expected: str) -> None:
    assert week(rm_weight={**EVEN, lift: EVEN[lift] * share}, days_per_week=days).split == expected


def test_first_year_lifters_keep_the_beginners_three_days() -> None:
    weak = {**EVEN, "dead_lift": 90}
    assert week(rm_weight=weak, days_per_week=3, experience=2).split == "squat-bench"


def test_women_get_a_step_more_repetitions() -> None:
    man, woman = week(purpose=1), week(purpose=1, gender="female")
    assert [one.exercise for day in man.days for one in day] == [one.exercise for day in woman.days for one in day]
    assert all(w.reps > m.reps for m, w in zip(sum(man.days, ()), sum(woman.days, ()), strict=True))


def test_jumps_are_for_performance_alone_and_short() -> None:
    seen = 0
    for seed in range(30):
        for purpose in range(1, 7):
            for one in sum(week(seed, purpose=purpose).days, ()):
                if find(one.exercise).pattern == "jump":
                    assert (purpose, one.sets, one.reps) == (4, 5, 5)
                    seen += 1
    assert seen > 10


def test_muscle_and_endurance_get_an_arms_slot_where_there_is_time() -> None:
    for purpose in range(1, 7):
        assert len(slots(brief(purpose=purpose))) == (4 if purpose in (2, 5) else 3)
    assert len(slots(brief(purpose=2, minutes=45))) == 3


def test_leg_days_spare_the_pressing_muscles() -> None:
    hard = 0
    for seed in range(40):
        template = week(seed, days_per_week=4)
        hard += sum(pattern != "fly" for pattern in (patterns(template, 0)[1], patterns(template, 0)[3]))
    assert hard < 0.35 * 80


def test_a_deadlift_day_pulls_from_above() -> None:
    for seed in range(40):
        assert patterns(week(seed, days_per_week=4), 1)[1] != "horizontal_pull"


def test_the_same_seed_draws_the_same_week_and_others_differ() -> None:
    assert week(3) == week(3)
    assert len({week(seed).model_dump_json() for seed in range(20)}) >= 15


def test_no_exercise_occurs_twice_in_a_week_in_a_full_gym() -> None:
    for seed in range(40):
        chosen = [one.exercise for one in sum(week(seed, purpose=2).days, ())]
        assert len(chosen) == len(set(chosen))


def test_every_answer_obeys_the_rules() -> None:
    for seed, one in enumerate(BRIEFS):
        assert plan_errors(coach.weight_plan(one)) == []
        assert week_errors(one, prescribed(coach.week_choice(one, seed))) == []
