"""The catalogue: that it covers every lifter, and that a wrong row is refused by name."""

import re

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
    Exercise,
    UnknownExercise,
    available,
    find,
    read_catalogue,
)
from program.schema import EQUIPMENT, JOINTS, Equipment, Joint, Level

PUSH = {"horizontal_push", "vertical_push", "fly"}
PULL = {"horizontal_pull", "vertical_pull", "rear_delt"}
LEGS = {"squat", "lunge", "hinge", "knee_extension", "knee_flexion", "glute", "jump"}
CORE = {"core"}
ARMS = {"biceps", "triceps", "lateral_raise", "calf", "shrug"}

FULL_GYM = frozenset(EQUIPMENT)
HEADER = ",".join(COLUMNS)
ROW = "face_pull,페이스 풀,Face pull,pull,rear_delt,rear_delt upper_back,cable,,1"


def of(exercises: tuple[Exercise, ...], patterns: set[str]) -> list[str]:
    return [exercise.id for exercise in exercises if exercise.pattern in patterns]


def test_size() -> None:
    assert 140 <= len(CATALOGUE) <= 170
    assert len(available(FULL_GYM, 1)) >= 100
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
    exercises = tuple(exercise for exercise in available(FULL_GYM, 1) if joint not in exercise.joints)
    for patterns in (PUSH, PULL, LEGS | CORE):
        assert len(of(exercises, patterns)) >= 3


@pytest.mark.parametrize("joint", JOINTS)
@pytest.mark.parametrize("kind", EQUIPMENT)
def test_every_joint_can_be_spared_with_one_kind_of_equipment(kind: Equipment, joint: Joint) -> None:
    exercises = tuple(exercise for exercise in available(frozenset({kind}), 1) if joint not in exercise.joints)
    for patterns in (PUSH, PULL, LEGS | CORE):
        assert of(exercises, patterns)


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
        ("shoulder", {"vertical_push", "lateral_raise"}),
        ("neck", {"shrug"}),
        ("lower_back", {"hinge"}),
        ("hip", {"hinge", "lunge", "squat"}),
    ],
)
def test_a_sore_joint_rules_out_whole_patterns(joint: Joint, patterns: set[str]) -> None:
    assert all(joint in exercise.joints for exercise in CATALOGUE.values() if exercise.pattern in patterns)


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


def test_a_row_is_read_column_by_column() -> None:
    read = read_catalogue([HEADER, "x_row,로우,Row,pull,horizontal_pull,lats biceps,cable machine,elbow hip,2"])
    assert read == {
        "x_row": Exercise(
            id="x_row",
            name="로우",
            name_en="Row",
            category="pull",
            pattern="horizontal_pull",
            muscles=("lats", "biceps"),
            equipment=frozenset({"cable", "machine"}),
            joints=frozenset({"elbow", "hip"}),
            level=Level.FIRST_YEAR,
        )
    }


@pytest.mark.parametrize(
    ("row", "message"),
    [
        (ROW.replace("face_pull", "Face Pull"), "line 3: id: .*'Face Pull'"),
        (ROW.replace("페이스 풀", ""), "line 3: name: "),
        (ROW.replace("Face pull", " Face pull"), "line 3: name_en: "),
        (ROW.replace(",pull,", ",push,"), "line 3: category: expected 'pull' for 'rear_delt', got 'push'"),
        (ROW.replace(",rear_delt,", ",rowing,"), "line 3: pattern: 'rowing'"),
        (ROW.replace(",rear_delt,", ",rear_delt biceps,"), "line 3: pattern: expected 1 to 1"),
        (ROW.replace("upper_back", "neck"), "line 3: muscles: 'neck'"),
        (ROW.replace("rear_delt upper_back", ""), "line 3: muscles: expected 1 to 3"),
        (ROW.replace("rear_delt upper_back", "lats lats"), "line 3: muscles: .*different"),
        (ROW.replace("cable", "kettlebell"), "line 3: equipment: 'kettlebell'"),
        (ROW.replace("cable", ""), "line 3: equipment: "),
        (ROW.replace("cable,,", "cable,toe,"), "line 3: joints: 'toe'"),
        (ROW.replace(",1", ",6"), "line 3: level: '6'"),
        (ROW.replace(",1", ""), "line 3: expected 9 columns, got 8"),
        ("other" + ROW, "line 3: name: '페이스 풀' occurs twice"),
        (ROW.replace("페이스 풀", "다른 이름"), "line 3: id: 'face_pull' occurs twice"),
        (ROW.replace("페이스 풀", "다른 이름").replace("face_pull", "other"), "line 3: name_en: .* occurs twice"),
    ],
)
def test_a_wrong_row_is_refused_by_line_and_column(row: str, message: str) -> None:
    with pytest.raises(UnavailableError, match=message):
        read_catalogue([HEADER, ROW, row])


@pytest.mark.parametrize("lines", [[], ["id,name"], [ROW]])
def test_a_wrong_header_is_refused(lines: list[str]) -> None:
    with pytest.raises(UnavailableError, match="line 1: expected the columns id,name,name_en"):
        read_catalogue(lines)
