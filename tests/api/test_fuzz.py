"""Answers to whatever a caller may send: by the OpenAPI document, and as bytes. `make fuzz` asks more of the same."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from typer.testing import CliRunner

from bench import fuzz
from bench.fuzz_bodies import PROBLEM, RAW_VALUES, check_bodies, examples, wrong
from bench.fuzz_contract import check_contract
from bench.fuzz_service import Fuzzed, fuzzed_service
from program.records import HEAVIEST_KG
from program.schema import RoutineRequest
from service.model_loader import with_agent
from service.settings import Settings
from tests.api.conftest import MakeClient
from tests.program.test_long_texts import EVIL, text_of

LONGEST = 60_000


@pytest.fixture(scope="module")
def service() -> Iterator[Fuzzed]:
    with fuzzed_service() as started:
        yield started


def test_every_answer_is_as_the_document_says(service: Fuzzed) -> None:
    asked = check_contract(service, 500)
    assert asked.cases >= 500
    assert asked.findings == [], "\n\n".join(map(str, asked.findings[:3]))


def test_every_broken_body_is_refused_with_a_problem(service: Fuzzed) -> None:
    asked = check_bodies(service, 300)
    assert asked.cases >= 300
    assert asked.findings == [], "\n\n".join(map(str, asked.findings[:3]))


def test_what_the_bodies_are_made_from_is_answered(service: Fuzzed) -> None:
    for path, body in examples(service).items():
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        kind = "text/csv" if isinstance(body, bytes) else "application/json"
        answer = service.client.post(path, data=data, headers={"content-type": kind})
        assert answer.status_code == 200, (path, answer.text)


@pytest.mark.parametrize(
    ("status", "headers", "content", "told"),
    [
        (200, {}, b"", False),
        (503, {"retry-after": "10", "content-type": PROBLEM}, b'{"status": 503, "detail": "wait"}', False),
        (500, {"content-type": PROBLEM}, b'{"status": 500, "detail": "no"}', True),
        (503, {"content-type": PROBLEM}, b'{"status": 503, "detail": "wait"}', True),
        (422, {"content-type": "application/json"}, b'{"status": 422, "detail": "no"}', True),
        (422, {"content-type": PROBLEM}, b'{"status": 400, "detail": "no"}', True),
    ],
)
def test_a_wrong_answer_is_found(status: int, headers: dict[str, str], content: bytes, told: bool) -> None:
    assert bool(list(wrong(status, headers, content))) == told


def test_findings_end_the_command_with_1(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bench.fuzz_bodies.wrong", lambda *_: iter(["all of it"]))
    done = CliRunner().invoke(_command(), ["--cases", "0", "--bodies", "2"])
    assert (done.exit_code, "all of it" in done.output) == (1, True)


def _command() -> Any:
    import typer

    app = typer.Typer()
    app.command()(fuzz.main)
    return app


# What was found: each of these was answered with 500, or refused without need.


@pytest.mark.parametrize(
    "changes",
    [
        {"rm_weight": {"bench_press": 1e-280, "squat": 1e-5, "dead_lift": 5e-324, "over_head_press": 0.001}},
        {"rm_weight": {lift: {"weight_kg": 567, "reps": 6} for lift in ("bench_press", "squat")}},
        {"training_max": {"squat": 1e-9, "bench_press": 600}},
        {"bar_kg": [48.04844602106543, 19.51614167879368]},
        {"bar_kg": 1e-308},
        {"plates_kg": [57 * 0.01, 20, 10]},
    ],
)
def test_numbers_beyond_all_measure_make_a_month(
    changes: dict[str, Any], make_client: MakeClient, example: dict[str, Any]
) -> None:
    body = {**example, **changes, "rm_weight": example["rm_weight"] | changes.get("rm_weight", {})}
    answered = make_client(body).post("/routine", json=body)
    assert answered.status_code == 200, answered.text
    assert all(0 < kg <= HEAVIEST_KG for kg in answered.json()["training_max"].values() if kg is not None)


def test_training_maxes_stay_within_bounds_through_a_programme(service: Fuzzed) -> None:
    lifts = ("bench_press", "squat", "dead_lift", "over_head_press")
    body: dict[str, Any] = {"request": service.example | {"training_max": dict.fromkeys(lifts, 600)}, "weeks": 12}
    answered = service.client.post("/programme", json=body)
    assert answered.status_code == 200, answered.text


@pytest.mark.parametrize(
    ("block", "refused"), [({"counters": {"squat": {"cycles_done": 10**36}}}, True), ({"month": 1200}, False)]
)
def test_counts_have_an_end(service: Fuzzed, block: dict[str, Any], refused: bool) -> None:
    answered = service.client.post("/routine", json=service.example | {"block": block})
    assert answered.status_code == (422 if refused else 200), answered.text


@pytest.mark.parametrize("weight_lb", [10**300, 1e308, 0, -5])
def test_a_logged_weight_out_of_bounds_is_named(service: Fuzzed, weight_lb: float) -> None:
    log: list[dict[str, Any]] = [{"lift": "squat", "week": 3, "weight_lb": weight_lb, "reps": 5}]
    answered = service.client.post("/routine/next", json={"carry": service.month["carry"], "log": log})
    assert answered.status_code == 422
    assert "weight_lb: expected a weight over 0 and up to 1322.77 lb" in answered.json()["detail"]


@pytest.mark.parametrize(
    "wishes",
    [
        {"unit": "lb", "training_max": {"squat": 1e-190, "bench_press": 5, "dead_lift": 5, "over_head_press": 5}},
        {"unit": "lb", "training_max": {"squat": 10**400, "bench_press": 5, "dead_lift": 5, "over_head_press": 5}},
    ],
)
def test_records_are_found_behind_any_training_maxes(service: Fuzzed, wishes: dict[str, Any]) -> None:
    body = {name: service.example[name] for name in ("experience", "gender", "purpose")} | wishes
    answered = service.client.post("/routine", json=body)
    assert answered.status_code == (422 if wishes["training_max"]["squat"] > 600 else 200), answered.text


def test_a_node_that_does_not_run_in_a_month_stands_before_those_that_use_it() -> None:
    named = with_agent(Settings(agents=("intake", "task1", "task2")), "review").agents
    assert named is not None
    assert named.index("review") < named.index("task2")


# Long texts: the bounds at the door keep them from every pattern behind it.


def texts(value: Any, within: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """The steps to each text in a body."""
    if isinstance(value, str):
        yield within
    for key, one in value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ():
        yield from texts(one, (*within, key))


@pytest.mark.parametrize("name", ["digits", "spaces", "Korean numerals", "braces and quotes", "one letter with marks"])
def test_60_kb_in_any_text_of_a_body_are_refused(service: Fuzzed, name: str) -> None:
    evil = text_of(name, LONGEST)
    whole = service.example | {"request": "Hello", "weekdays": ["mon", "tue"], "swap": {"squat": "front_squat"}}
    bodies = {**examples(service), "/routine": whole, "/routine/next": {"run_id": "0", "report": "Fine", "log": []}}
    for path in ("/routine", "/gen/routine/rate", "/programme", "/routine/next", "/graph/nodes/task1"):
        for steps in texts(bodies[path]):
            body = json.loads(json.dumps(bodies[path]))
            target = body
            for step in steps[:-1]:
                target = target[step]
            target[steps[-1]] = evil
            answered = service.client.post(path, json=body)
            assert 400 <= answered.status_code < 500, (path, steps)
            assert list(wrong(answered.status_code, answered.headers, answered.content)) == []


def test_a_sentence_that_is_too_long_is_refused_before_it_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[str] = []
    monkeypatch.setattr("program.reading.normalised.normalised", read.append)
    for name in EVIL:
        with pytest.raises(ValueError, match="at most 500 characters"):
            RoutineRequest.model_validate(
                {"experience": 1, "gender": "male", "purpose": 1, "rm_weight": {}, "request": text_of(name, LONGEST)}
            )
    assert read == []


def test_the_raw_values_are_of_every_kind() -> None:
    joined = b"".join(RAW_VALUES)
    assert all(part in joined for part in (b"NaN", b"\\ud800", b"\x00", b"[[[", b"1e400"))
