"""What callers get wrong: each time a 4xx problem that names the field."""

import json
from typing import Any

import pytest
from fastapi.testclient import TestClient

from tests.api.conftest import MakeClient

ROUTES = ["/routine", "/gen/routine/rate"]
MEDIA_TYPE = "application/problem+json"

BAD_FIELDS: list[tuple[str, Any, list[str | int]]] = [
    ("experience", 9, ["experience"]),
    ("experience", 2.5, ["experience"]),
    ("experience", "3", ["experience"]),
    ("gender", "robot", ["gender"]),
    ("purpose", "abc", ["purpose"]),
    ("purpose", None, ["purpose"]),
    ("rm_weight", {}, ["rm_weight", "squat"]),
    ("rm_weight", 80, ["rm_weight"]),
    ("colour", "red", ["colour"]),
    ("days_per_week", 5, ["days_per_week"]),
    ("request", "가" * 600, ["request"]),
]
BAD_WEIGHTS: list[tuple[Any, list[str | int]]] = [
    (0, ["rm_weight", "squat"]),
    (-20, ["rm_weight", "squat"]),
    (601, ["rm_weight", "squat"]),
    (1e300, ["rm_weight", "squat"]),
    (float("nan"), ["rm_weight", "squat"]),
    (float("inf"), ["rm_weight", "squat"]),
    ("100", ["rm_weight", "squat"]),
    (True, ["rm_weight", "squat"]),
    (None, ["rm_weight", "squat"]),
    ({"weight_kg": 90}, ["rm_weight", "squat", "reps"]),
    ({"weight_kg": 90, "reps": 40}, ["rm_weight", "squat", "reps"]),
    ({"weight_kg": 90, "reps": 5, "date": "today"}, ["rm_weight", "squat", "date"]),
]
BAD_OPTIONS: list[tuple[str, Any, list[str | int]]] = [
    ("equipment", [], ["equipment"]),
    ("equipment", ["kettlebell", "sandbag"], ["equipment", 1]),
    ("minutes", 10, ["minutes"]),
    ("smallest_plate_kg", 3, ["smallest_plate_kg"]),
    ("bar_kg", 0, ["bar_kg"]),
    ("bar_kg", "20", ["bar_kg"]),
    ("bar_kg", [], ["bar_kg"]),
    ("bar_kg", [20, 60], ["bar_kg", 1]),
    ("bar_kg", {"curl": 10}, ["bar_kg", "curl"]),
    ("bar_kg", {"squat": "light"}, ["bar_kg", "squat"]),
    ("seed", -1, ["seed"]),
    ("start_date", "soon", ["start_date"]),
]


@pytest.fixture
def client(make_client: MakeClient) -> TestClient:
    return make_client()


def post(client: TestClient, route: str, body: Any) -> dict[str, Any]:
    """The problem that `body` gets, after the checks that every problem must pass."""
    answered = client.post(route, content=json.dumps(body), headers={"content-type": "application/json"})
    return problem(answered, 422)


def problem(answered: Any, status: int) -> dict[str, Any]:
    assert answered.status_code == status
    assert answered.headers["content-type"] == MEDIA_TYPE
    body: dict[str, Any] = answered.json()
    assert {"type", "title", "status", "detail"} <= set(body)
    assert body["status"] == status
    assert "Traceback" not in body["detail"]
    return body


@pytest.mark.parametrize("route", ROUTES)
@pytest.mark.parametrize(("field", "value", "loc"), BAD_FIELDS)
def test_a_bad_field_is_named(
    client: TestClient, example: dict[str, Any], route: str, field: str, value: Any, loc: list[str | int]
) -> None:
    reported = post(client, route, {**example, field: value})
    assert loc in [error["loc"] for error in reported["errors"]]
    assert ".".join(map(str, loc)) in reported["detail"]


@pytest.mark.parametrize("route", ROUTES)
@pytest.mark.parametrize(("weight", "loc"), BAD_WEIGHTS)
def test_a_bad_weight_is_told_once(
    client: TestClient, example: dict[str, Any], route: str, weight: Any, loc: list[str | int]
) -> None:
    example["rm_weight"]["squat"] = weight
    assert [error["loc"] for error in post(client, route, example)["errors"]] == [loc]


@pytest.mark.parametrize(("field", "value", "loc"), BAD_OPTIONS)
def test_a_bad_option_of_the_month_is_named(
    client: TestClient, example: dict[str, Any], field: str, value: Any, loc: list[str | int]
) -> None:
    assert loc in [error["loc"] for error in post(client, "/routine", {**example, field: value})["errors"]]


@pytest.mark.parametrize("route", ROUTES)
@pytest.mark.parametrize("lift", ["bench_press", "squat", "dead_lift", "over_head_press"])
def test_a_missing_lift_is_named(client: TestClient, example: dict[str, Any], route: str, lift: str) -> None:
    del example["rm_weight"][lift]
    assert [error["loc"] for error in post(client, route, example)["errors"]] == [["rm_weight", lift]]


def test_the_first_systems_route_takes_no_options_of_the_month(client: TestClient, example: dict[str, Any]) -> None:
    reported = post(client, "/gen/routine/rate", {**example, "minutes": 60})
    assert [error["loc"] for error in reported["errors"]] == [["minutes"]]


@pytest.mark.parametrize("route", ROUTES)
def test_broken_json_is_told_with_its_place(client: TestClient, route: str) -> None:
    answered = client.post(route, content='{"experience": 3,', headers={"content-type": "application/json"})
    assert "character 17" in problem(answered, 400)["detail"]


@pytest.mark.parametrize("route", ROUTES)
@pytest.mark.parametrize("body", [b"", b"null", b"[]", b'"text"', b"7"])
def test_an_empty_body_or_no_object(client: TestClient, route: str, body: bytes) -> None:
    answered = client.post(route, content=body, headers={"content-type": "application/json"})
    assert problem(answered, 422)["errors"][0]["loc"] == []


@pytest.mark.parametrize("route", ROUTES)
@pytest.mark.parametrize("content_type", ["text/plain", "application/x-www-form-urlencoded"])
def test_another_content_type(client: TestClient, example: dict[str, Any], route: str, content_type: str) -> None:
    answered = client.post(route, content=json.dumps(example), headers={"content-type": content_type})
    assert "application/json" in problem(answered, 415)["detail"]


@pytest.mark.parametrize("route", ROUTES)
@pytest.mark.parametrize("body", [b"\xff\xfe{", b"[" * 10_000, b"9" * 5_000])
def test_bytes_that_no_caller_should_send(client: TestClient, route: str, body: bytes) -> None:
    answered = client.post(route, content=body, headers={"content-type": "application/json"})
    assert 400 <= answered.status_code < 500
    problem(answered, answered.status_code)


@pytest.mark.parametrize("route", ROUTES)
def test_a_body_in_another_encoding(client: TestClient, example: dict[str, Any], route: str) -> None:
    body = json.dumps(example, ensure_ascii=False).encode("cp949")
    answered = client.post(route, content=body, headers={"content-type": "application/json"})
    wrong = problem(answered, 400)
    assert "not UTF-8: byte 0xb3 at position" in wrong["detail"]
    assert wrong["errors"][0]["loc"] == []


@pytest.mark.parametrize(
    ("body", "message"), [(b"[" * 10_000, "nested too deeply"), (b"9" * 5_000, "no JSON that can be read: ")]
)
def test_json_that_cannot_be_read(client: TestClient, body: bytes, message: str) -> None:
    answered = client.post("/routine", content=body, headers={"content-type": "application/json"})
    assert message in problem(answered, 400)["detail"]


def test_a_name_that_has_no_utf_8_form(client: TestClient, example: dict[str, Any]) -> None:
    text = json.dumps(example)[:-1] + r', "\ud800": 1}'
    answered = client.post("/routine", content=text, headers={"content-type": "application/json"})
    assert problem(answered, 422)["errors"]


@pytest.mark.parametrize("route", ROUTES)
def test_a_body_beyond_all_measure(client: TestClient, route: str) -> None:
    answered = client.post(route, content=b" " * 100_000, headers={"content-type": "application/json"})
    problem(answered, 413)


def test_an_unknown_path_and_another_method(client: TestClient) -> None:
    assert "/nothing" in problem(client.get("/nothing"), 404)["detail"]
    answered = client.get("/routine")
    assert "POST" in problem(answered, 405)["detail"]
    assert answered.headers["allow"] == "POST"


def test_a_month_past_the_calendars_end(make_client: MakeClient, example: dict[str, Any]) -> None:
    example["start_date"] = "9999-12-20"
    assert post(make_client(example), "/routine", example)["errors"]
