"""What holds for every month, log, count and option."""

from decimal import ROUND_FLOOR, Decimal

from hypothesis import given
from hypothesis import strategies as st

from program.block import NEW, Counters
from program.month.estimate import e1rm
from program.progression.choices import allowed, choice_of
from program.progression.log import LiftMonth, LoggedSet, TopSet
from program.progression.options import Options
from program.progression.proposal import SOURCES
from program.progression.steps import FULL_STEP_KG
from program.progression.table import pass_reps, propose
from program.units import exact
from tests.program.progression.drawn import KG, cases, done, month

Drawn = tuple[LiftMonth, list[LoggedSet], Counters, Options]


@given(cases())
def test_never_more_than_the_chosen_step_and_never_a_fall_into_nothing(case: Drawn) -> None:
    asked, _, _, chosen = case
    found = propose(*case)
    rise = exact(found.to_kg) - exact(found.from_kg)
    assert rise <= exact(chosen.step_of(asked.lift)) <= exact(FULL_STEP_KG[asked.lift])
    assert found.to_kg >= found.from_kg * 0.7 - 0.005


@given(cases())
def test_never_silent(case: Drawn) -> None:
    found = propose(*case)
    assert found.lift == case[0].lift
    assert found.from_kg == case[0].training_max_kg
    assert found.source
    assert found.rule in SOURCES
    if found.to_kg != found.from_kg and found.rule != "forecast":
        assert found.evidence
    assert all(one in case[1] and one.lift == found.lift for one in found.evidence)


@given(cases())
def test_two_decimals_and_no_rounding_to_plates(case: Drawn) -> None:
    found = propose(*case)
    assert exact(found.to_kg) == round(exact(found.to_kg), 2)
    if found.rule in ("plus_set_met", "top_set_met", "test_passed", "forecast"):
        step = Decimal(str(round(case[3].step_of(found.lift), 10)))
        assert exact(found.to_kg) == (exact(found.from_kg) + step).quantize(Decimal("0.01"), ROUND_FLOOR)


@given(cases())
def test_the_order_of_the_log_changes_nothing_but_the_order_of_equals(case: Drawn) -> None:
    asked, logged, counters, chosen = case
    one, other = propose(asked, logged, counters, chosen), propose(asked, logged[::-1], counters, chosen)
    assert (one.to_kg, one.rule, one.counters, one.advice) == (other.to_kg, other.rule, other.counters, other.advice)


@given(cases())
def test_counts_never_fall_below_nothing_and_cycles_go_up_by_one(case: Drawn) -> None:
    before, after = case[2], propose(*case).counters
    assert after.misses in (0, 1)
    assert 0 <= after.cycles_up <= before.cycles_up + 1
    assert after.cycles_done - before.cycles_done in (0, 1)
    assert after.cycles_up <= before.cycles_up or after.cycles_done > before.cycles_done


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9), st.integers(0, 9)), max_size=30), KG)
def test_never_more_than_five_cycles_up_in_a_row(cycles: list[tuple[int, int, int]], kg: float) -> None:
    counters = NEW
    for reps in cycles:
        asked = month("squat", kg)
        found = propose(asked, done(asked, *reps), counters)
        kg, counters = min(found.to_kg, 550), found.counters
        assert counters.cycles_up <= 5


# Rows 4 to 6 and 11 ask one thing: does the set stand for the 1RM behind the training max?


def stands(kg: float, reps: int, training_max_kg: float, rate: int) -> bool:
    return e1rm(kg, reps) >= exact(training_max_kg) * 100 / rate


@given(st.sampled_from([85, 90]), st.integers(0, 12), KG)
def test_a_test_passes_one_repetition_before_epley_is_met(rate: int, reps: int, kg: float) -> None:
    asked = month("squat", kg, rate, test=True)
    rule = propose(asked, done(asked, None, None, None, reps)).rule
    assert (rule == "test_passed") == (reps >= pass_reps(rate)) == stands(kg, reps + 1, kg, rate)
    if rule == "test_low":
        assert not stands(kg, reps, kg, rate)


@given(st.integers(70, 90), st.integers(1, 2), KG)
def test_a_low_test_leads_to_a_training_max_for_which_its_set_stands(rate: int, reps: int, kg: float) -> None:
    asked = month("squat", kg, rate, test=True)
    found = propose(asked, done(asked, None, None, None, reps))
    assert found.to_kg < kg or kg < 0.1
    assert abs(e1rm(kg, reps) * rate / 100 - exact(found.to_kg)) <= Decimal("0.005")


@given(st.integers(70, 90), st.integers(1, 20), KG, st.integers(50, 130))
def test_strict_rises_exactly_where_the_plus_set_stands_for_the_1rm(
    rate: int, reps: int, kg: float, share: int
) -> None:
    weight = min(round(kg * share / 100, 2), 600)
    top = TopSet(week=3, weight_kg=weight, reps=1, plus=True)
    asked = LiftMonth(lift="squat", training_max_kg=kg, rate=rate, top_sets=(top,))
    found = propose(asked, done(asked, reps), options=Options(strict=True))
    assert (found.to_kg > kg) == stands(weight, reps, kg, rate)


# Choices


@given(cases())
def test_a_fall_is_a_fall(case: Drawn) -> None:
    found = propose(*case)
    falls = found.rule in ("test_low", "test_failed", "stall", "five_cycles_up")
    assert (found.to_kg < found.from_kg) == falls


@given(cases())
def test_no_choice_is_bolder_than_the_table(case: Drawn) -> None:
    table, choices = propose(*case), allowed(*case)
    assert choices[choice_of(table)] == table
    for choice, one in choices.items():
        assert one.to_kg <= table.to_kg
        assert (one.lift, one.from_kg, one.evidence) == (table.lift, table.from_kg, table.evidence)
        assert (one.rule == "reported") == (choice != choice_of(table))


@given(cases())
def test_choices_come_boldest_first_and_count_as_they_move(case: Drawn) -> None:
    choices = allowed(*case)
    if "test" in choices:
        assert choices["test"].to_kg == choices["test"].from_kg
        assert choices["test"].advice == "test"
    kgs = [one.to_kg for one in choices.values()]
    assert kgs == sorted(kgs, reverse=True)
    for choice, one in choices.items():
        assert one.counters.misses in (0, 1)
        assert one.counters.cycles_up >= 0
        if choice == "back":
            assert one.counters.cycles_up == 0


def test_the_choices_after_a_good_cycle() -> None:
    asked = month("squat", 100)
    choices = allowed(asked, done(asked, 5, 3, 1), Counters(cycles_up=2))
    assert {choice: one.to_kg for choice, one in choices.items()} == {
        "step": 105,
        "smaller_step": 102.5,
        "hold": 100,
        "test": 100,
        "back": 90,
    }
    assert [one.counters.cycles_up for one in choices.values()] == [3, 3, 2, 2, 0]


def test_after_a_stall_there_is_only_the_way_back() -> None:
    asked = month("squat", 200)
    assert list(allowed(asked, done(asked, 5, 3, 0), Counters(misses=1))) == ["back"]


def test_a_lift_is_not_tested_twice_in_a_row() -> None:
    asked = month("squat", 100, 85, test=True)
    assert list(allowed(asked, done(asked, 5, 3, 1, 4))) == ["hold", "back"]


def test_where_the_table_advises_a_test_one_may_also_hold_without_it() -> None:
    asked = month("bench_press", 72)
    choices = allowed(asked, done(asked, None, None, 4), options=Options(strict=True))
    assert {choice: one.advice for choice, one in choices.items()} == {"hold": None, "test": "test", "back": None}


def test_a_spared_lift_is_not_tested() -> None:
    assert list(allowed(month("squat", 100, held="spared"), [])) == ["hold", "back"]
    assert "test" not in allowed(month("squat", 100), [], options=Options(weeks_away=3))


def test_after_five_cycles_up_there_is_only_the_way_back() -> None:
    asked = month("squat", 200)
    choices = allowed(asked, done(asked, 5, 3, 1), Counters(cycles_up=5))
    assert {choice: one.to_kg for choice, one in choices.items()} == {"back": 185}
