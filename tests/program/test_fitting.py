"""What is changed in a session that is too long, in which order, and what stays."""

from dataclasses import replace

import pytest

from program.exercises.catalogue import find
from program.lifter.brief import Brief
from program.lifter.constraints import Constraints, Focus
from program.lifter.obeying import obeyed
from program.month.fitting import fit_week
from program.month.importance import importance
from program.month.minutes import ALTERNATE_REST, SHORT_REST, SUPERSET_REST, general_warmup
from program.month.session import Session
from program.month.slots import serves_focus
from program.month.supersets import preference
from program.schema import RoutineRequest
from tests.program.test_minutes import accessory, main, supplemental

SQUAT = main("squat", [35, 45, 52.5], [(65, 5, 57.5), (75, 5, 67.5), (85, 5, 75)])
BENCH = main("bench_press", [27.5, 35, 42.5], [(65, 5, 45), (75, 5, 52.5), (85, 5, 60)])
PUSH, PULL, CORE, ARMS = (accessory(name, 5, 10) for name in ("db_bench", "lat_pulldown", "crunch", "db_curl"))
FULL = Session(
    (SQUAT, BENCH), (supplemental("squat", 5, 10, 45), supplemental("bench_press", 5, 10, 35)), (PUSH, PULL, CORE, ARMS)
)


def brief(*focus: Focus, purpose: int = 2) -> Brief:
    records = {"bench_press": 80, "squat": 100, "dead_lift": 120, "over_head_press": 50}
    request = RoutineRequest.model_validate(
        {"experience": 3, "gender": "male", "purpose": purpose, "rm_weight": records}
    )
    return obeyed(request, Constraints(focus=focus))


def fitted(minutes: int, *focus: Focus, session: Session = FULL) -> Session:
    [one] = fit_week([replace(session, warmup=general_warmup(minutes))], brief(*focus), [minutes])
    return one


def names(session: Session) -> list[str]:
    return [one.id for one in session.accessories]


def steps(*focus: Focus, session: Session = FULL) -> list[Session]:
    """The session for ever shorter limits, each state once."""
    found: list[Session] = []
    for minutes in range(session.minutes, 19, -1):
        one = fitted(minutes, *focus, session=session)
        assert one.minutes <= minutes
        if one not in found:
            found.append(one)
    return found


def test_a_short_week_keeps_a_core_exercise_before_its_second_rear_shoulder_exercise() -> None:
    rear, row = accessory("face_pull", 3, 12), accessory("db_row", 4, 10)
    chin, leg = accessory("lat_pulldown", 4, 10), accessory("plank", 3, 30)
    first = Session((SQUAT, BENCH), (), (row, rear, leg))
    second = Session((SQUAT, BENCH), (), (chin, rear, leg))
    limit = first.minutes - 8
    week = fit_week([first, second], brief(), [limit, limit])
    held = [name for day in week for name in names(day) if name not in ("db_row", "lat_pulldown")]
    assert held == ["face_pull", "plank"]


def test_a_session_that_fits_is_left_alone() -> None:
    assert fitted(FULL.minutes) == FULL


def test_supersets_come_before_anything_is_cut_and_save_eight_minutes_and_more() -> None:
    quicker = fitted(FULL.minutes - 8)
    assert quicker == replace(FULL, pairs=quicker.pairs)
    assert FULL.minutes - quicker.minutes <= 12
    assert quicker.pairs == ((PUSH.id, PULL.id), (CORE.id, ARMS.id))
    assert [(one.id, one.superset, one.rest_s) for one in quicker.listed] == [
        (PUSH.id, "A", SUPERSET_REST),
        (PULL.id, "A", SUPERSET_REST),
        (CORE.id, "B", SUPERSET_REST),
        (ARMS.id, "B", SUPERSET_REST),
    ]
    assert all(one.superset is None for one in FULL.listed)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("db_bench", "db_fly"),  # the same category
        ("db_bench", "romanian_deadlift"),  # hinge
        ("db_bench", "box_jump"),
        ("db_shrug", "db_bench"),
        ("close_grip_bench", "db_bench"),
    ],
)
def test_what_disturbs_each_other_is_never_in_a_superset(first: str, second: str) -> None:
    assert preference(find(first), find(second)) == 0


def test_push_goes_with_pull_first_and_core_with_arms_second() -> None:
    push_pull = preference(find("db_bench"), find("lat_pulldown"))
    core_arms = preference(find("crunch"), find("db_curl"))
    legs_push = preference(find("leg_extension"), find("db_bench"))
    assert push_pull > core_arms > legs_push > 0


def test_then_come_sets_over_three_then_exercises_then_supplemental_sets() -> None:
    seen = steps()
    assert all(len(one.supplemental) == 2 for one in seen if len(one.accessories) == 4)
    assert all(max(assistance.sets for assistance in one.accessories) == 3 for one in seen if len(one.accessories) == 3)
    lengths = [sum(len(lift.sets) for lift in one.supplemental) for one in seen]
    assert lengths == sorted(lengths, reverse=True)
    assert {10, 6, 0} <= set(lengths)


def test_warm_ups_go_last_and_one_of_each_lift_stays() -> None:
    warmups = [[sum(one.kind == "warmup" for one in lift.sets) for lift in one.main] for one in steps()]
    assert warmups[0] == [3, 3]
    assert warmups[-1] == [1, 1]
    assert all(not one.supplemental for one in steps() if len(one.main[1].sets) < 6)
    heaviest = [one.rate for one in steps()[-1].main[0].sets if one.kind == "warmup"]
    assert heaviest == [60]


def test_work_sets_always_stay() -> None:
    for one in steps():
        assert [sum(done.kind == "work" for done in lift.sets) for lift in one.main] == [3, 3]


def test_the_pull_exercise_goes_last() -> None:
    for one in steps():
        if one.accessories:
            assert PULL.id in names(one)
    assert names(fitted(30)) == [PULL.id]


def test_rests_shrink_to_two_minutes_and_then_the_lifts_are_done_in_turn() -> None:
    work = [[done.rest_s for lift in one.main for done in lift.sets if done.kind == "work"] for one in steps()]
    rests = list(dict.fromkeys(max(one) for one in work))
    assert rests == [150, SHORT_REST, ALTERNATE_REST]
    shortest = fitted(20)
    assert [lift.superset for lift in shortest.main] == ["A", "A"]
    assert shortest.minutes <= 20


def test_the_next_superset_has_the_next_letter() -> None:
    in_turn = replace(
        FULL,
        main=tuple(lift.model_copy(update={"superset": "A"}) for lift in FULL.main),
        pairs=((PUSH.id, PULL.id),),
    )
    assert [one.superset for one in in_turn.listed] == ["B", "B", None, None]


def test_what_the_focus_names_outlasts_supplemental_work() -> None:
    kept = [ARMS.id in names(one) for one in steps("arms") if one.supplemental]
    assert all(kept)
    assert not all(ARMS.id in names(one) for one in steps() if one.supplemental)


def test_a_dropped_exercise_that_fits_after_all_comes_back() -> None:
    for minutes in range(FULL.minutes, 29, -1):
        one = fitted(minutes)
        for lost in (other for other in FULL.accessories if other.id not in names(one)):
            longer = replace(one, accessories=(*one.accessories, lost.model_copy(update={"sets": 3})))
            assert longer.minutes > minutes


def test_the_focus_keeps_its_fourth_and_fifth_set_longest() -> None:
    def sets_lost_first(*focus: Focus) -> str:
        one = next(one for one in steps(*focus) if any(done.sets < 5 for done in one.accessories))
        return next(done.id for done in one.accessories if done.sets < 5)

    assert sets_lost_first() == ARMS.id
    assert sets_lost_first("arms") == PUSH.id


def test_rear_shoulders_outlast_flies() -> None:
    session = Session((SQUAT,), (), (accessory("face_pull", 3, 15), accessory("db_fly", 3, 15), PULL))
    lost = [names(one) for one in steps(session=session)]
    assert ["face_pull", PULL.id] in lost
    assert ["db_fly", PULL.id] not in lost


def test_pull_work_matters_most_where_the_week_has_too_little_of_it() -> None:
    pulls = accessory("rear_raise", 3, 15)
    lacking = [Session((BENCH,), (supplemental("bench_press", 5, 10, 35),), (pulls, PUSH))]
    plenty = [Session((SQUAT,), (), (pulls, accessory("bar_row", 5, 10)))]
    row = find("rear_raise")
    assert importance(brief(), row, lacking) > 10 > importance(brief(), row, plenty)


def test_a_goal_decides_what_matters() -> None:
    jump, fly = find("box_jump"), find("db_fly")
    assert importance(brief(purpose=4), jump, []) > importance(brief(purpose=4), fly, [])
    assert importance(brief(purpose=1), jump, []) < importance(brief(purpose=1), fly, [])


def test_a_focus_is_served_by_what_trains_it() -> None:
    assert serves_focus(brief("arms"), find("db_curl"))
    assert not serves_focus(brief("arms"), find("db_bench"))
    assert not serves_focus(brief(), find("db_curl"))
