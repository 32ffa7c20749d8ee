"""What a lifter reads of a proposal, in Korean and in English."""

import re
from itertools import product
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from program.block import Counters
from program.progression.choices import allowed
from program.progression.layouts import LayoutNote
from program.progression.log import LiftMonth, LoggedSet
from program.progression.options import LiftSteps, Options
from program.progression.proposal import RULES, Advice, Proposal, Rule
from program.progression.table import propose
from program.schema import LIFTS, Language
from program.wording.proposals import layout_text, proposal_text
from tests.program.progression.drawn import cases, done, month

HANGUL = re.compile("[가-힣]")
BENCH = month("bench_press", 72)


def texts(proposal: Proposal) -> tuple[str, str]:
    return proposal_text(proposal, "ko"), proposal_text(proposal, "en")


def test_a_step_up() -> None:
    korean, english = texts(propose(BENCH, done(BENCH, 5, 3, 4)))
    assert korean == (
        "벤치 프레스 TM 72kg → 74.5kg. '+' 세트(3주차 67.5kg×4회)에서 최소 횟수를 채웠습니다. "
        "다음 달은 이 TM으로 시작하세요."
    )
    assert english == (
        "Bench press: TM 72 → 74.5 kg. Your '+' set reached its minimum (week 3, 67.5 kg × 4). "
        "Start the next month with it."
    )


def test_a_miss_names_the_set_that_was_missed() -> None:
    korean, english = texts(propose(BENCH, done(BENCH, 4, 3, 1)))
    assert "72kg 유지." in korean
    assert "1주차 60kg×4회" in korean
    assert "TM stays at 72 kg." in english
    assert "week 1, 60 kg × 4" in english


def test_after_five_cycles_up_both_ways_are_told() -> None:
    asked = month("squat", 200)
    choices = allowed(asked, done(asked, 5, 3, 1), Counters(cycles_up=5))
    korean, english = texts(choices["back"])
    assert "지금 TM(200kg)을 그대로 두고 한 달 더 한 뒤" in korean
    assert "Or stay at 200 kg and test it" in english


def test_a_more_careful_choice_quotes_the_report() -> None:
    choices = {
        choice: one.model_copy(update={"words": "겨우 {했다}"})
        for choice, one in allowed(BENCH, done(BENCH, 5, 3, 4)).items()
    }
    english = {choice: proposal_text(one, "en") for choice, one in choices.items()}
    assert all("You wrote: '겨우 {했다}'." in english[choice] for choice in ("smaller_step", "hold", "test", "back"))
    assert "goes up by 1.25 kg, less than a full step" in english["smaller_step"]
    assert "does not go up" in english["hold"]
    assert english["test"].endswith("Test the TM in week 4 of the next month.")
    assert "goes back" in english["back"]
    assert "You wrote" not in english["step"]
    assert "이렇게 적으셨습니다: '겨우 {했다}'. 한 단계를 다 올리지 않고 1.25kg만" in proposal_text(
        choices["smaller_step"], "ko"
    )


def test_a_quotation_ends_with_one_full_stop() -> None:
    held = allowed(BENCH, done(BENCH, 5, 3, 4))["hold"].model_copy(update={"words": "barely, really."})
    assert "You wrote: 'barely, really'. So" in proposal_text(held, "en")


def test_what_code_hears_is_told_without_a_quotation() -> None:
    held = allowed(BENCH, done(BENCH, 5, 3, 4))["hold"]
    assert "You wrote of pain, or of something to be careful with. So it does not go up" in proposal_text(held, "en")
    assert "아프거나 조심해야 할 일이 있다고 적으셨습니다." in proposal_text(held, "ko")


def test_a_smaller_step_that_the_lifter_chose_is_told_as_a_choice() -> None:
    smaller, none = (Options(step_kg=LiftSteps(bench_press=kg)) for kg in (1, 0))
    assert "By choice it goes up by 1 kg" in proposal_text(propose(BENCH, done(BENCH, 5, 3, 4), options=smaller), "en")
    assert "By choice it waits" in proposal_text(propose(BENCH, done(BENCH, 5, 3, 4), options=none), "en")


def test_a_more_careful_choice_does_not_tell_what_the_rule_would_do_next() -> None:
    missed = allowed(BENCH, done(BENCH, 4, 3, 1))
    assert "Repeat the cycle" in proposal_text(missed["hold"], "en")
    assert "Repeat the cycle" not in proposal_text(missed["back"], "en")
    assert "한 번 더" in proposal_text(missed["hold"], "ko")
    assert "한 번 더" not in proposal_text(missed["back"], "ko")


def test_a_training_max_is_told_to_two_decimals() -> None:
    press = month("over_head_press", 40.5)
    assert "40.5 → 36.45 kg" in proposal_text(propose(press, done(press, 5, 3, 0), Counters(misses=1)), "en")


@pytest.mark.parametrize("language", ["ko", "en"])
@pytest.mark.parametrize("rule", RULES)
def test_every_rule_with_every_advice_has_its_words(language: Language, rule: Rule) -> None:
    done_set = LoggedSet(lift="squat", week=3, weight_kg=95, reps=1)
    for advice, to in product((None, *get_args(Advice)), (90, 100, 102.5, 105)):
        body = {"lift": "squat", "from": 100, "to": to, "rule": rule, "source": "book", "evidence": [done_set]}
        text = proposal_text(Proposal.model_validate({**body, "counters": {}, "advice": advice}), language)
        assert "{" not in text
        assert "100" in text
        assert f"{to:g}" in text
        assert bool(HANGUL.search(text)) == (language == "ko")
        assert not re.search(r"\((은/는|이/가|을/를)\)", text)


@given(cases(), st.sampled_from(["ko", "en"]))
def test_every_choice_has_a_short_text_with_lift_and_training_maxes(
    case: tuple[LiftMonth, list[LoggedSet], Counters, Options], language: Language
) -> None:
    for proposal in allowed(*case).values():
        text = proposal_text(proposal, language)
        assert "()" not in text
        assert "  " not in text
        for kg in (proposal.from_kg, proposal.to_kg):
            assert f"{kg:.2f}".rstrip("0").rstrip(".") in text
        assert len(text) < 330


def test_each_lift_by_its_name() -> None:
    for lift, name in zip(LIFTS, ("Bench press", "Squat", "Deadlift", "Overhead press"), strict=True):
        assert proposal_text(propose(month(lift, 100), []), "en").startswith(f"{name}: TM")


@pytest.mark.parametrize("note", get_args(LayoutNote))
def test_a_replaced_layout_is_explained(note: LayoutNote) -> None:
    assert HANGUL.search(layout_text(note, "ko"))
    assert not HANGUL.search(layout_text(note, "en"))
