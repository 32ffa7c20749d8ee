import csv
import io
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from program.exports.plan_csv import plan_csv
from program.histories.formats.own_csv import columns_in
from program.histories.log import PlannedTop, to_log
from program.histories.read import read_history
from program.histories.texts import guarded, unguarded
from program.lifter.brief import Brief
from program.lifter.obeying import obeyed
from program.month.routine import Plan, Routine
from program.schema import LIFTS, RoutineRequest, WeekTemplate, WeightPlan
from tests.program.drawn import CLASSIC, decisions, month_of

REQUEST = {
    "experience": 3,
    "gender": "male",
    "purpose": 2,
    "rm_weight": {"bench_press": 80, "squat": 100, "dead_lift": 105, "over_head_press": 45},
    "days_per_week": 4,
    "start_date": "2026-05-04",
}
WEEK = {
    "split": "press-first",
    "supplemental": "BBB 5x10@50",
    "days": [["db_bench 5x10", "lat_pulldown 4x12", "plank 3x30"]] * 4,
}
TODAY = date(2026, 6, 30)

Row = dict[str, str]


def routine(brief: Brief, plan: WeightPlan, week: WeekTemplate) -> Routine:
    month = month_of(brief, plan, week)
    return Routine(
        run_id="run",
        training_max=dict(month.training_max),
        plan=Plan(**plan.model_dump()),
        weeks=month.weeks,
        notes=(),
        provenance={},
    )


def month(**fields: Any) -> Routine:
    brief = obeyed(RoutineRequest.model_validate(REQUEST | fields))
    return routine(brief, CLASSIC, WeekTemplate.model_validate(WEEK))


def rows(data: bytes) -> list[Row]:
    return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline="")))


def filled(data: bytes, done: Callable[[Row], Row], encoding: str = "utf-8-sig", delimiter: str = ",") -> bytes:
    file = io.StringIO(newline="")
    writer = csv.DictWriter(file, columns_in("kg"), delimiter=delimiter)
    writer.writeheader()
    writer.writerows({**row, **done(row)} for row in rows(data))
    return file.getvalue().encode(encoding)


def as_planned(row: Row) -> Row:
    return {"done_reps": row["reps"]}


def tops(month: Routine) -> list[PlannedTop]:
    return [
        PlannedTop(lift=main.lift, week=week.week, day=day.day, weight_kg=work[-1].weight_kg, reps=work[-1].reps)
        for week in month.weeks
        for day in week.days
        for main in day.main
        if (work := [one for one in main.sets if one.kind == "work" and one.weight_kg])
        and work[-1].weight_kg is not None
    ]


def test_a_file_is_utf_8_with_a_mark_and_windows_line_ends() -> None:
    data = plan_csv(month())
    assert data.startswith(b"\xef\xbb\xbfweek,day,date,kind,")
    assert data.endswith(b"\r\n")
    assert data.count(b"\n") == data.count(b"\r\n")
    assert data == plan_csv(month())


def test_a_session_is_one_row_a_set_in_the_order_in_which_it_is_done() -> None:
    there = rows(plan_csv(month(), language="en"))
    bench = [row for row in there if (row["week"], row["day"]) == ("1", "3")]
    assert [(row["kind"], row["set"]) for row in bench] == [
        (kind, str(number))
        for kind, sets in (
            *(("warmup", 3), ("work", 3), ("supplemental", 5)),
            *(("assistance", 5), ("assistance", 4), ("assistance", 3)),
        )
        for number in range(1, sets + 1)
    ]
    rest = bench[5].pop("rest_s")
    assert int(rest) >= 60
    assert bench[5] == {
        "week": "1",
        "day": "3",
        "date": "2026-05-07",
        "kind": "work",
        "exercise": "bench press",
        "exercise_id": "bench_press",
        "set": "3",
        "percent_tm": "85",
        "weight_kg": "60",
        "reps": "5",
        "amrap": "yes",
        "plates_per_side": "20",
        "done_reps": "",
        "done_weight_kg": "",
    }
    assert [row["plates_per_side"] for row in bench[:5]] == [
        "2.5 + 1.25",
        "5 + 2.5",
        "10 + 1.25",
        "10 + 2.5",
        "15 + 1.25",
    ]
    assert (bench[11]["exercise_id"], bench[11]["weight_kg"], bench[11]["amrap"]) == ("db_bench", "", "no")


def test_the_empty_bar_has_no_plates() -> None:
    press = rows(plan_csv(month()))[0]
    assert (press["weight_kg"], press["plates_per_side"]) == ("20", "")


def test_names_are_korean_unless_asked_otherwise_and_dates_may_be_missing() -> None:
    first = rows(plan_csv(month(start_date=None)))[0]
    assert (first["exercise"], first["date"]) == ("오버헤드 프레스", "")


def test_a_lift_that_something_stands_in_for_has_no_weight_and_the_other_exercise_s_id() -> None:
    there = [row for row in rows(plan_csv(month(equipment=["dumbbell"]))) if row["kind"] == "work"]
    assert there
    assert all(row["exercise_id"] not in LIFTS and row["weight_kg"] == row["plates_per_side"] == "" for row in there)


def test_the_written_file_is_a_history_in_which_nothing_is_done_yet() -> None:
    data = plan_csv(month())
    history = read_history(data, TODAY)
    assert (history.format, history.sets, history.unread) == ("own_csv", (), ())
    assert history.counts.not_done == history.counts.rows == len(rows(data))


@pytest.mark.parametrize(("encoding", "delimiter"), [("utf-8-sig", ","), ("cp949", ","), ("utf-16", "\t")])
def test_the_file_filled_in_is_the_log(encoding: str, delimiter: str) -> None:
    def plus(row: Row) -> Row:
        return {"done_reps": "9" if row["amrap"] == "yes" else row["reps"]}

    planned = month()
    history = read_history(filled(plan_csv(planned), plus, encoding, delimiter), TODAY)
    assert history.unread == ()
    matched, unmatched = to_log(history, tops(planned))
    assert unmatched == ()
    assert [(one.lift, one.week, one.day, one.weight_kg) for one in matched] == sorted(
        ((top.lift, top.week, top.day, top.weight_kg) for top in tops(planned)),
        key=lambda top: (LIFTS.index(top[0]), top[1:]),
    )
    assert {one.reps for one in matched if one.week < 4} == {9}


def test_what_was_heavier_than_planned_counts_and_what_was_not_done_is_told() -> None:
    def changed(row: Row) -> Row:
        top = row["kind"] == "work" and row["set"] == "3" and row["exercise_id"] == "squat"
        return {"done_reps": "2", "done_weight_kg": "87,5"} if top and row["week"] == "1" else {}

    planned = month()
    matched, unmatched = to_log(read_history(filled(plan_csv(planned), changed), TODAY), tops(planned))
    assert [(one.lift, one.week, one.weight_kg, one.reps) for one in matched] == [("squat", 1, 87.5, 2)]
    assert {one.reason for one in unmatched} == {"not_trained"}
    assert len(unmatched) == len(tops(planned)) - 1


def as_workbook(data: bytes) -> Workbook:
    """The file in a spreadsheet, each cell as the program takes it."""
    book = Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    for row in csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")):
        sheet.append(row)
    return book


def test_a_spreadsheet_opens_the_file_and_what_it_saves_is_the_log(tmp_path: Path) -> None:
    planned = month()
    book = as_workbook(plan_csv(planned))
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    heads = {str(cell.value): cell.column for cell in sheet[1]}
    assert tuple(heads) == columns_in("kg")
    for row in range(2, sheet.max_row + 1):
        reps = sheet.cell(row, heads["reps"]).value
        sheet.cell(row, heads["done_reps"], int(str(reps)))
    book.save(tmp_path / "month.xlsx")
    file = io.StringIO(newline="")
    saved = load_workbook(tmp_path / "month.xlsx").active
    assert isinstance(saved, Worksheet)
    csv.writer(file, delimiter=";").writerows(saved.values)
    history = read_history(file.getvalue().encode("utf-8-sig"), TODAY)
    assert history.unread == ()
    matched, unmatched = to_log(history, tops(planned))
    assert unmatched == ()
    assert [(one.week, one.weight_kg, one.reps) for one in matched if one.lift == "squat"] == [
        (top.week, top.weight_kg, top.reps) for top in tops(planned) if top.lift == "squat"
    ]


@pytest.mark.parametrize(
    ("name", "cell"),
    [
        ('=HYPERLINK("http://x","1")', '\'=HYPERLINK("http://x","1")'),
        (" \t=1+1", "'=1+1"),
        ("+82 10", "'+82 10"),
        ("-1", "'-1"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\u202e=1+1\x00", "'=1+1"),
        ("<b>굵게</b> [링크](javascript:x)", "<b>굵게</b> [링크](javascript:x)"),
        ('a,b;"c"\r\n=d', 'a,b;"c" =d'),
    ],
)
def test_no_text_is_a_formula_in_a_spreadsheet(name: str, cell: str) -> None:
    made = month()
    week = made.weeks[0]
    accessory = week.days[0].accessories[0].model_copy(update={"name": name})
    day = week.days[0].model_copy(update={"accessories": (accessory,)})
    week = week.model_copy(update={"days": (day,)})
    data = plan_csv(made.model_copy(update={"weeks": (week,)}))
    assert {row["exercise"] for row in rows(data) if row["kind"] == "assistance"} == {cell}
    sheet = as_workbook(data).active
    assert isinstance(sheet, Worksheet)
    assert {one.data_type for row in sheet.iter_rows() for one in row} <= {"s", "n"}


@settings(max_examples=20)
@given(decisions())
def test_every_month_that_is_written_reads_back_as_its_own_sets(drawn: tuple[Brief, WeightPlan, WeekTemplate]) -> None:
    brief, plan, week = drawn
    planned = routine(brief, plan, week)
    history = read_history(filled(plan_csv(planned), as_planned), TODAY)
    lifted = [
        (week_.week, day.day, part.lift, one.kind == "warmup", round(one.weight_kg, 2), one.reps)
        for week_ in planned.weeks
        for day in week_.days
        for part in day.in_order
        if not hasattr(part, "category")
        for one in part.sets
        if one.weight_kg and 0.005 < one.weight_kg <= 500
    ]
    read = [(one.week, one.day, one.lift, one.warmup, one.weight_kg, one.reps) for one in history.sets]
    assert read == lifted
    assert {one.reason for one in history.unread} <= {"too_heavy", "no_weight"}


@given(st.text(st.sampled_from("'=+-@a1"), max_size=8))
def test_a_guarded_cell_is_no_formula_and_comes_back(cell: str) -> None:
    assert not guarded(cell).startswith(("=", "+", "-", "@"))
    assert unguarded(guarded(cell)) == cell
