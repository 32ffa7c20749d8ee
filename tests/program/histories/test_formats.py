from pathlib import Path

import pytest

from program.histories.formats.registry import FORMATS
from program.histories.history import OtherExercise
from program.histories.read import read_history
from tests.program.histories.written import EXPORTS, TODAY, exported, read, work


def test_hevy_in_kilograms() -> None:
    history = read("hevy_kg")
    assert history.format == "hevy"
    assert work(history) == [
        ("bench_press", "2025-06-30", 60.0, 5),
        ("bench_press", "2025-06-30", 70.0, 5),
        ("bench_press", "2025-06-30", 80.0, 8),
        ("bench_press", "2025-06-30", 50.0, 12),
        ("squat", "2025-07-02", 100.0, 5),
        ("squat", "2025-07-02", 112.5, 6),
    ]
    assert [one.warmup for one in history.sets] == [True, *[False] * 6]
    assert [one.rpe for one in history.sets] == [None, 7, 8, 9.5, None, None, 9]
    assert (history.unread, history.notes) == ((), ())


def test_a_row_s_line_is_where_it_begins_though_notes_have_several_lines() -> None:
    assert [one.line for one in read("hevy_kg").sets] == [2, 4, 6, 8, 10, 16, 17]


def test_hevy_in_pounds_with_american_dates() -> None:
    history = read("hevy_lb")
    assert work(history) == [
        ("over_head_press", "2026-05-15", 43.09, 5),
        ("over_head_press", "2026-05-15", 48.76, 7),
        ("dead_lift", "2026-05-17", 142.88, 3),
    ]
    assert history.other_exercises == (
        OtherExercise(name="Lat Pulldown (Cable)", rows=1),
        OtherExercise(name="Romanian Deadlift (Barbell)", rows=1),
    )
    assert history.notes == ()


def test_hevy_in_korean() -> None:
    history = read("hevy_korean")
    assert work(history) == [("bench_press", "2026-05-15", 72.5, 6), ("squat", "2026-05-17", 100.0, 5)]
    assert [one.name for one in history.other_exercises] == ["레그 프레스 (머신)", "인클라인 벤치 프레스 (덤벨)"]
    assert history.unread == ()


def test_hevy_with_french_dates() -> None:
    assert [str(one.date) for one in read("hevy_french").sets] == ["2026-02-03", "2025-08-15"]


def test_strong_with_commas_says_that_kilograms_are_assumed() -> None:
    history = read("strong_comma")
    assert history.format == "strong"
    assert work(history) == [
        ("over_head_press", "2026-05-15", 40.0, 5),
        ("over_head_press", "2026-05-15", 47.5, 8),
        ("over_head_press", "2026-05-15", 30.0, 10),
        ("dead_lift", "2026-05-18", 140.0, 3),
    ]
    assert [(note.code, note.rows) for note in history.notes] == [("kilograms_assumed", 6)]
    assert "kg" in history.notes[0].sentence


def test_a_lifter_can_say_what_a_file_without_units_is_in() -> None:
    history = read_history(exported("strong_comma"), TODAY, "lb")
    assert [one.weight_kg for one in history.sets][-1] == 63.5
    assert history.notes == ()
    assert read_history(exported("fitnotes"), TODAY, "lb") == read("fitnotes")


def test_strong_s_rest_timers_are_no_sets_and_two_equal_warm_up_sets_are_two() -> None:
    history = read("strong_comma")
    assert history.counts.not_sets == 2
    assert [one.line for one in history.sets if one.warmup] == [2, 3]
    assert history.unread == ()


def test_strong_with_a_column_of_units_mixes_pounds_and_kilograms() -> None:
    history = read("strong_units")
    assert work(history) == [("bench_press", "2026-05-15", 102.06, 5), ("bench_press", "2026-05-15", 102.5, 5)]
    assert history.sets[1].rpe == 8.5
    assert [one.name for one in history.other_exercises] == ["Bench Press - Close Grip (Barbell)", "Treadmill"]
    assert history.notes == ()


def test_strong_with_numbered_workouts_and_korean_names() -> None:
    history = read("strong_numbered")
    assert work(history) == [
        ("squat", "2026-05-15", 100.0, 5),
        ("squat", "2026-05-15", 117.5, 7),
        ("over_head_press", "2026-05-17", 45.0, 6),
    ]
    assert (history.counts.not_sets, history.counts.other, history.notes) == (2, 1, ())


def test_fitnotes_does_not_number_sets_so_equal_rows_are_several_sets() -> None:
    history = read("fitnotes")
    assert history.format == "fitnotes"
    assert work(history) == [*[("bench_press", "2026-05-15", 80.0, 5)] * 3, ("squat", "2026-05-16", 102.06, 5)]
    assert history.unread == ()


def test_fitnotes_with_the_older_header_in_pounds() -> None:
    assert work(read("fitnotes_older")) == [
        ("dead_lift", "2019-03-04", 142.88, 5),
        ("dead_lift", "2019-03-04", 165.56, 3),
        ("over_head_press", "2019-03-05", 43.09, 6),
    ]


def test_liftosaur_has_what_was_done_and_where_that_is_empty_the_planned_weight() -> None:
    history = read("liftosaur")
    assert history.format == "liftosaur"
    assert [one.warmup for one in history.sets] == [True, False, False, False]
    assert work(history) == [
        ("bench_press", "2026-05-15", 83.91, 5),
        ("bench_press", "2026-05-15", 92.99, 9),
        ("squat", "2026-05-17", 100.0, 6),
    ]
    assert history.counts.not_done == 1
    assert [one.rpe for one in history.sets] == [None, None, 8, None]


def test_our_own_csv_as_a_lifter_fills_it_in() -> None:
    history = read("own_korean")
    assert history.format == "own_csv"
    assert [(one.lift, one.week, one.day, one.weight_kg, one.reps, one.warmup) for one in history.sets] == [
        ("bench_press", 1, 1, 27.5, 5, True),
        ("bench_press", 1, 1, 45.0, 5, False),
        ("bench_press", 1, 1, 55.0, 5, False),
        ("bench_press", 1, 1, 60.0, 9, False),
        ("squat", 1, 2, 90.0, 0, False),
    ]
    assert history.sets[-1].date is None
    assert history.counts.not_done == 2
    assert {one.name: one.rows for one in history.other_exercises} == {"덤벨 로우": 1, "박스 스쿼트": 1}


@pytest.mark.parametrize("path", sorted(EXPORTS.iterdir()), ids=lambda path: path.stem)
def test_every_row_of_an_export_is_accounted_for(path: Path) -> None:
    counts = read(path.stem).counts
    assert counts.rows == counts.read + counts.other + counts.not_sets + counts.not_done + counts.unread


def test_formats_have_names_and_columns_of_their_own() -> None:
    assert len({one.name for one in FORMATS}) == len(FORMATS)
    for one in FORMATS:
        named = {one.date, one.exercise, one.reps, one.kind and one.kind.name, one.rpe, one.number, one.week, one.day}
        assert all(name == name.casefold() for name in named | one.recognised_by if name)
        needed = {one.exercise, one.reps, one.kind and one.kind.name, one.week, one.day, one.dated and one.date}
        assert {name for name in needed if name} <= one.recognised_by
        assert one.not_done_without <= {one.reps, *(weight.name for weight in one.weights)}
