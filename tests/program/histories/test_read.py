import csv
import io
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from program.errors import RequestError
from program.histories.limits import MOST_BYTES, MOST_LINES, MOST_ROWS
from program.histories.read import read_history
from program.histories.reasons import Reason
from tests.program.histories.written import (
    EXPORTS,
    FITNOTES,
    STRONG,
    TODAY,
    brief,
    exported,
    fitnotes,
    read,
    read_text,
    work,
    written,
)

BENCH = "2026-05-15 19:26:00,Push,1h,Bench Press (Barbell),{number},{weight},{reps},0,0,,,{rpe}"


def bench(number: object = 1, weight: object = 80, reps: object = 5, rpe: object = "") -> str:
    return BENCH.format(number=number, weight=weight, reps=reps, rpe=rpe)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp949"])
def test_a_file_reads_the_same_in_every_encoding(encoding: str) -> None:
    text = exported("strong_numbered").decode()
    assert read_history(text.encode(encoding), TODAY) == read("strong_numbered")


def test_utf_16_of_the_other_byte_order_is_read() -> None:
    text = exported("own_korean").decode()
    assert read_history(b"\xfe\xff" + text.encode("utf-16-be"), TODAY) == read("own_korean")


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("path", sorted(EXPORTS.iterdir()), ids=lambda path: path.stem)
def test_a_file_reads_the_same_with_every_delimiter(path: Path, delimiter: str) -> None:
    text = exported(path.stem).decode()
    first = ";" if text.splitlines()[0].count(";") > text.splitlines()[0].count(",") else ","
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=first)
    turned = read_history(written(rows, delimiter).encode(), TODAY)
    assert turned == read(path.stem)


def test_a_line_that_tells_excel_the_delimiter_is_read_over() -> None:
    assert work(read_text("sep=,", STRONG, bench())) == [("bench_press", "2026-05-15", 80.0, 5)]


def test_old_line_ends_and_empty_rows_are_read() -> None:
    data = "\r".join((STRONG, "", bench(1), "," * 11, bench(2))).encode()
    history = read_history(data, TODAY)
    assert [one.line for one in history.sets] == [3, 5]
    assert history.counts.rows == 2


@pytest.mark.parametrize(
    ("row", "reason", "column", "text"),
    [
        (bench(weight=-80), "negative", "Weight", "-80"),
        (bench(weight="'-80"), "negative", "Weight", "-80"),
        (bench(weight=0), "no_weight", "Weight", "0"),
        (bench(weight="eighty"), "not_a_number", "Weight", "eighty"),
        (bench(weight="=1+1"), "not_a_number", "Weight", "=1+1"),
        (bench(weight=501), "too_heavy", "Weight", "501"),
        (bench(weight='"1,000"'), "unclear_number", "Weight", "1,000"),
        (bench(weight="80 stone"), "unknown_unit", "Weight", "80 stone"),
        (bench(weight=""), "missing", "Weight", bench(weight="")),
        (bench(reps=""), "missing", "Reps", bench(reps="")),
        (bench(reps=1000), "too_many_reps", "Reps", "1000"),
        (bench(reps=5.5), "not_whole", "Reps", "5.5"),
        (bench(reps="-5"), "negative", "Reps", "-5"),
        (bench(number="Z"), "unknown_kind", "Set Order", "Z"),
        (bench(number=""), "missing", "Set Order", bench(number="")),
        (bench().replace("2026-05-15", "2026-05-35"), "unknown_date", "Date", "2026-05-35 19:26:00"),
        (bench().replace("2026-05-15", "2026-07-01"), "future_date", "Date", "2026-07-01 19:26:00"),
        (bench().replace("2026-05-15 19:26:00", ""), "missing", "Date", None),
        (bench().replace("Bench Press (Barbell)", ""), "missing", "Exercise Name", None),
        (bench(weight="82,5"), "too_many_cells", None, None),
        (bench()[:40], "cut_off", None, None),
        ('2026-05-15,"Push,1h,Bench Press (Barbell),1,80,5,0,0,,,', "broken_row", None, None),
        ('2026-05-15,"Push"x,1h,Bench Press (Barbell),1,80,5,0,0,,,', "broken_row", None, None),
    ],
)
def test_what_cannot_be_read_is_told_with_its_line_and_the_rest_is_read(
    row: str, reason: Reason, column: str | None, text: str | None
) -> None:
    history = read_text(STRONG, bench(1), row, bench(2))
    assert [one.line for one in history.sets] == [2, 4]
    (unread,) = history.unread
    assert (unread.line, unread.reason, unread.column) == (3, reason, column)
    assert text is None or unread.text == (text if len(text) <= 80 else text[:79] + "…")
    assert column is None or f"'{column}'" in unread.sentence


def test_the_same_row_again_counts_once() -> None:
    history = read_text(STRONG, bench(1), bench(2), bench(1))
    assert [one.line for one in history.sets] == [2, 3]
    assert [(one.line, one.reason) for one in history.unread] == [(4, "duplicate")]


def test_a_header_that_occurs_again_is_no_set() -> None:
    history = read_text(STRONG, bench(1), STRONG, bench(2))
    assert (history.counts.read, history.counts.not_sets, history.unread) == (2, 1, ())


def test_a_file_that_ends_in_the_middle_of_a_row_tells_the_row() -> None:
    data = f"{STRONG}\n{bench(1)}\n{bench(2)[:-4]}".encode()
    history = read_history(data, TODAY)
    assert [one.reason for one in history.unread] == ["cut_off"]
    assert len(history.sets) == 1


def test_a_file_that_ends_in_the_middle_of_a_letter_is_read() -> None:
    data = exported("strong_numbered")
    end = data.rindex("밀리터리".encode()) + 1
    history = read_history(data[:end], TODAY)
    assert [one.lift for one in history.sets] == ["squat"] * 3
    assert [one.reason for one in history.unread] == ["broken_row"]


def test_a_row_that_lacks_empty_cells_at_its_end_is_read() -> None:
    assert len(read_text(STRONG, bench().removesuffix(",")).sets) == 1


def test_a_quote_that_is_never_closed_swallows_no_rows() -> None:
    broken = bench(2).replace("Push", '"Push')
    history = read_text(STRONG, bench(1), broken, *(bench(number) for number in range(3, 50)))
    assert [one.line for one in history.sets] == [2, *range(4, 51)]
    assert [one.line for one in history.unread] == [3]


def test_a_quote_that_another_row_closes_swallows_no_rows() -> None:
    closing = bench(4).replace("Push", '","')
    history = read_text(STRONG, bench(1).replace("Push", '"Push'), bench(3), closing, bench(5))
    assert [one.line for one in history.sets] == [3, 4, 5]
    assert [(one.line, one.reason) for one in history.unread] == [(2, "broken_row")]


def test_an_rpe_that_is_none_is_left_out_and_told() -> None:
    history = read_text(STRONG, bench(1, rpe=8), bench(2, rpe=11), bench(3, rpe="hard"))
    assert [one.rpe for one in history.sets] == [8, None, None]
    assert ("rpe_left_out", 2) in [(note.code, note.rows) for note in history.notes]


def test_dates_that_could_be_read_two_ways_are_decided_by_the_file() -> None:
    rows = ["03/04/2026,Squat,100,kg,5", "04/04/2026,Squat,100,kg,5", "15/04/2026,Plank,0,kg,0"]
    history = fitnotes(*rows)
    assert [one.date for one in history.sets] == [date(2026, 4, 3), date(2026, 4, 4)]
    assert [(note.code, note.rows) for note in history.notes] == [("day_first", 1)]
    assert fitnotes(rows[0], "04/15/2026,Squat,100,kg,5").sets[0].date == date(2026, 3, 4)


def test_dates_that_nothing_decides_are_told() -> None:
    history = fitnotes("03/04/2026,Squat,100,kg,5", "04/04/2026,Squat,100,kg,5")
    assert [one.date for one in history.sets] == [date(2026, 4, 4)]
    assert [(one.line, one.reason) for one in history.unread] == [(2, "unclear_date")]


def test_a_unit_that_is_missing_or_unknown_in_a_row_is_told() -> None:
    history = fitnotes("2026-05-15,Squat,100,,5", "2026-05-15,Squat,100,stone,5", "2026-05-15,Squat,100,LBS,5")
    assert [(one.reason, one.column) for one in history.unread] == [
        ("missing", "Weight Unit"),
        ("unknown_unit", "Weight Unit"),
    ]
    assert work(history) == [("squat", "2026-05-15", 45.36, 5)]


def test_guarded_cells_are_read_as_they_are_meant() -> None:
    history = fitnotes("2026-05-15,'=cmd|' /C calc'!A0,100,kg,5", "2026-05-15,Squat,'+100,kg,5")
    assert [one.name for one in history.other_exercises] == ["=cmd|' /C calc'!A0"]
    assert work(history) == [("squat", "2026-05-15", 100.0, 5)]


def test_text_of_a_file_is_shown_short_and_without_control_characters() -> None:
    name = "{0.__class__}%s\x1b[31m(a+)+$\u202e" + "x" * 500
    history = fitnotes(f"2026-05-15,{name},100,kg,5", f"2026-05-15,Squat,{'9' * 500}x,kg,5")
    (other,), (unread,) = history.other_exercises, history.unread
    assert other.name.startswith("{0.__class__}%s [31m(a+)+$ xxx")
    assert len(other.name) == len(unread.text) == 80


def test_columns_in_another_order_and_further_columns_are_read() -> None:
    history = read_text(
        "My notes,REPS, weight_kg ,exercise_title,set_type,set_index,start_time",
        'good,5,80,Bench Press (Barbell),normal,0,"30 Jun 2025, 19:56"',
    )
    assert work(history) == [("bench_press", "2025-06-30", 80.0, 5)]


def test_columns_that_a_set_can_be_read_without_may_be_missing() -> None:
    header = "Workout DateTime,Exercise,Is Warmup Set?,Completed Reps,Weight Value"
    assert (
        work(read_text(header, *["2026-05-15T10:00:00Z,Squat,0,5,100"] * 2)) == [("squat", "2026-05-15", 100.0, 5)] * 2
    )
    header = "week,day,kind,exercise,exercise_id,set,done_reps,done_weight_kg"
    assert work(read_text(header, "1,1,work,Squat,squat,1,5,100")) == [("squat", "None", 100.0, 5)]


def test_a_header_alone_is_an_empty_history() -> None:
    history = read_text(FITNOTES)
    assert (history.counts.rows, history.sets, history.unread) == (0, (), ())


@pytest.mark.parametrize("data", [b"", b" \r\n\n", b"\xef\xbb\xbf", b"\xff\xfe", b"\xef\xbb\xbf\xef\xbb\xbf\n"])
def test_an_empty_file_is_told(data: bytes) -> None:
    with pytest.raises(RequestError, match="empty"):
        read_history(data, TODAY)


def test_an_unknown_encoding_names_those_that_were_tried() -> None:
    with pytest.raises(RequestError, match=r"UTF-8.*UTF-16.*CP949"):
        read_history(b"\x80\x81\xff\xff" * 10, TODAY)


def test_an_unknown_header_names_its_columns_and_the_formats_that_are_known() -> None:
    with pytest.raises(RequestError) as caught:
        read_text("Tag;Übung;Gewicht", "2026-05-15;Kniebeuge;100")
    for word in ("'Tag'", "'Übung'", "'Gewicht'", "Hevy", "Strong", "FitNotes", "Liftosaur"):
        assert word in str(caught.value)


def test_an_unknown_header_of_many_long_columns_is_told_shortly() -> None:
    with pytest.raises(RequestError) as caught:
        read_text(",".join(f"column {number} " + "x" * 500 for number in range(500)))
    assert len(str(caught.value)) < 4000


def test_a_file_that_is_too_large_is_refused() -> None:
    with pytest.raises(RequestError, match=str(MOST_BYTES)):
        read_history(b"x" * (MOST_BYTES + 1), TODAY)


def test_a_file_with_too_many_rows_or_lines_is_refused() -> None:
    with pytest.raises(RequestError, match=f"{MOST_ROWS} rows"):
        read_history(f"{FITNOTES}\n".encode() + b"2026-05-15,x,,,,,,,,\n" * (MOST_ROWS + 1), TODAY)
    with pytest.raises(RequestError, match=f"{MOST_LINES} lines"):
        read_history(f"{FITNOTES}\n".encode() + b"\n" * MOST_LINES, TODAY)


HEADERS = sorted(path.read_bytes().splitlines()[0] for path in EXPORTS.iterdir())


@given(st.binary() | st.tuples(st.sampled_from(HEADERS), st.binary()).map(b"\n".join))
def test_any_bytes_are_a_history_or_a_request_error(data: bytes) -> None:
    try:
        counts = read_history(data, TODAY).counts
    except RequestError:
        return
    assert counts.rows == counts.read + counts.other + counts.not_sets + counts.not_done + counts.unread


@given(
    st.sampled_from(sorted(EXPORTS.iterdir())).flatmap(
        lambda path: st.tuples(
            st.just(path.read_bytes()), st.integers(0, path.stat().st_size), st.integers(0, 40), st.binary(max_size=8)
        )
    )
)
def test_a_damaged_export_is_a_history_or_a_request_error(damage: tuple[bytes, int, int, bytes]) -> None:
    data, start, length, new = damage
    try:
        history = read_history(data[:start] + new + data[start + length :], TODAY)
    except RequestError:
        return
    assert all(0 < one.weight_kg <= 500 and (one.date is None or one.date <= TODAY) for one in history.sets)
    assert len(history.sets) == history.counts.read


@given(st.sampled_from(sorted(EXPORTS.iterdir())), st.sets(st.integers(0, 20), max_size=6))
def test_an_export_that_lost_columns_is_a_history_or_a_request_error(path: Path, lost: set[int]) -> None:
    text = path.read_text(encoding="utf-8")
    delimiter = ";" if ";" in text.splitlines()[0] else ","
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    left = [[cell for place, cell in enumerate(row) if place not in lost] for row in rows]
    try:
        history = read_history(written(left).encode(), TODAY)
    except RequestError as error:
        if left[0] and any(cell.strip() for cell in left[0]):
            assert "the file has the columns" in str(error)  # noqa: PT017 - a history is as good
        return
    assert history.counts.rows == len(left) - 1


CELL = st.text(st.sampled_from("a,;\t\"\n\r'=-+@ 5.벤"), max_size=6)


@given(st.lists(st.lists(CELL, min_size=10, max_size=10), max_size=8), st.sampled_from([",", ";", "\t"]))
def test_every_row_of_any_well_written_file_is_accounted_for(rows: list[list[str]], delimiter: str) -> None:
    history = read_history(written([FITNOTES.split(","), *rows], delimiter).encode(), TODAY)
    assert history.counts.rows == sum(any(cell.strip() for cell in row) for row in rows)
    assert not any(one.reason in ("broken_row", "cut_off", "too_many_cells") for one in history.unread)


SETS = st.lists(
    st.tuples(
        st.sampled_from(["Squat", "벤치프레스", "Deadlift (Barbell)"]),
        st.dates(date(2000, 1, 1), TODAY),
        st.integers(1, 50_000).map(lambda hundredths: hundredths / 100),
        st.integers(0, 100),
    )
)


@given(SETS, st.sampled_from(["utf-8", "utf-16", "cp949"]))
def test_every_set_of_a_sound_file_is_read(sets: list[tuple[str, date, float, int]], encoding: str) -> None:
    rows = [[str(day), name, "", f"{kg:.2f}", "kgs", str(reps), "", "", "", ""] for name, day, kg, reps in sets]
    history = read_history(written([FITNOTES.split(","), *rows]).encode(encoding), TODAY)
    assert [brief(one)[1:] for one in history.sets] == [(str(day), kg, reps) for _, day, kg, reps in sets]
    assert history.unread == ()
