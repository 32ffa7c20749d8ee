"""What a training max becomes after a month: every row of the table by an example."""

import pytest

from program.block import Counters
from program.errors import RequestError
from program.progression.log import Held, LiftMonth, LoggedSet, TopSet
from program.progression.options import Options
from program.progression.proposal import Advice, Rule
from program.progression.table import BOUNDS, ROWS, pass_reps, propose
from tests.program.progression.drawn import done, month

BENCH = month("bench_press", 72)
SQUAT = month("squat", 100)
ONE_MISS = Counters(misses=1, cycles_up=2, cycles_done=4)
FIVE_UP = Counters(cycles_up=5, cycles_done=5)


def bench_top(week: int, kg: float, reps: int) -> LoggedSet:
    return LoggedSet(lift="bench_press", week=week, weight_kg=kg, reps=reps)


def test_the_table_has_fourteen_rows_in_the_order_in_which_they_are_asked() -> None:
    numbers = [int(row.__name__.split("_")[1]) for row in (*ROWS, *BOUNDS)]
    assert numbers == [1, 2, 3, 4, 5, 6, 7, 8, 9, 11, 10, 12, 14, 13]


# Rows 1 to 3: the month says nothing


def test_row_1_nothing_logged_keeps_the_training_max_and_the_misses() -> None:
    found = propose(SQUAT, [], ONE_MISS)
    assert (found.to_kg, found.rule, found.counters, found.evidence) == (100, "nothing_logged", ONE_MISS, ())


def test_row_1_a_forecast_adds_a_step_and_counts_nothing() -> None:
    found = propose(SQUAT, [], ONE_MISS, Options(forecast=True))
    assert (found.to_kg, found.rule, found.counters) == (105, "forecast", ONE_MISS)


def test_row_1_a_log_takes_the_place_of_a_forecast() -> None:
    assert propose(SQUAT, done(SQUAT, 5, 3, 0), options=Options(forecast=True)).to_kg == 100


def test_row_1_sets_of_other_lifts_and_lighter_sets_say_nothing() -> None:
    press = LoggedSet(lift="over_head_press", week=3, weight_kg=100, reps=5)
    light = LoggedSet(lift="squat", week=3, weight_kg=60, reps=3)
    assert propose(SQUAT, [press, light]).rule == "nothing_logged"


@pytest.mark.parametrize(
    ("held", "rule"), [("spared", "lift_spared"), ("replaced", "lift_replaced"), ("careful", "month_careful")]
)
@pytest.mark.parametrize("forecast", [True, False])
def test_row_2_a_held_lift_keeps_its_training_max(held: Held, rule: Rule, forecast: bool) -> None:
    asked = month("squat", 100, held=held)
    for log in ([], done(asked, 9, 9, 9), done(asked, 0, 0, 0)):
        found = propose(asked, log, ONE_MISS, Options(forecast=forecast))
        assert (found.to_kg, found.rule, found.counters) == (100, rule, ONE_MISS)


@pytest.mark.parametrize(
    ("weeks", "advice"), [(2, "start_back"), (3, "start_back"), (4, "fresh_records"), (52, "fresh_records")]
)
def test_row_3_weeks_away_hold_and_start_again_further_back(weeks: int, advice: Advice) -> None:
    away = Options(weeks_away=weeks, forecast=True)
    found = propose(SQUAT, done(SQUAT, 9, 9, 9), ONE_MISS, away)
    assert (found.to_kg, found.rule, found.advice, found.counters) == (100, "weeks_away", advice, ONE_MISS)
    found = propose(SQUAT, [], ONE_MISS, away)
    assert (found.to_kg, found.rule, found.advice) == (100, "nothing_logged", advice)


def test_row_3_one_week_away_changes_nothing() -> None:
    assert propose(SQUAT, done(SQUAT, 5, 3, 1), options=Options(weeks_away=1)).to_kg == 105


# Rows 4 to 7: the test of the training max


def after_test(kg: float, rate: int, reps: int) -> tuple[LiftMonth, list[LoggedSet]]:
    """A squat whose training max was tested."""
    asked = month("squat", kg, rate, test=True)
    return asked, done(asked, None, None, None, reps)


@pytest.mark.parametrize(("rate", "reps"), [(90, 3), (89, 3), (88, 4), (86, 4), (85, 5), (80, 5), (70, 5)])
def test_the_repetitions_that_pass_follow_from_the_rate(rate: int, reps: int) -> None:
    assert pass_reps(rate) == reps


@pytest.mark.parametrize(("rate", "reps"), [(90, 3), (90, 20), (85, 5), (80, 6)])
def test_row_4_a_passed_test_adds_a_step_and_starts_the_counts_anew(rate: int, reps: int) -> None:
    found = propose(*after_test(100, rate, reps), Counters(misses=1, cycles_up=5, cycles_done=7))
    assert (found.to_kg, found.rule) == (105, "test_passed")
    assert found.counters == Counters(cycles_done=8)
    assert [one.reps for one in found.evidence] == [reps]


@pytest.mark.parametrize("reps", [3, 4])
def test_row_5_a_close_test_keeps_the_training_max(reps: int) -> None:
    found = propose(*after_test(100, 85, reps), ONE_MISS)
    assert (found.to_kg, found.rule) == (100, "test_close")
    assert found.counters == Counters(misses=1, cycles_done=5)


@pytest.mark.parametrize(("rate", "reps", "kg"), [(85, 2, 90.66), (85, 1, 85), (90, 2, 95.99), (90, 1, 90)])
def test_row_6_a_low_test_sets_the_training_max_from_its_set(rate: int, reps: int, kg: float) -> None:
    found = propose(*after_test(100, rate, reps), ONE_MISS)
    assert (found.to_kg, found.rule, found.counters) == (kg, "test_low", Counters(cycles_done=5))


def test_row_5_two_repetitions_with_more_than_was_asked_can_stand_for_the_training_max() -> None:
    asked, _ = after_test(100, 90, 2)
    found = propose(asked, [LoggedSet(lift="squat", week=4, weight_kg=120, reps=2)])
    assert (found.to_kg, found.rule) == (100, "test_close")


def test_row_7_a_test_without_a_repetition_goes_three_steps_back() -> None:
    found = propose(*after_test(100, 90, 0), ONE_MISS)
    assert (found.to_kg, found.rule, found.counters) == (85, "test_failed", Counters(cycles_done=5))


def test_row_7_a_lighter_weight_that_did_not_move_counts_too() -> None:
    asked, _ = after_test(100, 90, 0)
    assert propose(asked, [LoggedSet(lift="squat", week=4, weight_kg=95, reps=0)]).rule == "test_failed"


def test_row_7_a_light_lift_keeps_most_of_its_training_max() -> None:
    asked = month("over_head_press", 20, test=True)
    assert propose(asked, done(asked, None, None, None, 0)).to_kg == 14


def test_the_test_decides_before_the_plus_sets() -> None:
    asked = month("squat", 100, test=True)
    assert propose(asked, done(asked, 5, 3, 0, 3)).rule == "test_passed"
    assert propose(asked, done(asked, 9, 9, 9, 1)).rule == "test_low"


def test_a_test_that_is_not_logged_leaves_it_to_the_plus_sets() -> None:
    asked = month("squat", 100, test=True)
    assert propose(asked, done(asked, 5, 3, 1)).rule == "plus_set_met"


# Rows 8 to 11: the cycle


@pytest.mark.parametrize("reps", [(4, 3, 1), (5, 2, 1), (5, 3, 0), (4, None, None)])
def test_row_8_a_first_miss_repeats_the_cycle(reps: tuple[int | None, ...]) -> None:
    found = propose(SQUAT, done(SQUAT, *reps), Counters(cycles_up=3, cycles_done=3))
    assert (found.to_kg, found.rule) == (100, "first_miss")
    assert found.counters == Counters(misses=1, cycles_up=3, cycles_done=4)
    assert len(found.evidence) == 1


def test_row_8_in_5s_pro_the_top_set_counts() -> None:
    fives = month("squat", 100, 85, fives=True)
    assert propose(fives, done(fives, 5, 5, 4)).rule == "first_miss"
    assert propose(fives, done(fives, 5, 5, 5)).rule == "top_set_met"


def test_row_8_of_several_sets_the_best_counts() -> None:
    week_3 = BENCH.top_sets[2].weight_kg
    assert propose(BENCH, [bench_top(3, week_3, 0), bench_top(3, week_3, 2)]).rule == "plus_set_met"
    assert propose(BENCH, [bench_top(3, 40, 5), bench_top(3, week_3, 1)]).rule == "plus_set_met"


def test_row_9_a_stall_takes_three_steps_or_ten_percent_whichever_is_less() -> None:
    heavy = month("squat", 200)
    assert propose(heavy, done(heavy, 5, 3, 0), ONE_MISS).to_kg == 185
    found = propose(SQUAT, done(SQUAT, 5, 3, 0), ONE_MISS)
    assert (found.to_kg, found.rule, found.counters) == (90, "stall", Counters(cycles_done=5))


def test_row_9_ten_percent_by_choice() -> None:
    heavy = month("squat", 200)
    found = propose(heavy, done(heavy, 5, 3, 0), ONE_MISS, Options(stall="ten_percent"))
    assert (found.to_kg, found.rule) == (180, "stall")
    assert "p. 31" in found.source


def test_row_9_ninety_percent_of_the_estimate_by_choice() -> None:
    asked = month("squat", 100, 85)
    best = LoggedSet(lift="squat", week=1, weight_kg=85, reps=5)
    missed = LoggedSet(lift="squat", week=3, weight_kg=95, reps=0)
    found = propose(asked, [best, missed], ONE_MISS, Options(stall="e1rm"))
    assert found.to_kg == 89.24  # 0.9 * 85 * (1 + 5 * 0.0333)
    assert found.evidence == (missed, best)


def test_row_9_an_estimate_that_takes_nothing_off_gives_way_to_three_steps() -> None:
    asked = month("squat", 100, 80)
    strong = LoggedSet(lift="squat", week=1, weight_kg=110, reps=5)
    log = [strong, LoggedSet(lift="squat", week=3, weight_kg=95, reps=0)]
    assert propose(asked, log, ONE_MISS, Options(stall="e1rm")).to_kg == 90


def test_row_9_without_a_repetition_there_is_no_estimate() -> None:
    assert propose(SQUAT, done(SQUAT, None, None, 0), ONE_MISS, Options(stall="e1rm")).to_kg == 90


def test_row_9_months_without_a_log_between_two_misses_change_nothing() -> None:
    first = propose(SQUAT, done(SQUAT, 5, 3, 0)).counters
    between = propose(SQUAT, [], first).counters
    assert propose(SQUAT, done(SQUAT, 5, 3, 0), between).rule == "stall"


def test_row_10_the_bare_minimum_is_a_pass_and_ends_the_misses() -> None:
    found = propose(SQUAT, done(SQUAT, 5, 3, 1), ONE_MISS)
    assert (found.to_kg, found.rule) == (105, "plus_set_met")
    assert found.counters == Counters(cycles_up=3, cycles_done=5)
    assert len(found.evidence) == 3


def test_row_10_a_cycle_without_its_last_top_set_is_not_done() -> None:
    found = propose(SQUAT, done(SQUAT, 9, 9), ONE_MISS)
    assert (found.to_kg, found.rule, found.advice) == (100, "cycle_unfinished", "finish_cycle")
    assert found.counters == ONE_MISS


def test_row_11_strict_holds_where_the_estimate_is_below_the_training_max() -> None:
    log = [bench_top(3, 67.5, 4)]
    found = propose(BENCH, log, ONE_MISS, Options(strict=True))
    assert (found.to_kg, found.rule, found.advice) == (72, "estimate_low", "test")
    assert found.counters == Counters(cycles_up=2, cycles_done=5)
    assert propose(BENCH, [bench_top(3, 67.5, 6)], options=Options(strict=True)).to_kg == 74.5


def test_row_11_waits_for_the_end_of_the_cycle() -> None:
    log = [bench_top(1, BENCH.top_sets[0].weight_kg, 5)]
    assert propose(BENCH, log, options=Options(strict=True)).rule == "cycle_unfinished"


def test_row_11_asks_nothing_of_sets_without_a_plus() -> None:
    fives = month("squat", 100, 85, fives=True)
    assert propose(fives, done(fives, 5, 5, 5), options=Options(strict=True)).rule == "top_set_met"


# Rows 12 to 14: bounds


def test_row_12_far_more_than_the_minimum_is_still_one_step() -> None:
    assert propose(SQUAT, done(SQUAT, 30, 30, 30)).to_kg == 105


def test_row_13_the_sixth_cycle_up_goes_back_or_is_a_test() -> None:
    found = propose(SQUAT, done(SQUAT, 5, 3, 1), FIVE_UP)
    assert (found.to_kg, found.rule, found.advice) == (90, "five_cycles_up", "test")
    assert found.counters == Counters(cycles_done=6)
    assert propose(SQUAT, done(SQUAT, 5, 3, 1), Counters(cycles_up=4)).to_kg == 105


def test_row_13_a_test_lets_the_training_max_go_on() -> None:
    assert propose(*after_test(100, 90, 3), FIVE_UP).to_kg == 105


def test_row_13_small_steps_go_back_by_small_steps() -> None:
    half = Options.model_validate({"step_kg": {"squat": 2.5}})
    assert propose(SQUAT, done(SQUAT, 5, 3, 1), FIVE_UP, half).to_kg == 92.5


def test_row_13_who_chose_to_stay_is_not_sent_back() -> None:
    none = Options.model_validate({"step_kg": {"squat": 0}})
    found = propose(SQUAT, done(SQUAT, 5, 3, 1), FIVE_UP, none)
    assert (found.to_kg, found.rule, found.counters.cycles_up) == (100, "plus_set_met", 5)


@pytest.mark.parametrize(("step", "kg"), [(0, 100), (1.25, 101.25), (2.5, 102.5), (5, 105)])
def test_row_14_a_smaller_step_is_taken(step: float, kg: float) -> None:
    smaller = Options.model_validate({"step_kg": {"squat": step}})
    assert propose(SQUAT, done(SQUAT, 5, 3, 1), options=smaller).to_kg == kg
    assert propose(*after_test(100, 90, 3), options=smaller).to_kg == kg
    assert propose(SQUAT, [], options=Options(forecast=True, step_kg=smaller.step_kg)).to_kg == kg


def test_row_14_two_small_steps_are_one_that_plates_can_build() -> None:
    small = Options.model_validate({"step_kg": {"over_head_press": 1.25}})
    first = month("over_head_press", 40)
    second = month("over_head_press", propose(first, done(first, 5, 3, 1), options=small).to_kg)
    assert second.training_max_kg == 41.25
    assert propose(second, done(second, 5, 3, 1), options=small).to_kg == 42.5


@pytest.mark.parametrize("log", [[], done(BENCH, 5, 3, 0), done(BENCH, 5, 3, 1)])
def test_row_14_a_bigger_step_is_refused(log: list[LoggedSet]) -> None:
    bigger = Options.model_validate({"step_kg": {"bench_press": 5}})
    with pytest.raises(RequestError, match=r"step_kg\.bench_press: 5 kg .* give 0 to 2\.5 kg"):
        propose(BENCH, log, options=bigger)


# The cases of a coach's notebook


def worked(asked: LiftMonth, kg: float, week: int, reps: int, misses: int = 0, *, strict: bool = False) -> float:
    top = LoggedSet(lift=asked.lift, week=week, weight_kg=kg, reps=reps)
    return propose(asked, [top], Counters(misses=misses), Options(strict=strict)).to_kg


def test_worked_cases() -> None:
    press, squat = month("over_head_press", 40.5), month("squat", 150, 85)
    assert worked(BENCH, 67.5, 3, 4) == 74.5
    assert worked(BENCH, 67.5, 3, 4, strict=True) == 72
    assert worked(press, 37.5, 3, 0) == 40.5
    assert worked(press, 37.5, 3, 0, misses=1) == 36.45
    assert worked(squat, squat.top_sets[2].weight_kg, 3, 0, misses=1) == 135
    assert worked(month("squat", 100, 85, test=True), 100, 4, 2) == 90.66
    assert worked(month("dead_lift", 140, 90, test=True), 140, 4, 3) == 145
    assert worked(month("dead_lift", 140, 85, test=True), 140, 4, 3) == 140
    assert worked(month("bench_press", 80, 85, test=True), 80, 4, 11) == 82.5
    assert propose(SQUAT, []).to_kg == 100
    assert propose(SQUAT, [], options=Options(forecast=True)).to_kg == 105


def test_in_json_a_proposal_goes_from_and_to_and_comes_back_the_same() -> None:
    found = propose(BENCH, [bench_top(3, 67.5, 4)])
    sent = found.model_dump(mode="json")
    assert (sent["from"], sent["to"], sent["lift"], sent["rule"]) == (72.0, 74.5, "bench_press", "plus_set_met")
    assert "p. 23-24" in sent["source"]
    assert type(found).model_validate(sent) == found
    assert {"from", "to"} <= type(found).model_json_schema()["properties"].keys()


def test_one_top_set_a_week() -> None:
    top = TopSet(week=3, weight_kg=95, reps=1, plus=True)
    with pytest.raises(ValueError, match="expected one a week, got weeks 3, 3"):
        LiftMonth(lift="squat", training_max_kg=100, rate=90, top_sets=(top, top))


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("week", 0, "greater than or equal to 1"),
        ("week", 5, "less than or equal to 4"),
        ("weight_kg", 0, "greater than 0"),
        ("weight_kg", 601, "less than or equal to 600"),
        ("reps", -1, "greater than or equal to 0"),
        ("reps", 101, "less than or equal to 100"),
        ("reps", 2.5, "valid integer"),
        ("lift", "curl", "bench_press"),
    ],
)
def test_a_logged_set_keeps_to_its_bounds(field: str, value: object, message: str) -> None:
    body = {"lift": "squat", "week": 3, "weight_kg": 100, "reps": 1}
    assert LoggedSet.model_validate(body)
    with pytest.raises(ValueError, match=message):
        LoggedSet.model_validate(body | {field: value})
