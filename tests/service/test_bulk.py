"""Many months at once: what is written for good and bad rows, and what a killed command leaves to the next one."""

import json
import os
import re
import signal
import subprocess
import sys
import time
from importlib.util import find_spec
from itertools import islice
from pathlib import Path
from typing import Any

import pytest

from data.requests import draw_requests
from program.errors import RequestError, UnavailableError
from program.progression.carry import Carry
from program.schema import RoutineRequest
from service.bulk.on_ray import given_settings, shared
from service.bulk.output import opened
from service.bulk.rows import Requests, Route, rows_of
from service.bulk.run import bulk
from service.bulk.threads import in_threads
from service.programme import NextRequest, ProgrammeRequest, next_month, programme
from service.service import Service
from service.settings import Settings
from tests.api.conftest import EXAMPLES, coach_script
from tests.e2e.conftest import timeless
from tests.scripted import ScriptedModel
from tests.service.bulk_service import DIES_ONCE, PAUSE_S, coached

ROOT = Path(__file__).parents[2]
GOOD, BAD = 200, 20

needs_ray = pytest.mark.skipif(find_spec("ray") is None, reason="the extra `ray` is not installed")
needs_parquet = pytest.mark.skipif(find_spec("pyarrow") is None, reason="the extra `ray` is not installed")

BAD_ROWS = (
    "{",
    "[1]",
    '"a request"',
    '{"experience": NaN}',
    json.dumps({"id": None, **EXAMPLES["1"]}),
    json.dumps({"id": 1.5, **EXAMPLES["1"]}),
    json.dumps({**EXAMPLES["1"], "experience": None}),
    json.dumps({**EXAMPLES["1"], "experience": 9}),
    json.dumps({**EXAMPLES["1"], "no_such_field": 1}),
    json.dumps({"id": "empty"}),
)
"""One mistake each; twice in the file."""


@pytest.fixture(scope="module")
def service() -> Service:
    return coached(Settings(record=False))


@pytest.fixture(scope="module")
def bodies() -> list[dict[str, Any]]:
    return [one.model_dump(mode="json", exclude_unset=True) for one in islice(draw_requests(11), GOOD)]


@pytest.fixture(scope="module")
def file(bodies: list[dict[str, Any]], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """200 good rows with ids `m0` to `m199`, and a bad one after every tenth."""
    lines = []
    for number, body in enumerate(bodies):
        lines.append(json.dumps({"id": f"m{number}", **body}, ensure_ascii=False))
        if number % 10 == 9:
            lines.append(BAD_ROWS[number // 10 % len(BAD_ROWS)].replace('"empty"', f'"empty {number}"'))
    return written(tmp_path_factory.mktemp("bulk") / "requests.jsonl", *lines)


def written(file: Path, *lines: str) -> Path:
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return file


def records(file: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]


def made(service: Service, file: Path, folder: Path, route: Route = "routine") -> tuple[list[Any], list[Any]]:
    """The rows of months and errors that this process makes of a file."""
    bulk(Requests.read(file, route), folder, lambda rows: in_threads(service, route, rows, 4), lambda _: None)
    return records(folder / "months.jsonl"), records(folder / "errors.jsonl")


def command(file: Path, folder: Path, *options: str, **environment: str) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-m", "tests.service.bulk_service", "bulk", str(file), str(folder), *options],
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": str(ROOT)} | environment,
        stderr=subprocess.PIPE,
        text=True,
    )


def assert_complete(folder: Path, bodies: list[dict[str, Any]], service: Service) -> None:
    """Each good row has its month once, in order, as the service makes it; each bad row is told once."""
    months, errors = records(folder / "months.jsonl"), records(folder / "errors.jsonl")
    assert [one["id"] for one in months] == [f"m{number}" for number in range(GOOD)]
    assert [one["line"] for one in errors] == list(range(11, 221, 11))
    for number in range(0, GOOD, 20):
        expected = service.routine(RoutineRequest.model_validate(bodies[number]))
        assert timeless(months[number]["answer"]) == timeless(expected.model_dump(mode="json")), number


def test_good_rows_have_the_services_months_and_bad_rows_say_what_was_wrong(
    service: Service, file: Path, bodies: list[dict[str, Any]], tmp_path: Path
) -> None:
    _, errors = made(service, file, tmp_path)
    assert_complete(tmp_path, bodies, service)
    assert {one["family"] for one in errors} == {"request"}
    told = [one["error"] for one in errors[: len(BAD_ROWS)]]
    assert "no JSON" in told[0]
    assert "no JSON object" in told[1]
    assert "no JSON object" in told[2]
    assert "NaN" in told[3]
    assert told[4] == told[5] == "id: expected a text or a whole number"
    assert told[6].startswith("experience: ")
    assert told[7].startswith("experience: ")
    assert told[8].startswith("no_such_field: ")
    assert [one["id"] for one in errors[:6]] == [None] * 6
    assert [one["id"] for one in errors[6:10]] == ["77", "88", "99", "empty 99"]
    assert errors[7]["fields"][0]["loc"] == ["experience"]


def test_programmes_and_next_months(service: Service, tmp_path: Path) -> None:
    request = EXAMPLES["2"]
    months, _ = made(
        service,
        written(tmp_path / "programmes.jsonl", json.dumps({"request": request, "weeks": 8})),
        tmp_path / "programmes",
        "programme",
    )
    expected = programme(service, ProgrammeRequest.model_validate({"request": request, "weeks": 8}))
    answer = months[0]["answer"]
    assert [one["role"] for one in answer["months"]] == [one.role for one in expected.months]
    carry = answer["months"][0]["routine"]["carry"]
    rows = [json.dumps({"id": "with carry", "carry": carry}), json.dumps({"id": "a run", "run_id": "0" * 32})]
    months, errors = made(service, written(tmp_path / "next.jsonl", *rows), tmp_path / "next", "routine/next")
    after = next_month(service, Carry.model_validate(carry), NextRequest.model_validate({"carry": carry}))
    assert months[0]["answer"]["proposals"] == after.model_dump(mode="json")["proposals"]
    assert errors[0]["id"] == "a run"
    assert "give the month's `carry` instead" in errors[0]["error"]


def test_a_killed_command_goes_on_and_makes_no_month_twice(
    service: Service, file: Path, bodies: list[dict[str, Any]], tmp_path: Path
) -> None:
    folder = tmp_path / "out"
    first = command(file, folder, "--no-ray", "--workers", "2", **{PAUSE_S: "0.01"})
    while not (folder / "months.jsonl").exists() or len((folder / "months.jsonl").read_bytes().split(b"\n")) < GOOD / 3:
        assert first.poll() is None, first.communicate()[1]
        time.sleep(0.01)
    first.send_signal(signal.SIGKILL)
    first.communicate()
    before = records_of_whole_lines(folder / "months.jsonl")
    assert GOOD / 4 < len(before) < GOOD
    second = command(file, folder, "--no-ray")
    said = second.communicate()[1]
    assert second.returncode == 3, said
    assert f"{GOOD} of {GOOD + BAD} rows have a month, {BAD} an error" in said
    assert_complete(folder, bodies, service)
    assert records(folder / "months.jsonl")[: len(before)] == before, "months that were made are kept as they are"


def records_of_whole_lines(file: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in file.read_bytes().splitlines(keepends=True) if line.endswith(b"\n")]


@pytest.mark.parametrize("left", [b'{"id":"1","line":1,"answ', b'{"id":"1"}\n', b"\0\0\0\0\n"])
def test_what_a_kill_left_half_written_is_made_again(service: Service, tmp_path: Path, left: bytes) -> None:
    rows = written(tmp_path / "requests.jsonl", *[json.dumps(EXAMPLES[name]) for name in "123"])
    folder = tmp_path / "out"
    made(service, rows, folder)
    whole = (folder / "months.jsonl").read_bytes()
    first = whole[: whole.index(b"\n") + 1]
    (folder / "months.jsonl").write_bytes(first + left)
    months, _ = made(service, rows, folder)
    assert [one["id"] for one in months] == ["1", "2", "3"]
    assert (folder / "months.jsonl").read_bytes().startswith(first)


def test_a_folder_of_other_requests_is_refused(service: Service, tmp_path: Path) -> None:
    rows = written(tmp_path / "requests.jsonl", json.dumps(EXAMPLES["1"]))
    made(service, rows, tmp_path / "out")
    for file, route in (
        (written(tmp_path / "others.jsonl", json.dumps(EXAMPLES["2"])), "routine"),
        (rows, "programme"),
    ):
        with pytest.raises(RequestError, match="holds months of other requests"):
            made(service, file, tmp_path / "out", route)  # type: ignore[arg-type]
    (tmp_path / "out" / "bulk.json").unlink()
    with pytest.raises(RequestError, match=r"has no bulk\.json"):
        made(service, rows, tmp_path / "out")


def test_a_folder_that_is_being_written_to_is_refused(service: Service, tmp_path: Path) -> None:
    rows = written(tmp_path / "requests.jsonl", json.dumps(EXAMPLES["1"]))
    with (
        opened(tmp_path / "out", Requests.read(rows, "routine")),
        pytest.raises(RequestError, match="another process writes"),
    ):
        made(service, rows, tmp_path / "out")


def test_ids_are_unique(tmp_path: Path) -> None:
    rows = [json.dumps({"id": one, **EXAMPLES["1"]}) for one in ("a", "b", "a")]
    with pytest.raises(RequestError, match=r"rows 1 and 3 of .* have the same id 'a'"):
        Requests.read(written(tmp_path / "requests.jsonl", *rows), "routine")
    rows = [json.dumps({"id": 2, **EXAMPLES["1"]}), json.dumps(EXAMPLES["1"])]
    with pytest.raises(RequestError, match=r"rows 1 and 2 of .* have the same id '2'"):
        Requests.read(written(tmp_path / "requests.jsonl", *rows), "routine")


def test_a_file_without_rows_is_refused(tmp_path: Path) -> None:
    with pytest.raises(RequestError, match="has no row"):
        Requests.read(written(tmp_path / "requests.jsonl", "", " "), "routine")
    with pytest.raises(RequestError, match="cannot be read"):
        Requests.read(tmp_path / "nothing.jsonl", "routine")


def test_a_machine_that_cannot_go_on_stops_and_keeps_what_is_done(tmp_path: Path) -> None:
    rows = written(tmp_path / "requests.jsonl", *[json.dumps(EXAMPLES[name]) for name in "123"])
    script: dict[str, list[Any]] = dict(coach_script(RoutineRequest.model_validate(EXAMPLES["1"])))
    script["task1"].append(UnavailableError("the model has gone"))
    model = ScriptedModel(script)
    with pytest.raises(UnavailableError, match="row 2: the model has gone; 1 of 3 rows are done"):
        bulk(
            Requests.read(rows, "routine"),
            tmp_path / "out",
            lambda left: in_threads(Service(model, Settings(record=False)), "routine", left, 1),
            lambda _: None,
        )
    assert [one["id"] for one in records(tmp_path / "out" / "months.jsonl")] == ["1"]


def test_a_mistake_of_the_programs_own_is_told_and_stops_nothing(tmp_path: Path) -> None:
    rows = written(tmp_path / "requests.jsonl", *[json.dumps(EXAMPLES["1"])] * 2)
    script: dict[str, list[Any]] = dict(coach_script(RoutineRequest.model_validate(EXAMPLES["1"])))
    script["task1"].insert(0, ZeroDivisionError())
    service = Service(ScriptedModel(script), Settings(record=False))
    bulk(
        Requests.read(rows, "routine"),
        tmp_path / "out",
        lambda left: in_threads(service, "routine", left, 1),
        lambda _: None,
    )
    assert [one["id"] for one in records(tmp_path / "out" / "months.jsonl")] == ["2"]
    [error] = records(tmp_path / "out" / "errors.jsonl")
    assert (error["id"], error["family"]) == ("1", "internal")
    assert "ZeroDivisionError" in error["error"]


@needs_parquet
def test_parquet_in_and_out(service: Service, tmp_path: Path) -> None:
    import pyarrow
    from pyarrow import parquet

    lifts = {"bench_press": 80.0, "squat": 100.0, "dead_lift": 105.0, "over_head_press": 45.0}
    rows: list[dict[str, Any]] = [
        {"id": "a", "experience": 3, "gender": "male", "purpose": 1, "rm_weight": lifts, "minutes": 60},
        {"id": "b", "experience": 9, "gender": "male", "purpose": 1, "rm_weight": lifts, "minutes": None},
        {"id": "c", "body": json.dumps(EXAMPLES["2"])},
        {"id": "d", "body": "{"},
    ]
    file = tmp_path / "requests.parquet"
    parquet.write_table(pyarrow.Table.from_pylist(rows, schema=schema_of(rows)), file)
    assert [row.id for row in rows_of(file)] == ["a", "b", "c", "d"]
    months, errors = made(service, file, tmp_path / "out")
    table = parquet.read_table(tmp_path / "out" / "months.parquet").to_pylist()
    assert [(one["id"], one["line"]) for one in table] == [("a", 1), ("c", 3)]
    assert [json.loads(one["answer"]) for one in table] == [one["answer"] for one in months]
    asked = {name: value for name, value in rows[0].items() if name != "id"}
    expected = service.routine(RoutineRequest.model_validate(asked))
    assert timeless(months[0]["answer"]) == timeless(expected.model_dump(mode="json"))
    assert [one["id"] for one in errors] == ["b", "d"]
    assert errors[0]["fields"][0]["loc"] == ["experience"]
    assert "no JSON" in errors[1]["error"]


def schema_of(rows: list[dict[str, Any]]) -> Any:
    import pyarrow

    names = list(dict.fromkeys(name for row in rows for name in row))
    values = {name: [row[name] for row in rows if row.get(name) is not None] for name in names}
    return pyarrow.schema([(name, pyarrow.array(given).type) for name, given in values.items()])


@pytest.mark.parametrize(
    ("wished", "nodes", "expected"),
    [
        (None, [2], (1, 2)),
        (2, [2], (2, 1)),
        (1, [8], (1, 8)),
        (3, [4, 4], (3, 2)),
        (None, [4, 1], (2, 2)),
        (None, [1], (1, 1)),
    ],
)
def test_workers_share_the_cpus(wished: int | None, nodes: list[int], expected: tuple[int, int]) -> None:
    assert shared(wished, nodes) == expected


def test_more_workers_than_cpus_are_refused() -> None:
    with pytest.raises(RequestError, match="3 workers need a CPU each, and Ray has 2: give --workers 2 or fewer"):
        shared(3, [2])


def test_no_database_is_named_to_workers() -> None:
    given = given_settings(Settings.model_validate({"store": "postgresql://user:secret@db/x", "attempts": 2}))
    assert given["store"] is None
    assert given["record"] is False
    assert given["attempts"] == 2
    assert "threads" not in given, "what is not set here is each machine's own"


@pytest.mark.ray
@needs_ray
def test_ray_makes_the_same_months_and_survives_a_workers_death(
    service: Service, file: Path, bodies: list[dict[str, Any]], tmp_path: Path
) -> None:
    folder = tmp_path / "out"
    run = command(file, folder, "--workers", "2", **{DIES_ONCE: str(tmp_path / "died")})
    said = run.communicate(timeout=110)[1]
    assert run.returncode == 3, said
    assert re.search(r"on Ray with 2 workers, CPUs for each: 1", said)
    assert (tmp_path / "died").exists()
    assert_complete(folder, bodies, service)
    again = command(file, folder, "--workers", "2")
    said = again.communicate(timeout=60)[1]
    assert again.returncode == 3
    assert "0 made now" in said, "Ray is not even started where nothing is left"


@pytest.mark.ray
@needs_ray
def test_ray_refuses_more_workers_than_cpus(file: Path, tmp_path: Path) -> None:
    run = command(file, tmp_path / "out", "--workers", "4096")
    said = run.communicate(timeout=60)[1]
    assert run.returncode == 2
    assert "4096 workers need a CPU each" in said
