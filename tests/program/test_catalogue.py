"""The catalogue: that it covers every lifter, and that a wrong row is refused by name."""

import re
from collections.abc import Iterable
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from program.errors import UnavailableError
from program.exercises.catalogue import (
    CATALOGUE,
    COLUMNS,
    MUSCLES,
    PATTERN_CATEGORY,
    PATTERNS,
    TAGS,
    Exercise,
    UnknownExercise,
    available,
    find,
    ladder,
    read_catalogue,
)
from program.schema import EQUIPMENT, JOINTS, Equipment, Joint, Level

PUSH = {"horizontal_push", "vertical_push", "fly"}
PULL = {"horizontal_pull", "vertical_pull", "rear_delt"}
LEGS = {"squat", "lunge", "hinge", "knee_extension", "knee_flexion", "glute", "jump"}
CORE = {"core", "carry"}
ARMS = {"biceps", "triceps", "lateral_raise", "calf", "shrug"}

FULL_GYM = frozenset(EQUIPMENT)
HEADER = ",".join(COLUMNS)

MOVEMENTS = (
    {"horizontal_push", "vertical_push"},
    {"fly"},
    {"triceps"},
    {"lateral_raise"},
    {"horizontal_pull", "vertical_pull"},
    {"rear_delt"},
    {"biceps"},
    {"shrug"},
    {"shrug", "vertical_pull"},
    {"squat", "lunge", "knee_extension"},
    {"hinge", "knee_flexion", "glute", "jump"},
    {"calf", "jump"},
    {"core", "carry"},
)
"""Patterns within which an exercise has its easier and its harder neighbour."""


def row(exercise_id: str, **cells: str) -> str:
    """A line of the file: a face pull under another id and name, with some cells exchanged."""
    usual = {
        "id": exercise_id,
        "name": f"{exercise_id} 페이스 풀",
        "name_en": f"{exercise_id} face pull",
        "category": "pull",
        "pattern": "rear_delt",
        "muscles": "rear_delt upper_back",
        "equipment": "cable",
        "joints": "",
        "level": "1",
        "per_side": "no",
        "unit": "reps",
        "seconds": "3",
        "most_reps": "",
        "strength": "",
        "share": "0",
        "easier": "",
        "harder": "",
        "alternative": "third",
        "cue": f"{exercise_id} 로프를 눈 쪽으로",
        "cue_en": f"{exercise_id} to your eyes",
        "tags": "",
    }
    assert cells.keys() <= usual.keys()
    return ",".join((usual | cells)[column] for column in COLUMNS)


FIRST = row("first", harder="second")
SECOND = row("second", easier="first", harder="third")
THIRD = row("third", easier="second", alternative="first")


def of(exercises: tuple[Exercise, ...], patterns: set[str]) -> list[str]:
    return [exercise.id for exercise in exercises if exercise.pattern in patterns]


def sparing(joint: Joint, kinds: Iterable[Equipment], level: int = 1) -> tuple[Exercise, ...]:
    return tuple(exercise for exercise in available(frozenset(kinds), level) if joint not in exercise.joints)


def test_size() -> None:
    assert len(CATALOGUE) >= 225
    assert len(available(FULL_GYM, 1)) >= 150
    assert len(available(FULL_GYM, 5)) == len(CATALOGUE)


@pytest.mark.parametrize("kind", EQUIPMENT)
def test_a_beginner_with_one_kind_of_equipment_has_a_choice_everywhere(kind: Equipment) -> None:
    exercises = available(frozenset({kind}), 1)
    assert len(of(exercises, PUSH)) >= 5
    assert len(of(exercises, PULL)) >= 5
    assert len(of(exercises, LEGS | CORE)) >= 5
    assert len(of(exercises, LEGS)) >= 2
    assert len(of(exercises, CORE)) >= 2
    assert len(of(exercises, ARMS)) >= 3


@pytest.mark.parametrize("joint", JOINTS)
def test_every_joint_can_be_spared_in_a_full_gym(joint: Joint) -> None:
    for patterns in (PUSH, PULL, LEGS | CORE):
        assert len(of(sparing(joint, FULL_GYM), patterns)) >= 3


@pytest.mark.parametrize("joint", JOINTS)
@pytest.mark.parametrize("kind", EQUIPMENT)
def test_every_joint_can_be_spared_with_one_kind_of_equipment(kind: Equipment, joint: Joint) -> None:
    for patterns in (PUSH, PULL, LEGS | CORE, {"rear_delt"}):
        # No way to press a bar is kind to a sore shoulder.
        none_is_kind = (kind, joint) == ("barbell", "shoulder") and patterns == PUSH
        assert bool(of(sparing(joint, {kind}), patterns)) != none_is_kind


@pytest.mark.parametrize(
    ("joint", "names"),
    [
        ("shoulder", "close_grip_bench db_bench incline_bench chest_press smith_bench wide_push_up bench_dips dips"),
        ("shoulder", "assisted_dips machine_dips pec_deck cable_fly high_cable_fly db_fly bar_upright_row db_pullover"),
        ("shoulder", "push_up knee_push_up incline_push_up knuckle_push_up floor_press"),
        ("lower_back", "bar_row good_morning sit_up torso_rotation landmine_twist front_squat farmer_carry"),
        ("knee", "air_squat leg_press walking_lunge leg_extension squat_jump nordic_curl"),
        ("wrist", "push_up floor_press bar_curl skull_crusher front_squat bird_dog"),
        ("elbow", "skull_crusher chin_up dips db_curl rope_pushdown close_grip_bench"),
        ("neck", "crunch sit_up db_shrug handstand_push_up bar_upright_row"),
        ("hip", "leg_press hip_abduction reverse_lunge leg_raise hip_thrust"),
        ("ankle", "db_step_up box_jump standing_calf_raise pistol_squat"),
    ],
)
def test_a_sore_joint_leaves_out_what_loads_it(joint: Joint, names: str) -> None:
    assert all(joint in find(name).joints for name in names.split())


@pytest.mark.parametrize(
    ("joint", "names"),
    [
        ("shoulder", "db_floor_press neutral_chest_press wall_push_up cable_press"),
        ("shoulder", "inverted_row db_row face_pull wall_angel"),
        ("lower_back", "seal_row incline_db_row leg_press glute_bridge plank dead_bug pallof_press"),
        ("knee", "romanian_deadlift hip_thrust leg_curl glute_bridge"),
        ("wrist", "db_bench knuckle_push_up db_row hammer_curl plank"),
        ("hip", "glute_bridge leg_curl dead_bug plank"),
    ],
)
def test_a_sore_joint_leaves_what_is_kind_to_it(joint: Joint, names: str) -> None:
    assert all(joint not in find(name).joints for name in names.split())


def test_every_pattern_muscle_joint_and_kind_of_equipment_occurs() -> None:
    exercises = CATALOGUE.values()
    assert {exercise.pattern for exercise in exercises} == set(PATTERNS)
    assert {muscle for exercise in exercises for muscle in exercise.muscles} == set(MUSCLES)
    assert {joint for exercise in exercises for joint in exercise.joints} == set(JOINTS)
    assert {kind for exercise in exercises for kind in exercise.equipment} == set(EQUIPMENT)


def test_categories_follow_from_patterns() -> None:
    assert all(exercise.category == PATTERN_CATEGORY[exercise.pattern] for exercise in CATALOGUE.values())
    assert PATTERN_CATEGORY["triceps"] == "push"
    assert PATTERN_CATEGORY["shrug"] == "pull"
    assert PATTERN_CATEGORY["calf"] == "legs_core"


def test_names_are_in_their_languages() -> None:
    for exercise in CATALOGUE.values():
        assert re.search("[가-힣]", exercise.name), exercise.id
        assert exercise.name_en.isascii(), exercise.id
        assert len(exercise.id.split("_")) <= 3, exercise.id


@pytest.mark.parametrize(
    ("joint", "patterns"),
    [
        ("knee", {"squat", "lunge", "knee_extension", "jump"}),
        ("ankle", {"lunge", "jump", "calf"}),
        ("elbow", {"biceps", "triceps"}),
        ("shoulder", {"vertical_push", "lateral_raise", "fly"}),
        ("lower_back", {"hinge"}),
        ("hip", {"hinge", "lunge", "squat"}),
    ],
)
def test_a_sore_joint_rules_out_whole_patterns(joint: Joint, patterns: set[str]) -> None:
    assert all(joint in exercise.joints for exercise in CATALOGUE.values() if exercise.pattern in patterns)


def test_a_sore_neck_rules_out_every_shrug_but_those_that_hang_from_a_bar() -> None:
    kind = {exercise.id for exercise in CATALOGUE.values() if exercise.pattern == "shrug"} - {
        exercise.id for exercise in CATALOGUE.values() if "neck" in exercise.joints
    }
    assert kind == {"scapular_pull_up", "dead_hang"}


@pytest.mark.parametrize(
    "main_lift", ["Back squat", "Barbell bench press", "Bench press", "Deadlift", "Overhead press", "Barbell press"]
)
def test_main_lifts_are_no_assistance(main_lift: str) -> None:
    assert main_lift not in {exercise.name_en for exercise in CATALOGUE.values()}


@settings(deadline=None)
@given(equipment=st.frozensets(st.sampled_from(EQUIPMENT)), level=st.integers(1, 5))
def test_available_is_all_that_fits_and_nothing_else(equipment: frozenset[Equipment], level: int) -> None:
    offered = available(equipment, level)
    for exercise in CATALOGUE.values():
        fits = all(kind in equipment for kind in exercise.equipment) and exercise.level <= level
        assert (exercise in offered) == fits
    assert len(set(offered)) == len(offered)


def test_hard_exercises_wait_for_experience() -> None:
    assert find("pistol_squat") not in available(FULL_GYM, 3)
    assert find("pistol_squat") in available(FULL_GYM, 4)


def test_find_gives_the_exercise() -> None:
    assert find("lat_pulldown").name == "랫 풀다운"


def test_find_names_the_closest_ids() -> None:
    with pytest.raises(UnknownExercise, match=r"'lat_puldown'.*lat_pulldown"):
        find("lat_puldown")


def test_find_without_anything_close() -> None:
    with pytest.raises(LookupError, match="'zzzzzz'; use an id of the catalogue"):
        find("zzzzzz")


def test_where_seconds_are_counted_a_set_has_a_bound() -> None:
    held = [exercise for exercise in CATALOGUE.values() if exercise.unit == "seconds"]
    assert {"plank", "side_plank", "wall_sit", "dead_hang", "farmer_carry"} <= {exercise.id for exercise in held}
    assert all(exercise.seconds == 1 and 30 <= (exercise.most_reps or 0) <= 60 for exercise in held)


@pytest.mark.parametrize(
    ("names", "most"),
    [
        ("nordic_curl negative_pull_up negative_dips box_jump squat_jump hang_clean kb_get_up", 5),
        ("pull_up chin_up", 10),
        ("hanging_leg_raise", 15),
    ],
)
def test_hard_exercises_have_few_repetitions(names: str, most: int) -> None:
    assert {find(name).most_reps for name in names.split()} == {most}


def test_one_sided_exercises_are_known_as_such() -> None:
    assert all(find(name).per_side for name in ("db_row", "db_lunge", "side_plank", "pallof_press", "single_bridge"))
    assert not any(find(name).per_side for name in ("bar_row", "air_squat", "plank", "pull_up"))
    assert all(one.per_side for one in CATALOGUE.values() if one.pattern == "lunge")


@pytest.mark.parametrize(
    "rising",
    [
        "wall_push_up incline_push_up knee_push_up push_up decline_push_up deficit_push_up weighted_push_up",
        "push_up negative_dips dips weighted_dips",
        "push_up pike_push_up feet_up_pike handstand_push_up",
        "incline_inverted_row inverted_row feet_raised_row",
        "negative_pull_up chin_up pull_up weighted_pull_up",
        "assisted_squat chair_squat air_squat static_split_squat split_squat box_pistol_squat pistol_squat",
        "slide_leg_curl nordic_curl",
        "reverse_crunch leg_raise hanging_knee_raise hanging_leg_raise",
        "knee_plank plank ab_wheel standing_ab_wheel",
        "glute_bridge single_bridge single_hip_thrust",
        "calf_raise single_calf_raise",
        "pogo_jump squat_jump box_jump",
    ],
)
def test_the_ladders_of_body_weight_are_complete(rising: str) -> None:
    names = rising.split()
    rungs = ladder(names[-1])
    assert [rung for rung in rungs if rung in names] == names
    shares = [find(name).share for name in names if find(name).strength and "negative" not in name]
    assert shares == sorted(shares)


@given(st.sampled_from(sorted(CATALOGUE)))
def test_a_ladder_leads_from_the_easiest_to_the_hardest_and_passes_its_exercise_once(name: str) -> None:
    rungs = ladder(name)
    assert len(set(rungs)) == len(rungs) > 1
    place = rungs.index(name)
    assert all(find(harder).easier == easier for easier, harder in pairwise(rungs[: place + 1]))
    assert all(find(easier).harder == harder for easier, harder in pairwise(rungs[place:]))


def test_neighbours_are_of_the_same_movement() -> None:
    pairs = [(one, find(name)) for one in CATALOGUE.values() for name in (one.easier, one.harder) if name]
    strange = [
        (one.id, other.id)
        for one, other in pairs
        if not any({one.pattern, other.pattern} <= movement for movement in MOVEMENTS)
    ]
    assert strange == []


def test_neighbours_and_alternatives_are_not_beyond_the_lifter() -> None:
    for one in CATALOGUE.values():
        assert one.easier is None or find(one.easier).level <= one.level, one.id
        assert one.harder is None or find(one.harder).level >= one.level, one.id
        assert find(one.alternative).level <= one.level, one.id


def test_an_alternative_mostly_needs_other_equipment_and_trains_the_same() -> None:
    others = [find(exercise.alternative) for exercise in CATALOGUE.values()]
    elsewhere = sum(one.equipment != other.equipment for one, other in zip(CATALOGUE.values(), others, strict=True))
    assert elsewhere >= 0.6 * len(CATALOGUE)
    for one, other in zip(CATALOGUE.values(), others, strict=True):
        assert set(one.muscles) & set(other.muscles), (one.id, other.id)


def test_the_tags_say_what_cautions_ask() -> None:
    tagged = {tag: {one.id for one in CATALOGUE.values() if tag in one.tags} for tag in TAGS}
    assert {"crunch", "sit_up", "db_twist", "hanging_leg_raise", "cable_woodchop"} <= tagged["bends_trunk"]
    assert not {"plank", "dead_bug", "pallof_press", "bird_dog", "farmer_carry"} & tagged["bends_trunk"]
    assert {"close_grip_bench", "glute_bridge", "dead_bug", "crunch"} <= tagged["supine"]
    assert {"leg_curl", "incline_db_row", "prone_t_raise", "back_extension"} <= tagged["prone"]
    assert tagged["impact"] == {"pogo_jump", "squat_jump", "box_jump", "broad_jump"}
    assert {"db_shoulder_press", "handstand_push_up", "kb_get_up"} <= tagged["overhead"]
    assert {"chest_press", "leg_press", "seal_row", "db_bench"} <= tagged["supported"]
    assert not {"bar_row", "front_squat", "push_up"} & tagged["supported"]


def test_staples_are_what_good_gyms_teach_first_for_every_movement() -> None:
    staples = {one.id for one in CATALOGUE.values() if "staple" in one.tags}
    assert 90 <= len(staples) <= 110
    assert staples >= {"chin_up", "pull_up", "bar_row", "db_row", "dips", "back_extension", "hanging_leg_raise"}
    assert staples >= {"hip_thrust", "plank", "ab_wheel", "farmer_carry", "face_pull", "band_pull_apart", "kb_swing"}
    assert not staples & {"bar_pullover", "torso_rotation", "db_twist", "crunch"}
    for pattern in (
        "horizontal_push",
        "vertical_push",
        "horizontal_pull",
        "vertical_pull",
        "rear_delt",
        "core",
        "hinge",
    ):
        assert of(tuple(find(one) for one in staples), {pattern})
    for kind in EQUIPMENT:
        assert any(find(one).equipment == {kind} for one in staples)


def test_a_row_is_read_column_by_column() -> None:
    whole = row(
        "x_row",
        name="로우",
        name_en="Row",
        pattern="horizontal_pull",
        muscles="lats biceps",
        equipment="cable machine",
        joints="elbow hip",
        level="2",
        per_side="yes",
        seconds="4",
        most_reps="12",
        strength="pull",
        share="45",
        easier="second",
        harder="third",
        alternative="first",
        cue="등을 펴기",
        cue_en="Back flat",
        tags="prone staple",
    )
    assert read_catalogue([HEADER, FIRST, SECOND, THIRD, whole])["x_row"] == Exercise(
        id="x_row",
        name="로우",
        name_en="Row",
        category="pull",
        pattern="horizontal_pull",
        muscles=("lats", "biceps"),
        equipment=frozenset({"cable", "machine"}),
        joints=frozenset({"elbow", "hip"}),
        level=Level.FIRST_YEAR,
        per_side=True,
        unit="reps",
        seconds=4,
        most_reps=12,
        strength="pull",
        share=45,
        easier="second",
        harder="third",
        alternative="first",
        cue="등을 펴기",
        cue_en="Back flat",
        tags=frozenset({"prone", "staple"}),
    )


@pytest.mark.parametrize(
    ("cells", "message"),
    [
        ({"id": "Face Pull"}, "id: .*'Face Pull'"),
        ({"name": ""}, "name: "),
        ({"name_en": " Face pull"}, "name_en: "),
        ({"category": "push"}, "category: expected 'pull' for 'rear_delt', got 'push'"),
        ({"pattern": "rowing"}, "pattern: 'rowing'"),
        ({"pattern": "rear_delt biceps"}, "pattern: expected 1 to 1"),
        ({"muscles": "neck"}, "muscles: 'neck'"),
        ({"muscles": ""}, "muscles: expected 1 to 3"),
        ({"muscles": "lats lats"}, "muscles: .*different"),
        ({"equipment": "treadmill"}, "equipment: 'treadmill'"),
        ({"equipment": ""}, "equipment: "),
        ({"joints": "toe"}, "joints: 'toe'"),
        ({"level": "6"}, "level: '6'"),
        ({"per_side": ""}, "per_side: expected 1 to 1"),
        ({"per_side": "true"}, "per_side: 'true'"),
        ({"unit": "minutes"}, "unit: 'minutes'"),
        ({"seconds": "0"}, "seconds: expected a whole number from 1 to 10, got '0'"),
        ({"seconds": "11"}, "seconds: .*got '11'"),
        ({"seconds": "3.5"}, "seconds: .*got '3.5'"),
        ({"seconds": ""}, "seconds: .*got ''"),
        ({"unit": "seconds", "most_reps": "30"}, "seconds: expected 1 where seconds are counted, got 3"),
        ({"unit": "seconds", "seconds": "1"}, "most_reps: expected the longest hold"),
        ({"most_reps": "0"}, "most_reps: expected a whole number from 1 to 60"),
        ({"most_reps": "ten"}, "most_reps: .*'ten'"),
        ({"strength": "grip", "share": "50"}, "strength: 'grip'"),
        ({"strength": "pull", "share": "111"}, "share: expected a whole number from 0 to 110"),
        ({"strength": "pull"}, "share: expected one with a strength"),
        ({"share": "60"}, "share: expected one with a strength and 0 without"),
        ({"easier": "nobody"}, "easier: no exercise has the id 'nobody'"),
        ({"harder": "nobody"}, "harder: no exercise has the id 'nobody'"),
        ({"alternative": "nobody"}, "alternative: no exercise has the id 'nobody'"),
        ({"alternative": ""}, "alternative: no exercise has the id ''"),
        ({"alternative": "fourth"}, "alternative: expected another exercise"),
        ({"easier": ""}, "easier: expected an easier or a harder exercise, got neither"),
        (
            {"category": "push", "pattern": "fly", "muscles": "chest"},
            "easier: 'third' is of 'pull', not 'push'",
        ),
        ({"cue": ""}, "cue: expected text"),
        ({"cue": "가" * 61}, "cue: expected at most 60 characters, got 61"),
        ({"cue_en": "a" * 81}, "cue_en: expected at most 80 characters, got 81"),
        ({"tags": "heavy"}, "tags: 'heavy'"),
        ({"name": "first 페이스 풀"}, "name: 'first 페이스 풀' occurs twice"),
        ({"name_en": "first face pull"}, "name_en: .* occurs twice"),
        ({"cue": "first 로프를 눈 쪽으로"}, "cue: .* occurs twice"),
        ({"id": "first"}, "id: 'first' occurs twice"),
    ],
)
def test_a_wrong_row_is_refused_by_line_and_column(cells: dict[str, str], message: str) -> None:
    right = {"easier": "third"}
    assert len(read_catalogue([HEADER, FIRST, SECOND, THIRD, row("fourth", **right)])) == 4
    with pytest.raises(UnavailableError, match=f"line 5: {message}"):
        read_catalogue([HEADER, FIRST, SECOND, THIRD, row("fourth", **(right | cells))])


def test_a_row_with_a_column_too_few_is_refused() -> None:
    with pytest.raises(UnavailableError, match="line 3: expected 21 columns, got 20"):
        read_catalogue([HEADER, FIRST, SECOND.removesuffix(",")])


@pytest.mark.parametrize(
    "rows",
    [
        [
            row("first", harder="second"),
            row("second", harder="third"),
            row("third", harder="first", alternative="first"),
        ],
        [
            row("first", easier="second"),
            row("second", easier="first"),
            row("third", easier="first", alternative="first"),
        ],
        [row("first", easier="second", harder="second"), SECOND, THIRD],
    ],
)
def test_a_circle_of_easier_and_harder_is_refused(rows: list[str]) -> None:
    with pytest.raises(UnavailableError, match=r"easier and harder run in a circle: .*first"):
        read_catalogue([HEADER, *rows])


@pytest.mark.parametrize("lines", [[], ["id,name"], [FIRST]])
def test_a_wrong_header_is_refused(lines: list[str]) -> None:
    with pytest.raises(UnavailableError, match="line 1: expected the columns id,name,name_en"):
        read_catalogue(lines)
