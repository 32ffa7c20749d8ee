"""Which requests for months are admitted, and when the others are told to ask again."""

from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.http.gate import LONGEST_RETRY_S, RECENT, Gate, Overloaded, Slot


@dataclass
class Clock:
    """A clock that a test moves."""

    now: float = 0.0

    def __call__(self) -> float:
        return self.now


def gate(clock: Clock, longest_wait_s: float = 5.0, first_month_s: float = 1.0) -> Gate:
    return Gate(longest_wait_s, first_month_s=first_month_s, clock=clock)


def made(one: Gate, clock: Clock, seconds: float) -> None:
    """A month is made alone, in that time."""
    slot = one.admit()
    slot.begin()
    clock.now += seconds
    slot.end(measured=True)


def retry_after(one: Gate) -> int:
    with pytest.raises(Overloaded) as refused:
        one.admit()
    return refused.value.retry_after_s


def test_work_is_admitted_until_the_expected_wait_is_too_long() -> None:
    one = gate(Clock(), longest_wait_s=5.0)
    admitted = [one.admit() for _ in range(6)]
    assert one.expected_wait_s == 6.0
    with pytest.raises(Overloaded, match=r"6\.0 s of work wait already, BURNFIT_QUEUE_S allows 5 s") as refused:
        one.admit()
    assert f"Ask again in {refused.value.retry_after_s} s" in str(refused.value)
    assert one.refused == 1
    admitted[0].end(measured=False)
    one.admit()


def test_one_request_is_admitted_where_nothing_waits_however_long_it_takes() -> None:
    one = gate(Clock(), longest_wait_s=1.0, first_month_s=100.0)
    one.admit(months=3)
    retry_after(one)


def test_a_programme_counts_its_months() -> None:
    one = gate(Clock(), longest_wait_s=5.0)
    for _ in range(2):
        one.admit(months=3)
    assert one.ahead == 6
    retry_after(one)


def test_the_mean_follows_what_months_take() -> None:
    clock = Clock()
    one = gate(clock)
    for _ in range(10 * RECENT):
        made(one, clock, 0.2)
    assert one.mean_s == pytest.approx(0.2, rel=0.01)


def test_months_that_are_made_at_once_share_the_time() -> None:
    clock = Clock()
    one = gate(clock)
    for _ in range(10 * RECENT):
        slots = [one.admit() for _ in range(4)]
        for slot in slots:
            slot.begin()
        clock.now += 2.0  # four months in two seconds
        for slot in slots:
            slot.end(measured=True)
    assert one.mean_s == pytest.approx(0.5, rel=0.01)


def test_time_in_the_queue_is_no_time_of_a_month() -> None:
    clock = Clock()
    one = gate(clock, first_month_s=0.2)
    waiting = one.admit()
    clock.now += 60.0
    waiting.begin()
    clock.now += 0.2
    waiting.end(measured=True)
    assert one.mean_s == pytest.approx(0.2)


def test_what_failed_or_was_left_says_nothing_about_the_time_of_a_month() -> None:
    clock = Clock()
    one = gate(clock)
    slot = one.admit()
    slot.begin()
    clock.now += 300.0
    slot.end(measured=False)
    one.admit().end(measured=False)
    assert (one.mean_s, one.ahead, one.running) == (1.0, 0, 0)


def test_a_slot_ends_once() -> None:
    one = gate(Clock())
    slot = one.admit()
    slot.end(measured=True)
    slot.end(measured=True)
    assert one.ahead == 0


def test_those_who_are_refused_together_come_back_one_after_the_other() -> None:
    clock = Clock()
    one = gate(clock, longest_wait_s=5.0)
    for _ in range(6):
        one.admit()
    told = [retry_after(one) for _ in range(50)]
    assert told[:3] == [2, 3, 4]  # a second too much work now, and a second for each month of those before
    assert told[-1] == LONGEST_RETRY_S
    clock.now += 100.0
    assert retry_after(one) == 2


@given(
    st.lists(st.tuples(st.sampled_from(["admit", "begin", "end", "leave"]), st.integers(1, 3), st.floats(0, 20))),
    st.floats(0.01, 60),
    st.floats(0.001, 10),
)
def test_whatever_happens_every_slot_is_given_back(
    steps: list[tuple[str, int, float]], longest_wait_s: float, first_month_s: float
) -> None:
    clock = Clock()
    one = gate(clock, longest_wait_s, first_month_s)
    waiting: list[tuple[Slot, int]] = []
    running: list[tuple[Slot, int]] = []
    for step, number, seconds in steps:
        clock.now += seconds
        match step:
            case "admit":
                if one.expected_wait_s <= longest_wait_s:
                    waiting.append((one.admit(number), number))
                else:
                    assert 1 <= retry_after(one) <= LONGEST_RETRY_S
            case "begin" if waiting:
                waiting[0][0].begin()
                running.append(waiting.pop(0))
            case "end" if running:
                running.pop(number % len(running))[0].end(measured=True)
            case "leave" if waiting or running:
                (waiting or running).pop()[0].end(measured=False)
        assert one.ahead == sum(months for _, months in waiting + running)
        assert one.running == len(running)
        assert 0 <= one.mean_s < 1e6
    for slot, _ in waiting + running:
        slot.end(measured=False)
    assert (one.ahead, one.running) == (0, 0)
