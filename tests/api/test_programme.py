"""Programmes, the next month and training logs over HTTP."""

import csv
import io
import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from bench.coach_model import CoachModel
from program.exports.plan_csv import plan_csv
from program.month.routine import Routine
from program.schema import LIFTS
from tests.api.conftest import MakeClient
from tests.api.test_bad_input import problem
from tests.coached import RECORDS

EXPORTS = sorted((Path(__file__).parents[1] / "program" / "histories" / "exports").glob("*.csv"))
LIFTER = {"experience": 3, "gender": "male", "purpose": 1, "rm_weight": RECORDS, "start_date": "2024-01-01"}
HANGUL = re.compile("[가-힣]")


@pytest.fixture
def client(make_client: MakeClient) -> TestClient:
    """The app with the coach in the place of the model, for as many months as are asked for."""
    return make_client(model=CoachModel(), attempts=1)


def answered(client: TestClient, path: str, body: Mapping[str, Any]) -> dict[str, Any]:
    answer = client.post(path, json=body)
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "application/json"
    found: dict[str, Any] = answer.json()
    return found


def refused(client: TestClient, path: str, body: Mapping[str, Any], status: int = 422) -> dict[str, Any]:
    return problem(client.post(path, json=body), status)


def month(client: TestClient, **fields: Any) -> dict[str, Any]:
    return answered(client, "/routine", {**LIFTER, **fields})


def read(client: TestClient, data: bytes, **parameters: str) -> dict[str, Any]:
    answer = client.post("/log", content=data, params=parameters, headers={"content-type": "text/csv"})
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def top_sets(routine: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The month's top sets as a log in which each was done as it was asked."""
    return [
        {"lift": one["lift"], "week": top["week"], "weight_kg": top["weight_kg"], "reps": top["reps"]}
        for one in routine["carry"]["lifts"]
        for top in one["top_sets"]
    ]


# Programmes


def test_a_programme_has_its_months_in_order(client: TestClient) -> None:
    made = answered(client, "/programme", {"request": LIFTER, "weeks": 11})
    assert list(made) == ["layout", "months", "forecast", "notes"]
    assert (made["layout"], made["forecast"], made["notes"]) == ("leader_anchor", True, [])
    assert [(one["role"], one["week4"]) for one in made["months"]] == [
        ("leader", "none"),
        ("leader", "deload"),
        ("anchor", "tm_test"),
    ]
    routines = [Routine.model_validate(one["routine"]) for one in made["months"]]
    assert [len(one.weeks) for one in routines] == [3, 4, 4]
    assert [one.training_max["squat"] for one in routines] == [102, 107, 112]
    assert [one["routine"]["weeks"][0]["days"][0]["date"] for one in made["months"]] == [
        "2024-01-01",
        "2024-01-22",
        "2024-02-19",
    ]
    assert routines[-1].weeks[-1].test


def test_each_month_of_a_programme_is_a_run_of_its_own(client: TestClient) -> None:
    made = answered(client, "/programme", {"request": LIFTER, "weeks": 8})
    runs = [one["routine"]["run_id"] for one in made["months"]]
    assert [one["run_id"] for one in client.get("/runs").json()] == runs[::-1]
    recorded = client.get(f"/runs/{runs[1]}").json()
    assert recorded["routine"] == made["months"][1]["routine"]
    assert recorded["request"]["role"] == "anchor"


def test_a_layout_that_does_not_suit_is_replaced_with_a_note(client: TestClient) -> None:
    body = {"request": LIFTER | {"gender": "여성", "purpose": 6}, "weeks": 8, "layout": "leader_anchor"}
    made = answered(client, "/programme", body)
    assert made["layout"] == "original"
    assert [bool(HANGUL.search(note)) for note in made["notes"]] == [True]


@pytest.mark.parametrize(
    ("body", "loc"),
    [
        ({"request": LIFTER, "weeks": 5}, ["weeks"]),
        ({"request": LIFTER}, ["weeks"]),
        ({"weeks": 8}, ["request"]),
        ({"request": LIFTER | {"experience": 9}, "weeks": 8}, ["request", "experience"]),
        ({"request": LIFTER, "weeks": 8, "layout": "pyramid"}, ["layout"]),
        ({"request": LIFTER, "weeks": 8, "colour": 1}, ["colour"]),
        ({**LIFTER, "weeks": 8}, ["request"]),
    ],
)
def test_a_programme_that_there_is_not(client: TestClient, body: dict[str, Any], loc: list[str]) -> None:
    assert loc in [one["loc"] for one in refused(client, "/programme", body)["errors"]]


# The next month


def test_the_next_month_follows_from_the_log(client: TestClient) -> None:
    first = month(client)
    made = answered(client, "/routine/next", {"carry": first["carry"], "log": top_sets(first)})
    assert list(made) == ["proposals", "routine", "language"]
    [squat] = [one for one in made["proposals"] if one["lift"] == "squat"]
    assert (squat["from"], squat["to"], squat["rule"]) == (108, 113, "plus_set_met")
    assert squat["source"] == "Wendler, 5/3/1 2nd ed. p. 23-24, 30"
    assert squat["evidence"][-1] == {"lift": "squat", "week": 3, "weight_kg": 102.5, "reps": 1}
    assert squat["counters"] == {"misses": 0, "cycles_up": 1, "cycles_done": 1}
    assert squat["text"].startswith("Squat: TM 108 → 113 kg.")
    routine = Routine.model_validate(made["routine"])
    assert routine.training_max["squat"] == 113
    assert made["routine"]["weeks"][0]["days"][0]["date"] == "2024-01-29"


def test_a_run_stands_for_its_carry(client: TestClient) -> None:
    first = month(client)
    by_carry, by_run = (
        answered(client, "/routine/next", {**which, "log": top_sets(first)})
        for which in ({"carry": first["carry"]}, {"run_id": first["run_id"]})
    )
    assert by_run["proposals"] == by_carry["proposals"]
    assert by_run["routine"]["weeks"] == by_carry["routine"]["weeks"]
    assert by_run["routine"]["carry"] == by_carry["routine"]["carry"]


def test_a_chain_by_runs_alone(client: TestClient) -> None:
    made = answered(client, "/programme", {"request": LIFTER, "weeks": 4})["months"][0]["routine"]
    for expected in (113, 118, 123):
        made = answered(client, "/routine/next", {"run_id": made["run_id"], "log": top_sets(made)})["routine"]
        assert made["training_max"]["squat"] == expected


def test_a_report_makes_the_next_month_more_careful(client: TestClient) -> None:
    first = month(client, gender="남성")
    body = {"carry": first["carry"], "log": top_sets(first), "report": "데드할 때 허리가 아팠어요"}
    made = answered(client, "/routine/next", body)
    proposals = {one["lift"]: one for one in made["proposals"]}
    assert (proposals["dead_lift"]["from"], proposals["dead_lift"]["to"]) == (129.6, 129.6)
    assert proposals["dead_lift"]["rule"] == "reported"
    assert "아프거나 조심해야" in proposals["dead_lift"]["text"]
    assert proposals["squat"]["to"] == 108
    assert proposals["bench_press"]["to"] == 83.5
    assert made["routine"]["constraints"]["avoid"] == ["lower_back"]
    assert any("허리" in note for note in made["routine"]["notes"])
    recorded = client.get(f"/runs/{made['routine']['run_id']}").json()
    assert recorded["request"]["past"]["report"] == body["report"]
    assert "past" not in made["routine"]["carry"]["request"]


@pytest.mark.parametrize("both", [True, False])
def test_one_month_must_be_named_and_not_two(client: TestClient, both: bool) -> None:
    first = month(client)
    body = {"carry": first["carry"], "run_id": first["run_id"]} if both else {"log": []}
    assert "expected either `carry` or `run_id`" in refused(client, "/routine/next", body)["detail"]


@pytest.mark.parametrize("run_id", ["0" * 32, "nobody", ""])
def test_a_run_that_there_is_not(client: TestClient, run_id: str) -> None:
    assert "there is no run" in refused(client, "/routine/next", {"run_id": run_id}, 404)["detail"]


def test_without_records_of_runs_only_a_carry_helps(make_client: MakeClient) -> None:
    client = make_client(model=CoachModel(), attempts=1, record=False)
    first = month(client)
    assert "no runs are recorded" in refused(client, "/routine/next", {"run_id": first["run_id"]})["detail"]
    assert answered(client, "/routine/next", {"carry": first["carry"]})


SET = {"lift": "squat", "week": 3, "weight_kg": 100, "reps": 5}


@pytest.mark.parametrize(
    ("fields", "loc"),
    [
        ({"log": [SET | {"lift": "curl"}]}, ["log", 0, "lift"]),
        ({"log": [SET, SET | {"reps": -1}]}, ["log", 1, "reps"]),
        ({"log": [SET | {"reps": 2.5}]}, ["log", 0, "reps"]),
        ({"log": [SET | {"week": 5}]}, ["log", 0, "week"]),
        ({"log": [SET | {"weight_kg": 0}]}, ["log", 0, "weight_kg"]),
        ({"log": [SET | {"rpe": 8}]}, ["log", 0, "rpe"]),
        ({"log": [SET] * 401}, ["log"]),
        ({"log": "all of it"}, ["log"]),
        ({"stall": "cry"}, ["stall"]),
        ({"report": "아" * 501}, ["report"]),
        ({"report": ["ok"]}, ["report"]),
        ({"weeks_away": 1000}, ["weeks_away"]),
        ({"step_kg": {"squat": -1}}, ["step_kg", "squat"]),
        ({"step_kg": {"curl": 1}}, ["step_kg", "curl"]),
        ({"training_max": {"squat": 1323}}, ["training_max", "squat"]),
    ],
)
def test_a_bad_field_of_the_next_month_is_named(
    client: TestClient, fields: dict[str, Any], loc: list[str | int]
) -> None:
    body = {"run_id": "0" * 32, **fields}
    assert loc in [one["loc"] for one in refused(client, "/routine/next", body)["errors"]]


def test_a_step_above_the_full_one_is_refused(client: TestClient) -> None:
    body = {"carry": month(client)["carry"], "step_kg": {"bench_press": 5}}
    assert "step_kg.bench_press: 5 kg is more than a cycle may add" in refused(client, "/routine/next", body)["detail"]


def test_a_carry_that_was_changed_is_refused_and_the_field_named(client: TestClient) -> None:
    carry = month(client)["carry"]
    carry["request"]["minutes"] = 5
    wrong = refused(client, "/routine/next", {"carry": carry})
    assert wrong["errors"] == [
        {"loc": ["carry"], "msg": "request: minutes: Input should be greater than or equal to 20"}
    ]
    carry = month(client)["carry"]
    carry["lifts"][1] = carry["lifts"][0]
    assert refused(client, "/routine/next", {"carry": carry})["errors"][0]["loc"] == ["carry", "lifts"]


def test_four_hundred_sets_are_taken(client: TestClient) -> None:
    first = month(client)
    body = {"carry": first["carry"], "log": [SET | {"weight_kg": 102.5}] * 400}
    assert answered(client, "/routine/next", body)["proposals"][1]["to"] == 113


# Worked cases


def carried(lift: str, kg: float, rate: int, tops: list[tuple[int, float, int]], misses: int = 0) -> dict[str, Any]:
    """A carry in which one lift stands on `kg`; `tops` are its plus sets, in week 4 the test."""
    lifts: dict[str, dict[str, Any]] = {
        one: {"lift": one, "training_max_kg": 60, "rate": rate, "top_sets": []} for one in LIFTS
    }
    lifts[lift] |= {
        "training_max_kg": kg,
        "top_sets": [
            {"week": week, "weight_kg": weight, "reps": reps}
            | ({"plus": False, "kind": "tm_test"} if week == 4 else {"plus": True})
            for week, weight, reps in tops
        ],
    }
    return {"request": {**LIFTER, "block": {"counters": {lift: {"misses": misses}}}}, "lifts": list(lifts.values())}


WORKED = [
    ("bench_press", 72, 90, (3, 67.5, 1), 4, 0, {}, 74.5, "plus_set_met"),
    ("bench_press", 72, 90, (3, 67.5, 1), 4, 0, {"strict": True}, 72, "estimate_low"),
    ("over_head_press", 40.5, 90, (3, 37.5, 1), 0, 0, {}, 40.5, "first_miss"),
    ("over_head_press", 40.5, 90, (3, 37.5, 1), 0, 1, {}, 36.45, "stall"),
    ("squat", 150, 85, (3, 142.5, 1), 0, 1, {}, 135, "stall"),
    ("squat", 150, 85, (3, 142.5, 1), 0, 1, {"stall": "ten_percent"}, 135, "stall"),
    ("squat", 100, 85, (4, 100, 3), 2, 0, {}, 90.66, "test_low"),
    ("squat", 100, 85, (4, 100, 3), 0, 0, {}, 85, "test_failed"),
    ("dead_lift", 140, 90, (4, 140, 3), 3, 0, {}, 145, "test_passed"),
    ("dead_lift", 140, 85, (4, 140, 3), 3, 0, {}, 140, "test_close"),
    ("bench_press", 80, 85, (4, 80, 3), 11, 0, {}, 82.5, "test_passed"),
    ("squat", 100, 90, (3, 95, 1), None, 0, {}, 100, "nothing_logged"),
]
"""Lift, training max, rate, top set, repetitions done, misses before, options; then what it becomes and the rule."""


@pytest.mark.parametrize(("lift", "kg", "rate", "top", "reps", "misses", "options", "to", "rule"), WORKED)
def test_worked_cases(
    client: TestClient,
    lift: str,
    kg: float,
    rate: int,
    top: tuple[int, float, int],
    reps: int | None,
    misses: int,
    options: dict[str, Any],
    to: float,
    rule: str,
) -> None:
    week, weight, _ = top
    log = [] if reps is None else [{"lift": lift, "week": week, "weight_kg": weight, "reps": reps}]
    made = answered(client, "/routine/next", {"carry": carried(lift, kg, rate, [top], misses), "log": log, **options})
    [found] = [one for one in made["proposals"] if one["lift"] == lift]
    assert (found["from"], found["to"], found["rule"]) == (kg, to, rule)
    assert made["routine"]["training_max"][lift] == to
    assert found["source"]
    assert found["evidence"] == log


# Logs


@pytest.mark.parametrize("file", EXPORTS, ids=lambda file: file.stem)
def test_a_log_of_each_format_is_read_alone_and_with_a_month(client: TestClient, file: Path) -> None:
    alone = read(client, file.read_bytes())
    assert alone["format"] in ("hevy", "strong", "fitnotes", "liftosaur", "own_csv")
    assert alone["sets"]
    assert alone["unmatched"] == []
    counts = alone["counts"]
    assert counts.pop("rows") == sum(counts.values())
    assert [one["week"] for one in alone["log"]] == [one["week"] for one in alone["sets"] if one["week"]][
        : len(alone["log"])
    ]
    first = month(client)
    matched = read(client, file.read_bytes(), run_id=first["run_id"])
    assert matched["sets"] == alone["sets"]
    assert matched["unmatched"]
    body = {"run_id": first["run_id"], "log": matched["log"]}
    assert len(answered(client, "/routine/next", body)["proposals"]) == 4


def test_the_months_own_csv_filled_in_is_the_log_of_the_next_month(client: TestClient) -> None:
    first = month(client)
    text = plan_csv(Routine.model_validate(first)).decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    for row in rows:
        row["done_reps"] = row["reps"] if row["kind"] in ("warmup", "work") else ""
    filled = io.StringIO()
    writer = csv.DictWriter(filled, rows[0].keys())
    writer.writeheader()
    writer.writerows(rows)
    found = read(client, filled.getvalue().encode(), run_id=first["run_id"])
    assert (found["format"], found["unread"]) == ("own_csv", [])
    assert {(one["week"], one["reason"]) for one in found["unmatched"]} == {(4, "beside_plan")}, (
        "the deload decides nothing"
    )
    assert found["log"] == top_sets(first)
    made = answered(client, "/routine/next", {"run_id": first["run_id"], "log": found["log"]})
    assert {one["rule"] for one in made["proposals"]} == {"plus_set_met"}


def test_an_apps_log_is_matched_by_the_days_of_the_month(client: TestClient) -> None:
    first = month(client)
    names = {
        "squat": "Squat",
        "bench_press": "Bench Press",
        "dead_lift": "Deadlift",
        "over_head_press": "Overhead Press",
    }
    days = [day for week in first["weeks"][:3] for day in week["days"]]
    lines = [
        f"{day['date']},{names[main['lift']]},Any,{one['weight_kg']},kgs,{one['reps']},,,,"
        for day in days
        for main in day["main"]
        for one in main["sets"]
    ]
    header = "Date,Exercise,Category,Weight,Weight Unit,Reps,Distance,Distance Unit,Time,Comment"
    found = read(client, "\n".join([header, *lines]).encode(), run_id=first["run_id"])
    assert found["log"] == top_sets(first)
    assert found["unmatched"] == []


BROKEN = b"""Date,Exercise,Category,Weight,Weight Unit,Reps,Distance,Distance Unit,Time,Comment
2024-01-01,Deadlift,Back,100.0,kgs,many,,,,
2024-01-02,Deadlift,Back,100.0,kgs,5,,,,
"""


@pytest.mark.parametrize(("language", "korean"), [("ko", True), ("en", False)])
def test_what_was_not_understood_is_told_in_the_language_that_is_asked_for(
    client: TestClient, language: str, korean: bool
) -> None:
    found = read(client, BROKEN, run_id=month(client)["run_id"], language=language)
    [unread] = found["unread"]
    assert (unread["line"], unread["text"], unread["reason"]) == (2, "many", "not_a_number")
    sentences = [unread["sentence"], *(one["sentence"] for one in found["unmatched"])]
    assert len(sentences) > 4
    assert {bool(HANGUL.search(one)) for one in sentences} == {korean}


def test_the_unit_of_a_file_without_one_can_be_given(client: TestClient) -> None:
    [file] = [one for one in EXPORTS if one.stem == "strong_comma"]
    kilograms, pounds = read(client, file.read_bytes()), read(client, file.read_bytes(), unit="lb")
    assert [one["code"] for one in kilograms["notes"]] == ["kilograms_assumed"]
    assert pounds["notes"] == []
    assert pounds["sets"][0]["weight_kg"] == pytest.approx(kilograms["sets"][0]["weight_kg"] * 0.45359237, abs=0.01)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "the file is empty"),
        (b"\x00\xff\xfe\x80", "no text in an encoding that is known"),
        (b"a,b\n1,2\n", "no format that is known"),
        (b'{"log": []}', "no format that is known"),
        (b'Date,Exercise\n"', "no format that is known"),
    ],
)
def test_a_file_that_is_no_log(client: TestClient, data: bytes, words: str) -> None:
    assert words in problem(client.post("/log", content=data), 422)["detail"]


def test_a_log_that_is_too_large(client: TestClient) -> None:
    large = b"a" * (10 * 1024 * 1024 + 1)
    assert "more than 10485760 bytes" in problem(client.post("/log", content=large), 413)["detail"]
    body = json.dumps({"run_id": "0" * 32, "log": []}).encode() + b" " * 70_000
    json_sent = {"content-type": "application/json"}
    assert (
        "more than 65536 bytes" in problem(client.post("/routine/next", content=body, headers=json_sent), 413)["detail"]
    )


@pytest.mark.parametrize(
    ("parameters", "status", "words"),
    [
        ({"run_id": "0" * 32}, 404, "there is no run"),
        ({"run_id": "latest"}, 422, "run_id: "),
        ({"language": "fr"}, 422, "language: "),
        ({"unit": "stone"}, 422, "unit: "),
    ],
)
def test_a_log_with_a_wrong_parameter(client: TestClient, parameters: dict[str, str], status: int, words: str) -> None:
    assert words in problem(client.post("/log", content=BROKEN, params=parameters), status)["detail"]


def test_a_run_without_a_month_carries_nothing_over(make_client: MakeClient) -> None:
    client = make_client(script={"task1": ["no"]}, attempts=1, fallback=False)
    assert client.post("/routine", json=LIFTER).status_code == 502
    [run] = client.get("/runs").json()
    assert (
        "has no month: give the id of a run that is done"
        in refused(client, "/routine/next", {"run_id": run["run_id"]})["detail"]
    )


# A month as a file


def test_a_month_is_exported_from_its_run_and_from_its_json(client: TestClient) -> None:
    first = month(client)
    text = "; charset=utf-8"
    for form, extension, media, start in (
        ("csv", "csv", f"text/csv{text}", b"\xef\xbb\xbfweek,day"),
        ("ics", "ics", f"text/calendar{text}", b"BEGIN:VCAL"),
        ("pdf", "pdf", "application/pdf", b"%PDF-1."),
        ("liftoscript", "txt", f"text/plain{text}", b"# Week 1\n## Day 1\n"),
    ):
        by_run = client.get(f"/runs/{first['run_id']}/export", params={"format": form})
        by_body = client.post("/export", json=first, params={"format": form})
        for answer in (by_run, by_body):
            assert answer.status_code == 200, answer.text
            assert answer.headers["content-type"] == media
            assert answer.headers["content-disposition"].endswith(f'burnfit-{first["run_id"][:8]}.{extension}"')
            assert answer.content.startswith(start)
        assert by_run.content == client.get(f"/runs/{first['run_id']}/export", params={"format": form}).content
        assert by_body.content == client.post("/export", json=first, params={"format": form}).content


def test_an_export_in_another_language_and_at_a_time(client: TestClient) -> None:
    first = month(client)
    korean = client.get(f"/runs/{first['run_id']}/export", params={"format": "csv", "language": "ko"})
    assert "스쿼트" in korean.text
    timed = client.post("/export", json=first, params={"format": "ics", "time": "19:30"})
    assert "DTSTART;TZID=Asia/Seoul:20240101T193000" in timed.text


def test_what_cannot_be_exported(client: TestClient) -> None:
    first = month(client, start_date=None)
    problem(client.post("/export", json=first, params={"format": "docx"}), 422)
    problem(client.post("/export", json=first), 422)
    problem(client.post("/export", json={"run_id": "x"}, params={"format": "csv"}), 422)
    problem(client.get(f"/runs/{'0' * 32}/export", params={"format": "csv"}), 404)
    problem(client.post("/export", json=first, params={"format": "ics", "time": "25:00"}), 422)
    assert "start_date" in problem(client.post("/export", json=first, params={"format": "ics"}), 422)["detail"]
    first["weeks"][0]["days"][0]["accessories"][0]["sets"] = 10**9
    for form in ("csv", "pdf"):
        detail = problem(client.post("/export", json=first, params={"format": form}), 422)["detail"]
        assert "1000000000 sets: 100 can be written at most" in detail
