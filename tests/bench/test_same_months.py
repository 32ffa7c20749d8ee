"""The comparison of two checkouts: which requests it asks, what counts as a difference, what it prints."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
import typer
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from bench import same_months
from program.schema import RoutineRequest

SETS = [{"kind": "warmup", "weight_kg": 20.0}, {"kind": "work", "weight_kg": 50.0}]
MONTH: dict[str, Any] = {"run_id": "a", "notes": ["Rest well."], "weeks": [{"sets": SETS}], "http_status": 200}

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=3),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=10,
)


def compare(
    monkeypatch: pytest.MonkeyPatch, here: dict[str, Any], there: dict[str, Any], *options: str
) -> tuple[int, str]:
    """Exit status and output of the command for checkouts that answer every request with these months."""

    def answers(checkout: Path, bodies: Sequence[Any]) -> list[Any]:
        return [here if checkout == same_months.ROOT else there for _ in bodies]

    monkeypatch.setattr(same_months, "answers", answers)
    app = typer.Typer()
    app.command()(same_months.main)
    result = CliRunner().invoke(app, [str(Path(__file__).parent), "--requests", "3", *options])
    return result.exit_code, result.output


def test_requests_cover_the_input_space_and_are_the_same_for_a_seed() -> None:
    bodies = same_months.draw_bodies(300, seed=1)
    assert bodies == same_months.draw_bodies(300, seed=1)
    assert bodies != same_months.draw_bodies(300, seed=2)
    requests = [RoutineRequest.model_validate(body) for body in bodies]
    for field in RoutineRequest.model_fields.keys() - {"rm_weight"}:
        assert len({getattr(request, field) for request in requests}) > 1, field
    assert {request.language for request in requests} == {"ko", "en"}
    assert any(isinstance(record, dict) for body in bodies for record in body["rm_weight"].values())


def test_equal_months_exit_with_0(monkeypatch: pytest.MonkeyPatch) -> None:
    status, output = compare(monkeypatch, MONTH, MONTH | {"run_id": "b"})
    assert status == 0
    assert "3 of 3 months are equal" in output


def test_a_difference_is_printed_with_its_request_and_exits_with_1(monkeypatch: pytest.MonkeyPatch) -> None:
    other = json.loads(json.dumps(MONTH))
    other["weeks"][0]["sets"][1]["weight_kg"] = 52.5
    status, output = compare(monkeypatch, MONTH, other)
    assert status == 1
    assert "0 of 3 months are equal" in output
    assert "weeks[0].sets[1].weight_kg: 50.0 here, 52.5 there" in output
    assert '"rm_weight"' in output


def test_a_refused_request_differs_from_a_month(monkeypatch: pytest.MonkeyPatch) -> None:
    status, output = compare(monkeypatch, MONTH, {"http_status": 422, "title": "wrong"})
    assert status == 1
    assert "http_status: 200 here, 422 there" in output


def test_what_is_ignored_may_differ_and_nothing_else(monkeypatch: pytest.MonkeyPatch) -> None:
    other = MONTH | {"notes": ["Sleep well."], "weeks": [{"sets": SETS[1:]}]}
    assert compare(monkeypatch, MONTH, other, "--ignore", "notes, warmups")[0] == 0
    assert compare(monkeypatch, MONTH, other, "--ignore", "notes")[0] == 1
    assert compare(monkeypatch, MONTH, other, "--ignore", "warmups")[0] == 1
    heavier = {"weeks": [{"sets": [SETS[0], SETS[1] | {"weight_kg": 55.0}]}]}
    assert compare(monkeypatch, MONTH, other | heavier, "--ignore", "notes,warmups")[0] == 1


@given(JSON, JSON)
def test_no_difference_means_equal(here: Any, there: Any) -> None:
    assert list(same_months.differences(here, here)) == []
    assert bool(list(same_months.differences(here, there))) == (here != there)
