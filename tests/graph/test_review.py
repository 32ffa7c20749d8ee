"""The report on a month in the graph: what the model reads in it becomes the next month."""

import json
from collections.abc import Sequence
from typing import Any

import pytest

from agents.review import MonthReview
from program.progression.carry import Carry
from program.schema import LIFTS
from service.programme import NextMonth, NextRequest, next_month
from service.service import Service
from service.settings import Settings
from tests.coached import Coached, lifter, log_of
from tests.scripted import ScriptedModel

MONTH = Coached().routine(lifter(start_date="2024-01-01"))
AGENTS = ("review", "intake", "task1", "task2")
REPORT = "스쿼트는 겨우 했고 벤치 TM이 의심돼요. 데드는 낮춰 주세요. 다음 달은 좀 가볍게"
SAID = [
    ["겨우", "squat", "smaller_step"],
    ["벤치 TM이 의심돼요.", "bench_press", "test"],
    ["낮춰 주세요.", "dead_lift", "back"],
    ["좀 가볍게", "intensity", "lighter"],
]


def carry() -> Carry:
    assert MONTH.carry is not None
    return MONTH.carry


def after(answers: Sequence[str], **fields: Any) -> tuple[NextMonth, ScriptedModel]:
    """The month after a good one, with these answers to the report; the other agents' models say nothing of use."""
    model = ScriptedModel({"review": answers, "task1": ["no"] * 2, "task2": ["no"] * 2})
    service = Service(model, Settings(agents=AGENTS, attempts=len(answers), record=False))
    body = {"carry": carry(), "log": log_of(carry()), **fields}
    return next_month(service, carry(), NextRequest.model_validate(body)), model


def answer(*said: list[Any]) -> str:
    return json.dumps({"said": said}, ensure_ascii=False)


def test_the_proposals_and_the_month_follow_from_the_report() -> None:
    made, _ = after([answer(*SAID)], report=REPORT)
    found = {one.lift: (one.from_kg, one.to_kg, one.rule, one.words) for one in made.proposals}
    assert found == {
        "bench_press": (81, 81, "reported", "벤치 TM이 의심돼요."),
        "squat": (108, 110.5, "reported", "겨우"),
        "dead_lift": (129.6, 116.64, "reported", "낮춰 주세요."),
        "over_head_press": (54, 56.5, "plus_set_met", None),
    }
    [month] = [made.routine]
    assert month.provenance["review"].source == "model"
    assert month.weeks[-1].test
    assert month.constraints is not None
    assert month.constraints.intensity == "lighter"
    assert month.carry is not None
    assert {one.lift: one.training_max_kg for one in month.carry.lifts} == {one: found[one][1] for one in LIFTS}
    texts = {one.lift: one.text for one in made.proposals}
    assert texts["squat"].startswith("스쿼트 TM 108kg → 110.5kg. 이렇게 적으셨습니다: '겨우'.")


def test_a_wrong_answer_is_sent_back_with_its_errors() -> None:
    bold = answer(["겨우", "squat", "up"])
    made, model = after([bold, answer(["겨우", "squat", "hold"])], report=REPORT)
    assert made.routine.provenance["review"].attempts == 2
    assert "지난 답변의 오류" in model.of("review")[1].prompt
    assert [one.to_kg for one in made.proposals if one.lift == "squat"] == [108]


def test_where_the_model_fails_the_table_and_the_pain_that_code_hears_hold() -> None:
    made, _ = after(["no"], report="벤치할 때 어깨가 아파요. 스쿼트는 겨우 했어요")
    assert made.routine.provenance["review"].source == "coach"
    assert {one.lift: one.rule for one in made.proposals}["bench_press"] == "reported"
    assert {one.lift: one.rule for one in made.proposals}["squat"] == "plus_set_met"


def test_it_runs_only_where_there_is_a_report() -> None:
    for report in (None, " "):
        made, model = after(["no"], report=report)
        assert MonthReview.name not in made.routine.provenance
        assert model.of(MonthReview.name) == []


def test_a_lighter_month_stands_on_less_and_carries_the_training_maxes_whole() -> None:
    usual, _ = after([answer()], report="좋았어요")
    lighter, _ = after([answer(["가볍게", "intensity", "lighter"])], report="다음 달은 가볍게")
    assert lighter.proposals == usual.proposals
    for lift in LIFTS:
        assert lighter.routine.training_max[lift] == pytest.approx(usual.routine.training_max[lift] * 0.95, abs=0.01)
    assert lighter.routine.carry is not None
    assert usual.routine.carry is not None
    assert lighter.routine.carry.lifts[0].training_max_kg == usual.routine.carry.lifts[0].training_max_kg
    assert any("이번 달은 TM의 95%" in note for note in lighter.routine.notes)


def test_a_test_that_is_asked_for_tests_that_lift_alone() -> None:
    made, _ = after([answer(*SAID)], report=REPORT)
    tested = {main.lift for day in made.routine.weeks[-1].days for main in day.main if main.sets[-1].most_reps}
    assert tested == {"bench_press"}


def test_a_caution_of_a_report_stays_until_it_is_taken_out() -> None:
    made, _ = after([answer()], report="임신했어요")
    assert {one.to_kg - one.from_kg for one in made.proposals} == {0}
    carried = made.routine.carry
    assert carried is not None
    assert carried.whose.cautions == ("pregnancy",)
    body = {"carry": carried, "log": log_of(carried)}
    later = next_month(Coached(), carried, NextRequest.model_validate(body))
    assert {one.rule for one in later.proposals} == {"month_careful"}
    assert later.routine.carry is not None
    assert later.routine.carry.whose.cautions == ("pregnancy",)
    free = next_month(Coached(), carried, NextRequest.model_validate({**body, "request": {"cautions": None}}))
    assert free.routine.constraints is None


def test_a_report_that_nobody_reads_is_told() -> None:
    body = {"carry": carry(), "report": "보조는 줄여 주세요"}
    made = next_month(Coached(), carry(), NextRequest.model_validate(body))
    assert any("(review)이 꺼져 있어" in note for note in made.routine.notes)


@pytest.mark.parametrize("field", ["review", "report"])
def test_the_runs_request_keeps_the_report(field: str) -> None:
    made, model = after([answer()], report=REPORT)
    assert REPORT in model.of("review")[0].prompt
    assert made.routine.carry is not None
    assert REPORT not in made.routine.carry.model_dump_json()
    assert field not in made.routine.carry.request
