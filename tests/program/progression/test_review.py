"""What a report on a month changes: never for something bolder, and pain that code hears always counts."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from program.block import LiftCounters
from program.lifter.constraints import Constraints
from program.lifter.obeying import obeyed, with_report
from program.progression.choices import CHOICES, Choice, choice_of
from program.progression.options import Options
from program.progression.past import Past
from program.progression.proposal import Proposal
from program.progression.review import (
    NO_REVIEW,
    Review,
    Statement,
    bounded,
    open_choices,
    reviewed,
    said_of_next_month,
    statement_error,
)
from program.progression.table import propose
from tests.coached import lifter
from tests.program.progression.drawn import cases, done, month
from tests.program.progression.test_table_properties import Drawn

SQUAT = month("squat", 100)


def past(report: str = "", **fields: object) -> Past:
    """A month in which the squat's minimum was met."""
    return Past.model_validate({"lifts": (SQUAT,), "log": done(SQUAT, 5, 3, 4), "report": report, **fields})


def review(*said: tuple[str, str | int]) -> Review:
    return Review(said=tuple(Statement.model_validate({"topic": t, "value": v, "words": "words"}) for t, v in said))


def decided(month_before: Past, said: Review = NO_REVIEW) -> Proposal:
    [found] = reviewed(month_before, said, "deload")
    return found


@given(cases(), st.sampled_from(CHOICES), st.integers(0, 8), st.sampled_from(["deload", "tm_test", "none"]))
def test_no_report_makes_a_training_max_bolder(case: Drawn, choice: Choice, weeks: int, week4: str) -> None:
    asked, log, counters, options = case
    month_before = Past(
        lifts=(asked,), counters=LiftCounters(**{asked.lift: counters}), log=tuple(log), options=options
    )
    table = propose(asked, log, counters, options)
    said = review((asked.lift, choice), *([("away", weeks)] if weeks else []))
    [found] = reviewed(month_before, said, week4)  # type: ignore[arg-type]  # hypothesis knows no literals
    assert found.to_kg <= table.to_kg
    assert reviewed(month_before, NO_REVIEW, "deload") == (table,)


@pytest.mark.parametrize(
    ("choice", "to", "rule"),
    [
        ("step", 105, "plus_set_met"),
        ("smaller_step", 102.5, "reported"),
        ("hold", 100, "reported"),
        ("test", 100, "reported"),
        ("back", 90, "reported"),
    ],
)
def test_each_choice(choice: Choice, to: float, rule: str) -> None:
    found = decided(past("words"), review(("squat", choice)))
    assert (found.to_kg, found.rule, found.words) == (to, rule, "words")


def test_of_two_choices_the_more_careful_holds() -> None:
    assert decided(past("words"), review(("squat", "hold"), ("squat", "step"))).to_kg == 100


def test_pain_that_code_hears_keeps_the_training_max_and_spares_the_joint() -> None:
    for report in ("스쿼트 할 때 무릎이 아팠어요", "my knee hurts when I squat"):
        found = decided(past(report), review(("squat", "test")))
        assert (found.to_kg, found.rule, found.words) == (100, "reported", None)
        assert said_of_next_month(past(report), NO_REVIEW).avoid == ("knee",)
    assert decided(past(report), review(("squat", "back"))).to_kg == 90


def test_a_lift_waits_while_its_joint_is_sore_and_every_lift_with_a_caution() -> None:
    assert decided(past("words"), review(("avoid", "knee"), ("squat", "step"))).rule == "reported"
    assert decided(past("words"), review(("avoid", "elbow"), ("squat", "step"))).rule == "plus_set_met"
    assert decided(past("words"), review(("caution", "pregnancy"))).to_kg == 100
    assert decided(past("스쿼트 하고 나면 머리가 핑 돌아요")).to_kg == 100


def test_an_easy_lift_whose_table_asks_for_a_test_is_tested() -> None:
    strict = past("words", log=done(SQUAT, 5, 3, 1), options=Options(strict=True))
    assert decided(strict).advice == "test"
    found = decided(strict, review(("squat", "step")))
    assert (found.rule, found.advice, found.words) == ("estimate_low", "test", "words")


def test_weeks_away_that_the_report_tells_count_as_if_they_were_given() -> None:
    assert decided(past("x"), review(("away", 1))).rule == "plus_set_met"
    assert decided(past("x"), review(("away", 2))).rule == "weeks_away"
    assert decided(past("x"), review(("away", 2), ("squat", "back"))).to_kg == 90
    given_in_the_form = past("x", options=Options(weeks_away=5))
    assert decided(given_in_the_form, review(("away", 2))).advice == "fresh_records"


def test_a_month_of_three_weeks_has_no_test() -> None:
    assert "test" in open_choices(past(), "deload")["squat"]
    assert "test" not in open_choices(past(), "none")["squat"]
    assert reviewed(past(), review(("squat", "test")), "none")[0].advice is None


def test_what_cannot_be_chosen_is_replaced_by_something_more_careful() -> None:
    [listed] = open_choices(past(log=done(SQUAT, 4, 3, 1)), "none").values()
    assert list(listed) == ["hold", "back"]
    assert [bounded(choice, listed) for choice in CHOICES] == ["hold", "hold", "hold", "hold", "back"]


def test_the_next_month_as_the_report_asks_for_it() -> None:
    said = review(("avoid", "elbow"), ("caution", "heart"), ("intensity", "lighter"), ("supplemental", "FSL"))
    asked = said_of_next_month(past("words"), said)
    wanted = Constraints(avoid=("elbow",), cautions=("heart",), intensity="lighter", supplemental="FSL")
    assert asked == wanted
    sentence = Constraints(avoid=("knee",), intensity="heavier", supplemental="BBB", volume="less")
    both = with_report(sentence, said_of_next_month(past("words"), review(("avoid", "elbow"))))
    assert both == sentence.model_copy(update={"avoid": ("knee", "elbow")})
    newer = with_report(
        sentence, said_of_next_month(past("words"), review(("volume", "more"), ("supplemental", "FSL")))
    )
    assert (newer.volume, newer.supplemental, newer.intensity) == ("more", "FSL", "heavier")
    assert with_report(sentence, wanted).intensity == "lighter"


def test_the_brief_has_the_training_maxes_counts_and_test_of_the_review() -> None:
    request = lifter(training_max={"squat": 105, "dead_lift": 150}, past=past("words"))
    brief = obeyed(request, review=review(("squat", "test")))
    assert brief.training_maxes == {"squat": 100, "dead_lift": 150}
    assert (brief.week4, brief.block.counters.squat.cycles_up) == ("tm_test", 0)
    assert obeyed(request).training_maxes == {"squat": 105, "dead_lift": 150}
    assert brief.tested == ("squat",)
    assert obeyed(request).week4 == "deload"
    heaviest = past("x", lifts=(month("squat", 600),), log=done(month("squat", 600), 5, 3, 4))
    assert obeyed(lifter(training_max={"squat": 600}, past=heaviest)).training_maxes == {"squat": 600}


def test_a_report_of_chest_pain_is_for_a_doctor() -> None:
    brief = obeyed(lifter(past=past("가슴이 조이듯 아프고 어지러웠어요")))
    assert brief.careful
    assert brief.constraints.declined == "medical"


@pytest.mark.parametrize(
    ("said", "error"),
    [
        (Statement(topic="squat", value="hold", words="무겁"), None),
        (Statement(topic="squat", value="hold", words="가볍"), "'가볍' does not stand in the report"),
        (Statement(topic="squat", value="hold", words=" "), "does not stand in the report"),
    ],
)
def test_a_statement_rests_on_words_of_the_report(said: Statement, error: str | None) -> None:
    found = statement_error(said, "스쿼트 무겁")
    assert (found is None) if error is None else (found is not None and error in found)


@pytest.mark.parametrize("said", [("squat", "up"), ("avoid", "knees"), ("away", 0), ("away", "2"), ("mood", "good")])
def test_a_statement_has_a_value_of_its_topic(said: tuple[str, str | int]) -> None:
    with pytest.raises(ValidationError):
        review(said)


def test_a_month_before_has_each_lift_once() -> None:
    with pytest.raises(ValidationError, match="each lift once"):
        past(lifts=(SQUAT, SQUAT))


def test_choices_are_those_of_the_proposals() -> None:
    for choice, proposal in open_choices(past(), "deload")["squat"].items():
        assert choice_of(proposal) == choice
