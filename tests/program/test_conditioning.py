"""The coach's conditioning over all kinds of lifters: what no month may break, and how much each goal gets."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from program import coach
from program.coach.conditioning import Amount, amount, conditioning
from program.lifter.brief import Brief
from program.lifter.constraints import Constraints
from program.lifter.obeying import obeyed
from program.lifter.weekdays import USUAL_OFFSETS
from program.month.assistance import prescribed
from program.month.conditioning import (
    ConditioningPlan,
    ConditioningSession,
    LiftingWeek,
    conditioning_errors,
    lifting_week,
    possible,
)
from program.month.splits import SPLITS
from program.schema import JOINTS, Goal, Level, RoutineRequest
from program.wording.conditioning import conditioning_notes
from tests.program.drawn import month_of, requests

SENTENCES = st.sampled_from([None, "유산소도 넣어 주세요", "no cardio", "달리기는 싫어요", "hello"])
WISHES = st.builds(
    Constraints,
    avoid=st.lists(st.sampled_from(JOINTS), max_size=3).map(tuple),
    declined=st.sampled_from([None, None, None, "medical"]),
)
SPARE_LEGS = {"knee", "ankle", "hip"}


@st.composite
def lifters(draw: st.DrawFn, /, **fixed: Any) -> Brief:
    """Requests with a sentence, a seed, an age and a body weight, and what the sentence asks for."""
    request = draw(requests(**fixed)).model_copy(
        update={
            "request": fixed.get("request", draw(SENTENCES)),
            "seed": draw(st.none() | st.integers(0, 99)),
            "age": draw(st.none() | st.integers(14, 90)),
            "body_weight_kg": draw(st.none() | st.floats(40, 160)),
        }
    )
    return obeyed(request, draw(WISHES))


def lifting_of(brief: Brief) -> tuple[str, LiftingWeek]:
    """The split of the coach's week, and the days of its lifting."""
    plan = coach.weight_plan(brief, brief.role)
    choice = coach.week_choice(brief, plan)
    month = month_of(brief, plan, prescribed(brief, choice))
    return choice.split, lifting_week(month.weeks)


def lifter(**fields: Any) -> Brief:
    """A man of three years with everything, who loses weight on three days."""
    body = {
        "experience": 3,
        "gender": "male",
        "purpose": 3,
        "rm_weight": {"bench_press": 80, "squat": 100, "dead_lift": 120, "over_head_press": 50},
        "days_per_week": 3,
    }
    constraints = fields.pop("constraints", Constraints())
    return obeyed(RoutineRequest.model_validate(body | fields), constraints)


def planned(brief: Brief) -> ConditioningPlan:
    return conditioning(brief, lifting_of(brief)[1])


def in_week(plan: ConditioningPlan, week: int) -> list[ConditioningSession]:
    return [one for one in plan.sessions if one.week == week]


@given(lifters())
def test_the_coach_keeps_the_rules_whoever_asks(brief: Brief) -> None:
    _, lifting = lifting_of(brief)
    plan = conditioning(brief, lifting)
    assert conditioning_errors(brief, lifting, plan) == []
    assert conditioning(brief, lifting) == plan


@given(lifters(request=None))
def test_never_hard_before_squats_and_deadlifts_nor_in_the_deload(brief: Brief) -> None:
    split, lifting = lifting_of(brief)
    lower = {
        offset
        for offset, lifts in zip(USUAL_OFFSETS[brief.days], SPLITS[brief.days][split], strict=True)
        if any(lift in ("squat", "dead_lift") and brief.variations.get(lift, True) for lift in lifts)
    }
    for one in conditioning(brief, lifting).sessions:
        if one.effort == "hard":
            assert one.week < 4
            assert (one.offset + 1) % 7 not in lower


@given(lifters(request=None))
def test_no_session_over_the_minutes_and_a_day_of_rest_every_week(brief: Brief) -> None:
    _, lifting = lifting_of(brief)
    plan = conditioning(brief, lifting)
    for one in plan.sessions:
        assert one.minutes + lifting.minutes.get(one.offset, 0) <= brief.session_minutes
        assert (20 <= one.minutes <= 40) if one.effort == "easy" else (15 <= one.minutes <= 20)
    for week in range(1, 5):
        offsets = [one.offset for one in in_week(plan, week)]
        assert len(offsets) == len(set(offsets))
        assert len({*offsets, *USUAL_OFFSETS[brief.days]}) <= 6


@given(lifters(request=None, purpose=3) | lifters(request=None, purpose=5))
def test_losing_weight_and_endurance_have_two_sessions_every_week(brief: Brief) -> None:
    plan = planned(brief)
    for week in range(1, 5):
        assert len(in_week(plan, week)) >= 2


@given(lifters())
def test_nobody_does_what_hurts(brief: Brief) -> None:
    avoid, gym = set(brief.constraints.avoid), bool({"machine", "cable"} & brief.available)
    for one in planned(brief).sessions:
        careful = (brief.age or 0) >= 65 or brief.constraints.declined == "medical"
        assert not careful or one.activity == "flat_walk"
        if avoid & SPARE_LEGS:
            assert one.activity in ("bike", "swim_or_walk", "flat_walk")
        if avoid & {"lower_back", "shoulder", "wrist"}:
            assert one.activity not in ("rower", "sled", "jump_rope")
        assert gym or one.activity not in ("bike", "rower", "sled")
        if (brief.body_weight_kg or 0) >= 100 or brief.experience == 1:
            assert one.activity not in ("jog", "hill_sprint", "jump_rope")


@given(lifters(request=None))
def test_hard_work_grows_and_the_days_stay_until_the_deload(brief: Brief) -> None:
    plan = planned(brief)
    first, second, third = (in_week(plan, week) for week in (1, 2, 3))
    for early, later in ((first, second), (second, third)):
        assert [(one.offset, one.effort, one.activity) for one in early] == [
            (one.offset, one.effort, one.activity) for one in later
        ]
        assert all(before.minutes <= after.minutes for before, after in zip(early, later, strict=True))


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"purpose": Goal.LOSE_WEIGHT}, Amount(2, 2)),
        ({"purpose": Goal.ENDURANCE}, Amount(2, 2)),
        ({"purpose": Goal.ENDURANCE, "experience": Level.FIRST_MONTHS}, Amount(1, 2)),
        ({"purpose": Goal.PERFORMANCE}, Amount(2, 1)),
        ({"purpose": Goal.HEALTH}, Amount(0, 3)),
        ({"purpose": Goal.HEALTH, "days_per_week": 4}, Amount(0, 2)),
        ({"purpose": Goal.STRENGTH}, Amount(1, 2)),
        ({"purpose": Goal.STRENGTH, "days_per_week": 4}, Amount(0, 2)),
        ({"purpose": Goal.STRENGTH, "experience": Level.FIRST_YEAR}, Amount(0, 2)),
        ({"purpose": Goal.MUSCLE}, Amount(0, 2)),
        ({"purpose": Goal.LOSE_WEIGHT, "age": 65}, Amount(0, 3)),
        ({"purpose": Goal.STRENGTH, "constraints": Constraints(declined="medical")}, Amount(0, 3)),
        ({"purpose": Goal.STRENGTH, "days_per_week": 4, "request": "유산소도 넣어 주세요"}, Amount(0, 3)),
        ({"request": "유산소는 빼주세요"}, Amount(0, 0)),
        ({"equipment": ["bodyweight"], "constraints": Constraints(avoid=("knee",))}, Amount(0, 4)),
    ],
)
def test_how_much_each_lifter_gets(fields: dict[str, Any], expected: Amount) -> None:
    assert amount(lifter(**fields)) == expected


@pytest.mark.parametrize(
    ("fields", "hard", "easy"),
    [
        ({}, "bike", "walk"),
        ({"purpose": 4}, "hill_sprint", "walk"),
        ({"purpose": 5}, "bike", "jog"),
        ({"equipment": ["bodyweight"]}, "hill_sprint", "walk"),
        ({"equipment": ["bodyweight"], "experience": 1}, "stairs", "walk"),
        ({"equipment": ["bodyweight"], "body_weight_kg": 110}, "stairs", "walk"),
        ({"equipment": ["bodyweight"], "request": "달리기랑 계단은 싫어요"}, "jump_rope", "walk"),
        ({"constraints": Constraints(avoid=("knee",))}, None, "bike"),
        ({"constraints": Constraints(avoid=("shoulder",))}, "bike", "walk"),
        ({"constraints": Constraints(volume="less")}, None, "walk"),
        ({"equipment": ["dumbbell"], "constraints": Constraints(avoid=("knee",))}, None, "swim_or_walk"),
        ({"equipment": ["dumbbell"], "constraints": Constraints(avoid=("knee", "shoulder"))}, None, "flat_walk"),
    ],
)
def test_what_each_lifter_does(fields: dict[str, Any], hard: str | None, easy: str) -> None:
    found = {one.effort: one.activity for one in planned(lifter(**fields)).sessions}
    assert (found.get("hard"), found["easy"]) == (hard, easy)


def test_a_seed_changes_the_activity_and_nothing_else() -> None:
    plans = [planned(lifter(seed=seed)) for seed in range(20)]
    assert len({one.activity for plan in plans for one in plan.sessions if one.effort == "hard"}) == 3
    days = {tuple((one.week, one.offset, one.effort, one.minutes) for one in plan.sessions) for plan in plans}
    assert len(days) == 1


def test_on_free_days_where_there_are_enough_and_after_lifting_where_there_are_not() -> None:
    two = planned(lifter(purpose=2, days_per_week=4))
    assert {one.offset for one in two.sessions} & set(USUAL_OFFSETS[4]) == set()
    four = planned(lifter(days_per_week=4))
    assert {one.offset for one in four.sessions if one.effort == "easy"} <= set(USUAL_OFFSETS[4])
    assert {one.offset for one in four.sessions if one.effort == "hard"} == {2, 5}
    short = planned(lifter(days_per_week=4, minutes=40))
    assert {one.offset for one in short.sessions} == {2, 5}


EASY = ConditioningSession(week=1, offset=1, effort="easy", activity="walk", minutes=30)
HARD = ConditioningSession(week=1, offset=5, effort="hard", activity="bike", minutes=15, rounds=5, work_seconds=30)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"offset": 3}, "hard the day before squats or deadlifts"),
        ({"offset": 6}, "hard the day before squats or deadlifts"),
        ({"week": 4}, "hard in the deload week"),
        ({"minutes": 25, "rounds": 10}, "25 minutes, expected 15 to 20 of hard work"),
        ({"minutes": 16}, "the minutes that follow from the rounds"),
        ({"rounds": None}, "expected rounds, work_seconds"),
        ({"activity": "walk"}, "walk is not for this lifter"),
        ({"effort": "easy", "offset": 0, "activity": "walk", "minutes": 40}, "40 minutes do not fit"),
        ({"offset": 1}, "two in week 1 on day 1"),
    ],
)
def test_a_plan_that_breaks_a_rule_is_told_which(changes: dict[str, Any], message: str) -> None:
    brief = lifter()
    lifting = LiftingWeek({0: 60, 2: 60, 4: 60}, frozenset({0, 2, 4}))
    broken = ConditioningPlan(sessions=(EASY, HARD.model_copy(update=changes)))
    assert message in "; ".join(conditioning_errors(brief, lifting, broken))


def test_a_week_without_rest_or_with_too_little_is_told() -> None:
    brief, lifting = lifter(), LiftingWeek({0: 60, 2: 60, 4: 60}, frozenset({0, 2, 4}))
    full = ConditioningPlan(sessions=tuple(EASY.model_copy(update={"offset": day}) for day in (1, 3, 5, 6)))
    assert "sessions: week 1 has no day of rest, expected one" in conditioning_errors(brief, lifting, full)
    none = conditioning_errors(brief, lifting, ConditioningPlan(sessions=()))
    assert none == [f"sessions: 0 in week {week}, expected 2 or more for this goal" for week in (1, 2, 3, 4)]
    off = lifter(request="no cardio")
    assert conditioning_errors(off, lifting, ConditioningPlan(sessions=())) == []
    assert conditioning_errors(off, lifting, full) == ["sessions: there are 4, the lifter wants none"]


@given(lifters())
def test_everybody_can_walk(brief: Brief) -> None:
    assert "flat_walk" in possible(brief, "easy")


@pytest.mark.parametrize("gender", ["male", "남성"])
@pytest.mark.parametrize("purpose", [3, 5, 6])
def test_nobody_is_told_to_take_the_stairs_who_should_not(purpose: int, gender: str) -> None:
    off = "no cardio" if gender == "male" else "유산소는 빼 주세요"
    walking = ("stairs", "계단", "alk more", "더 걸", "Walk for what", "걸어서 채우")

    def told(**fields: Any) -> str:
        found = lifter(purpose=purpose, gender=gender, **fields)
        return "\n".join(conditioning_notes(found, planned(found)))

    for fields in ({}, {"minutes": 30}, {"request": off}):
        for joint in ("knee", "ankle", "hip"):
            assert not any(words in told(constraints=Constraints(avoid=(joint,)), **fields) for words in walking)
        assert not any(words in told(age=70, **fields) for words in walking)
    assert any(words in told(minutes=30) for words in walking)


def test_days_on_which_the_lifter_does_not_train_have_no_conditioning() -> None:
    named = Constraints(weekdays=("tue", "fri"))
    brief = lifter(experience=1, purpose=1, days_per_week=2, minutes=120, constraints=named)
    assert brief.days_off == {1, 2, 4, 5, 6}
    assert {one.offset for one in planned(brief).sessions} == {0, 3}
    weekdays = lifter(constraints=Constraints(weekdays=("mon", "tue", "wed", "thu", "fri")))
    assert weekdays.days_off == {5, 6}
    assert weekdays.days_off.isdisjoint(one.offset for one in planned(weekdays).sessions)


def test_a_goal_that_needs_conditioning_has_it_on_other_days_where_the_named_ones_have_no_room() -> None:
    brief = lifter(minutes=45, constraints=Constraints(weekdays=("tue", "fri")))
    assert len(in_week(planned(brief), 1)) >= 2
    assert conditioning_errors(brief, lifting_of(brief)[1], planned(brief)) == []
