"""`POST /routine` with the real model: the five examples, and requests that cover the input space."""

import re
from datetime import date, timedelta

import pytest

from bench import recompute
from bench.obedience import disobeyed
from program.lifter.constraints import NO_CONSTRAINTS
from program.lifter.obeying import obeyed
from program.month.routine import Routine
from program.schema import EQUIPMENT, RoutineRequest
from tests import coach_reading
from tests.e2e.conftest import Answers
from tests.e2e.requests import BODIES, COVERING, EXAMPLES, SMALL, Body
from tests.e2e.shapes import MONTH, WITH_SENTENCE, misfits

every_body = pytest.mark.parametrize("body", BODIES.values(), ids=BODIES)


def test_the_requests_cover_the_input_space() -> None:
    bodies = list(COVERING.values())
    values = {
        "experience": {1, 2, 3, 4, 5},
        "gender": {"남성", "여성", "male", "female"},
        "purpose": {1, 2, 3, 4, 5, 6},
        "days_per_week": {2, 3, 4, None},
        "smallest_plate_kg": {0.5, 1, 1.25, 2.5, None},
        "bar_kg": {7.5, 10, 15, 20, 25, None},
        "minutes": {30, 35, 45, 60, 75, 90, 120, 150, 180, None},
    }
    for field, expected in values.items():
        assert {body.get(field) for body in bodies} == expected
    assert len({frozenset(body.get("equipment", EQUIPMENT)) for body in bodies}) == 31 + len(SMALL) + 1
    assert any(isinstance(record, dict) for body in bodies for record in body["rm_weight"].values())
    assert len(EXAMPLES) == 5


@pytest.mark.model
@every_body
def test_the_answer_has_the_shape_that_was_promised(answers: Answers, body: Body) -> None:
    month = answers.month(body)
    assert misfits(WITH_SENTENCE if "request" in body else MONTH, month) == []
    assert list(month) == list(MONTH)
    assert re.fullmatch(r"[0-9a-f]{32}", month["run_id"])
    assert month["plan"]["program"] == "5/3/1 프로그램"


@pytest.mark.model
@every_body
def test_every_decision_is_the_models(answers: Answers, body: Body) -> None:
    provenance = answers.month(body)["provenance"]
    agents = ["intake", "task1", "task2"] if "request" in body else ["task1", "task2"]
    assert list(provenance) == [*agents, "conditioning"]
    assert {provenance[agent]["source"] for agent in agents} == {"model"}
    assert provenance["conditioning"]["source"] == "code"


@pytest.mark.model
@every_body
def test_the_plan_keeps_the_rules_and_its_text_says_the_same(answers: Answers, body: Body) -> None:
    plan = answers.month(body)["plan"]
    assert plan["weekly_weight_increase_plan"] == recompute.plan_text(plan, plan["scheme"])
    assert 75 <= plan["training_max_rate"] <= 90
    assert plan["increase_rate_week"] > 0
    assert plan["increase_rate_set"] > 0
    assert recompute.work_rates(plan, 3)[-1] <= 95
    first, deload = recompute.work_rates(plan, 1), recompute.work_rates(plan, 4)
    assert all(light <= heavy - 10 for light, heavy in zip(deload, first, strict=True))


@pytest.mark.model
@every_body
def test_every_set_follows_from_the_plan(answers: Answers, body: Body) -> None:
    assert recompute.wrong_sets(answers.month(body)) == []


@pytest.mark.model
@every_body
def test_every_weight_follows_from_the_record_the_rate_and_the_plates(answers: Answers, body: Body) -> None:
    month = answers.month(body)
    assert recompute.wrong_weights(body, month) == []
    weights = [one["weight_kg"] for _, _, one in recompute.barbell_sets(month)]
    assert all(kg >= body.get("bar_kg", 20) for kg in weights if kg is not None)


@pytest.mark.model
@every_body
def test_a_coach_finds_nothing_wrong(answers: Answers, body: Body) -> None:
    request, month = RoutineRequest.model_validate(body), Routine.model_validate(answers.month(body))
    assert coach_reading.read(obeyed(request, month.constraints or NO_CONSTRAINTS), month.weeks) == []


@pytest.mark.model
@every_body
def test_the_sentence_is_obeyed(answers: Answers, body: Body) -> None:
    assert list(disobeyed(body, answers.month(body))) == []


@pytest.mark.model
@every_body
def test_sessions_fall_on_the_right_days(answers: Answers, body: Body) -> None:
    month = answers.month(body)
    days = body.get("days_per_week") or (3 if body["experience"] <= 2 else 4)
    dates = [[day["date"] for day in week["days"]] for week in month["weeks"]]
    if "start_date" in body:
        start = date.fromisoformat(body["start_date"])
        expected: list[list[str | None]] = [
            [(start + timedelta(weeks=week, days=offset)).isoformat() for offset in recompute.WEEKDAYS[days]]
            for week in range(4)
        ]
    else:
        expected = [[None] * days] * 4
    assert dates == expected


@pytest.mark.model
@every_body
def test_the_notes_are_in_the_lifters_language(answers: Answers, body: Body) -> None:
    text = body.get("request", "")
    korean = bool(re.search("[가-힣]", text)) if re.search(r"\w", text) else body["gender"] in ("남성", "여성")
    notes = answers.month(body)["notes"]
    assert len(notes) >= 4
    assert all(bool(re.search("[가-힣]", note)) == korean for note in notes)
    assert len(set(notes)) == len(notes)
