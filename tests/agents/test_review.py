"""How statements on a month are written, and what is refused."""

import json
from typing import Any

import pytest

from agents.agent import Inputs
from agents.review import MOST_SAID, MonthReview
from agents.validation import judge
from data.generate import read
from program.errors import RequestError
from program.progression.past import Past
from program.progression.review import Review, Statement
from tests.coached import lifter
from tests.program.progression.drawn import done, month

REVIEW = MonthReview()
SQUAT, BENCH = month("squat", 100), month("bench_press", 80)


def after(report: str | None, **fields: Any) -> Inputs:
    """A month in which the squat's minimum was met, and the bench press stalls."""
    past = Past.model_validate(
        {
            "lifts": (BENCH, SQUAT),
            "counters": {"bench_press": {"misses": 1}},
            "log": [*done(BENCH, 5, 3, 0), *done(SQUAT, 5, 3, 4)],
            "report": report,
        }
    )
    return Inputs(lifter(past=past, **fields))


def judged(inputs: Inputs, *said: list[Any]) -> Any:
    """What an answer with these statements says, or its errors."""
    verdict = judge(REVIEW, inputs, json.dumps({"said": list(said)}, ensure_ascii=False))
    return verdict.errors or verdict.answer


def test_it_runs_where_there_is_a_report() -> None:
    assert REVIEW.runs(after("좋았어요"))
    for inputs in (after(None), after(" \n"), Inputs(lifter())):
        assert not REVIEW.runs(inputs)


def test_alone_without_a_month_before_it_says_what_is_missing() -> None:
    with pytest.raises(RequestError, match="there is no month before"):
        REVIEW.prompt(Inputs(lifter()))


def test_the_prompt_has_the_report_and_what_the_table_says_of_each_lift() -> None:
    assert REVIEW.question(after("스쿼트\n가벼웠음")) == [
        "보고: 스쿼트 가벼웠음",
        "기록: 벤치 back 0, 스쿼트 step 5·3·4",
    ]


def test_statements_are_read() -> None:
    inputs = after("스쿼트 겨우 했고 무릎이 아파요")
    assert judged(inputs, ["겨우", "squat", "smaller_step"], ["무릎이 아파요", "avoid", "knee"]) == Review(
        said=(
            Statement(topic="squat", value="smaller_step", words="겨우"),
            Statement(topic="avoid", value="knee", words="무릎이 아파요"),
        )
    )
    assert judged(inputs) == Review()


@pytest.mark.parametrize(
    ("said", "error"),
    [
        (["가볍게", "squat", "hold"], "'가볍게' does not stand in the report"),
        (["겨우", "squat", "up"], "said.0.2: 'up' is not one of step, smaller_step, hold, test, back"),
        (["겨우", "bench_press", "step"], "bench_press: 'step' is not allowed for it, expected back"),
        (["겨우", "dead_lift", "hold"], "dead_lift: 'hold' is not allowed for it, expected none"),
        (["겨우", "mood", "good"], "mood"),
        (["겨우", "away", 30], "said.0.2"),
        (["겨우"], "said.0"),
        ("겨우", "said.0"),
    ],
)
def test_what_cannot_be_said_is_refused(said: Any, error: str) -> None:
    found = judged(after("스쿼트 겨우 했고"), said)
    assert isinstance(found, tuple)
    assert any(error in one for one in found)


def test_without_a_report_nothing_can_be_said() -> None:
    for report in (None, "", "## 답변"):
        assert REVIEW.schema(after(report))["properties"]["said"]["maxItems"] == 0


def test_an_answer_is_written_as_it_is_read() -> None:
    inputs = after("스쿼트 가벼웠고 보조는 줄여 주세요")
    answer = judged(inputs, ["가벼웠고", "squat", "step"], ["보조는 줄여 주세요", "volume", "less"])
    written = REVIEW.completion(inputs, answer)
    assert written == '{"said":[["가벼웠고","squat","step"],["보조는 줄여 주세요","volume","less"]]}'
    assert judge(REVIEW, inputs, written).answer == answer
    many = Review(said=(answer.said[0],) * 30)
    assert judge(REVIEW, inputs, REVIEW.completion(inputs, many)).answer == Review(said=(answer.said[0],) * MOST_SAID)


def test_two_reviews_are_the_same_where_only_their_words_differ() -> None:
    one, other, third = (
        Review(said=(Statement(topic="squat", value=value, words=words),))
        for value, words in (("hold", "a"), ("hold", "b"), ("back", "a"))
    )
    assert REVIEW.same(one, other)
    assert not REVIEW.same(one, third)


def test_the_evaluation_counts_decisions_and_pain() -> None:
    rows = read("review", "test")
    right = [Review.model_validate(row["answer"]) for row in rows]
    perfect = REVIEW.details(rows, right)
    assert perfect["decisions right, all lifts of a report"].startswith(f"{len(rows)} of {len(rows)}")
    assert perfect["pain in a lift missed"].startswith("0 of")
    nothing = REVIEW.details(rows, [Review()] * len(rows))
    assert nothing["bolder than the table"].startswith("0 of")
    assert not nothing["bolder than right"].startswith("0 of")
    assert not nothing["decisions right, all lifts of a report"].startswith(f"{len(rows)} of")
