from typing import Any

import pytest

from program.exercises.catalogue import find
from program.month.routine import Accessory, MainLift, SupplementalLift, WorkSet
from program.month.session import Session, accessory_seconds, fit_week, lift_seconds


def bar_set(kind: Any, rate: int, reps: int) -> WorkSet:
    return WorkSet(kind=kind, rate=rate, reps=reps, amrap=False, weight_kg=40.0)


WARMUPS = (bar_set("warmup", 40, 5), bar_set("warmup", 50, 5), bar_set("warmup", 60, 3))
WORK = (bar_set("work", 65, 5), bar_set("work", 75, 5), bar_set("work", 85, 5))
SQUAT = MainLift(lift="squat", sets=WARMUPS + WORK)
BENCH = MainLift(lift="bench_press", sets=WARMUPS + WORK)


def bbb(lift: Any, sets: int = 5) -> SupplementalLift:
    return SupplementalLift(lift=lift, template="BBB", sets=(bar_set("supplemental", 50, 10),) * sets)


def accessory(exercise_id: str, sets: int = 5, reps: int = 10) -> Accessory:
    found = find(exercise_id)
    return Accessory(
        id=exercise_id, name=found.name, name_en=found.name_en, category=found.category, sets=sets, reps=reps
    )


PUSH, PULL, LEGS, ARMS = (accessory(name) for name in ("db_bench", "lat_pulldown", "leg_press", "db_curl"))
FULL = Session((SQUAT, BENCH), (bbb("squat"), bbb("bench_press")), (PUSH, PULL, LEGS, ARMS))


def only(session: Session, minutes: int) -> Session:
    """The session after fitting, in a week where another session keeps its pull exercise."""
    fitted, other = fit_week([session, Session((), (), (accessory(PULL.id, 1, 1),))], minutes)
    assert other.accessories[0].category == "pull"
    return fitted


def ids(session: Session) -> list[tuple[str, int]]:
    return [(one.id, one.sets) for one in session.accessories]


def test_seconds_are_reps_and_rests() -> None:
    assert lift_seconds(WARMUPS) == 13 * 3 + 3 * 60
    assert lift_seconds(WORK) == 15 * 3 + 3 * 150
    assert lift_seconds(bbb("squat").sets) == 50 * 3 + 5 * 90
    assert accessory_seconds(3, 12) == 30 + 36 * 3 + 3 * 60


def test_minutes_are_the_sum_of_the_parts_rounded_up() -> None:
    assert Session((SQUAT,), (), ()).minutes == 12  # 714 s
    assert Session((SQUAT,), (bbb("squat"),), ()).minutes == 22  # 1314 s
    assert Session((SQUAT,), (bbb("squat"),), (PULL,)).minutes == 30  # 1794 s
    assert Session((), (bbb("squat", 4), bbb("squat", 6)), ()).minutes == 20  # 1200 s
    assert Session((), (), ()).minutes == 0


def test_a_session_that_fits_is_left_alone() -> None:
    assert only(FULL, FULL.minutes) == FULL


@pytest.mark.parametrize(
    ("minutes_less", "expected"),
    [
        (1, [5, 5, 5, 3]),
        (4, [5, 5, 3, 3]),
        (7, [5, 3, 3, 3]),
        (10, [3, 3, 3, 3]),
    ],
)
def test_first_every_exercise_is_reduced_from_the_last_one_backwards(minutes_less: int, expected: list[int]) -> None:
    fitted = only(FULL, FULL.minutes - minutes_less)
    assert [one.sets for one in fitted.accessories] == expected
    assert fitted.supplemental == FULL.supplemental


def test_then_exercises_are_dropped_the_category_first_that_the_week_has_most_of() -> None:
    seen: list[list[tuple[str, int]]] = []
    for minutes in range(FULL.minutes - 12, 44, -1):
        fitted = only(FULL, minutes)
        assert fitted.supplemental == FULL.supplemental
        if not seen or seen[-1] != ids(fitted):
            seen.append(ids(fitted))
    push, pull, legs = (one.id for one in (PUSH, PULL, LEGS))
    assert seen == [
        [(push, 3), (pull, 3), (legs, 3), (ARMS.id, 3)],  # pull: 2 here and 1 in the other session
        [(push, 3), (pull, 3), (legs, 3)],
        [(push, 3), (legs, 3)],
        [(push, 3)],
        [],
    ]


def test_among_equals_the_last_exercise_goes_first_and_pull_after_the_others() -> None:
    session = Session((SQUAT,), (), (PUSH, PULL, LEGS))
    assert ids(fit_week([session], 23)[0]) == [(PUSH.id, 3), (PULL.id, 3)]
    assert ids(fit_week([session], 18)[0]) == [(PULL.id, 3)]


def test_a_week_of_three_short_sessions_keeps_one_exercise_of_every_category() -> None:
    session = Session((SQUAT, BENCH), (), (PUSH, PULL, LEGS))
    kept = [one.category for fitted in fit_week([session] * 3, 30) for one in fitted.accessories]
    assert sorted(kept) == ["legs_core", "pull", "push"]


def test_then_supplemental_work_is_halved_and_dropped_from_the_last_lift_backwards() -> None:
    seen: list[list[int]] = []
    for minutes in range(43, 23, -1):
        fitted = only(FULL, minutes)
        assert fitted.accessories == ()
        assert fitted.main == FULL.main
        counts = [len(one.sets) for one in fitted.supplemental]
        if not seen or seen[-1] != counts:
            seen.append(counts)
    assert seen == [[5, 3], [3, 3], [3], []]


def test_ten_sets_are_halved_before_they_are_reduced_to_three() -> None:
    session = Session((SQUAT,), (bbb("squat", 10),), ())
    counts = [len(one.sets) for minutes in range(32, 12, -1) for one in only(session, minutes).supplemental]
    assert list(dict.fromkeys(counts)) == [10, 5, 3]


def test_then_warm_ups_go_the_lightest_first_and_work_sets_never() -> None:
    seen: list[list[list[int]]] = []
    for minutes in range(24, 15, -1):
        rates = [[one.rate for one in lift.sets] for lift in only(FULL, minutes).main]
        if not seen or seen[-1] != rates:
            seen.append(rates)
    work = [65, 75, 85]
    assert seen == [
        [[40, 50, 60, *work], [40, 50, 60, *work]],
        [[40, 50, 60, *work], [50, 60, *work]],
        [[50, 60, *work], [50, 60, *work]],
        [[50, 60, *work], [60, *work]],
        [[60, *work], [60, *work]],
        [[60, *work], work],
        [work, work],
    ]


def test_a_week_that_would_lose_all_pull_work_gives_up_supplemental_work_instead() -> None:
    minutes = 35  # the main lifts take 24, the supplemental work 20, the pull exercise 5
    (alone,) = fit_week([FULL], minutes)
    assert ids(alone) == [(PULL.id, 3)]
    assert [len(one.sets) for one in alone.supplemental] == [3]
    assert only(FULL, minutes).accessories == ()


def test_it_gives_up_warm_ups_too() -> None:
    heavy_pull = accessory("lat_pulldown", 5, 30)
    (alone,) = fit_week([Session((SQUAT, BENCH), (bbb("squat"),), (heavy_pull,))], 30)
    assert ids(alone) == [(PULL.id, 3)]
    assert alone.supplemental == ()
    assert [len(lift.sets) for lift in alone.main] == [5, 5]
    assert alone.minutes <= 30
