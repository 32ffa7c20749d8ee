"""How many machines lifters need: what holds whatever the figures are, and what the page says of today's figures."""

import itertools
import json
import statistics
from collections import deque
from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest
import typer
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from bench import fleet
from bench.arrivals import arrivals
from bench.sizing.check import Level, Overload, compare
from bench.sizing.inputs import HOURS, LIMITS, Inputs
from bench.sizing.machines import BENCHMARK, Machine, Spread, machines
from bench.sizing.measured import Measured, MonthTimes, Recorded
from bench.sizing.need import Fleet
from bench.sizing.page import USERS, need_table, with_tables
from bench.sizing.queue import Simulated, highest_load, jobs, mean_waits_s, places, refused_share, simulate
from graph import postgres_pool
from program.errors import RequestError

TOY = Machine("toy", "a toy", 2, 1.0, Spread(0.2, 0.3), Spread(0.3, 0.45), months_per_s=5.5, source="a test")
"""A machine with times as a real one has them, which stay as they are when the benchmark is run again."""

INPUTS = Inputs()

RECORDED = Recorded(months=50, commits=20.0, rows=50.0, log_kb=90.0, stored_kb=80.0)
MEASURED = Measured(
    by_kernel={},
    postgres={"month": RECORDED, "sentence": RECORDED.model_copy(update={"stored_kb": 100.0})},
    sqlite_stored_kb={"month": 80.0, "sentence": 100.0},
    look_s_per_million=0.1,
)


@cache
def a_fleet() -> Fleet:
    return Fleet.of(TOY, INPUTS, MEASURED)


def simulated(load: float, requests: int = 4000, sentence_share: float = 0.5, seed: int = 1) -> Simulated:
    """One replica of the toy."""
    rate = load / TOY.busy_s(sentence_share)
    times = arrivals(rate, requests / rate, seed)
    return simulate(
        jobs(TOY, sentence_share, times, seed), queue_s=5.0, threads=8, expected_s=TOY.busy_s(sentence_share)
    )


@given(st.integers(1, 10**9), st.integers(1, 10**9))
def test_more_lifters_never_need_less(one: int, other: int) -> None:
    fewer, more = (a_fleet().need(users) for users in sorted((one, other)))
    assert fewer.replicas <= more.replicas
    assert fewer.campaign_replicas <= more.campaign_replicas
    assert fewer.cost <= more.cost
    assert fewer.stored_gb <= more.stored_gb
    assert {limit.name for limit in fewer.over()} <= {limit.name for limit in more.over()}


@given(st.integers(1, 10**9))
def test_a_replica_can_be_lost_and_a_campaign_needs_no_fewer(users: int) -> None:
    need = a_fleet().need(users)
    needed = need.peak_per_s * TOY.busy_s(INPUTS.sentence_share) / need.load
    assert need.replicas - 1 >= needed
    assert need.campaign_replicas >= need.replicas
    assert need.following_cost <= need.replicas_cost


def test_the_arithmetic_of_a_million() -> None:
    need = a_fleet().need(1_000_000)
    assert need.mean_per_s == pytest.approx(1_000_000 * 1.5 / 28 / 86_400)
    assert need.peak_per_s == pytest.approx(need.mean_per_s * max(HOURS))
    assert need.commits_per_s == pytest.approx(20 * need.peak_per_s)
    assert need.kept_runs == pytest.approx(1_000_000 * 1.5 / 28 * 90)
    assert need.stored_gb == pytest.approx(need.kept_runs * 90 / 1e6)  # half of them have a sentence
    assert need.look_s == pytest.approx(need.kept_runs / 1e7)
    assert need.connections == need.replicas * 33
    assert need.replicas_cost == pytest.approx(need.cores * 0.04 * 730)


def test_a_day_has_its_mean_at_one() -> None:
    assert len(HOURS) == 24
    assert statistics.mean(HOURS) == pytest.approx(1.0)


def test_prices_change_the_cost_and_nothing_else() -> None:
    dear = Fleet.of(TOY, replace(INPUTS, core_hour=0.08, gb_month=0.24), MEASURED)
    need, costly = a_fleet().need(10_000_000), dear.need(10_000_000)
    assert costly.cost == pytest.approx(2 * need.cost)
    assert costly.replicas == need.replicas


def test_what_breaks_first_is_over_its_limit_from_there_on() -> None:
    reached = a_fleet().limits()
    numbers = [users for _, users in reached if users is not None]
    assert {limit for limit, _ in reached} == set(LIMITS)
    assert numbers == sorted(numbers)
    first, users = reached[0]
    assert users is not None
    assert first in a_fleet().need(users).over()
    assert a_fleet().need(int(users / 1.02)).over() == []


def test_a_faster_look_lets_the_next_limit_break_first() -> None:
    quick = Fleet.of(TOY, INPUTS, MEASURED.model_copy(update={"look_s_per_million": 0.0}))
    assert a_fleet().limits()[0][0].name == "look"
    assert quick.limits()[0][0].name == "stored"
    assert quick.limits()[-1] == (LIMITS[0], None)


def test_the_connections_are_those_of_the_pools() -> None:
    assert INPUTS.connections == 2 * postgres_pool._MOST + 1


@pytest.mark.parametrize("load", [0.3, 0.5, 0.7])
def test_formula_and_simulation_agree_at_a_normal_load(load: float) -> None:
    found = statistics.mean(simulated(load, requests=20_000).waits_s)
    one_by_one, evenly = mean_waits_s(TOY, 0.5, load)
    assert 0.9 * one_by_one < found < 1.1 * evenly
    assert evenly < 2 * one_by_one  # so the bounds say something


@pytest.mark.parametrize("load", [1.5, 3.0])
def test_under_overload_both_refuse_what_cannot_be_made(load: float) -> None:
    assert refused_share(TOY, 0.5, 5.0, load) == pytest.approx(1 - 1 / load, abs=0.01)
    assert simulated(load, requests=10_000).refused_share == pytest.approx(1 - 1 / load, abs=0.03)


def test_at_the_load_that_the_formula_allows_the_simulation_refuses_as_few() -> None:
    load = highest_load(TOY, 0.5, 5.0, 0.001)
    assert 0.8 < load < 1.0
    assert refused_share(TOY, 0.5, 5.0, load) == pytest.approx(0.001, rel=0.01)
    assert simulated(load, requests=30_000).refused_share < 0.004


def test_nobody_waits_much_longer_than_the_gate_allows() -> None:
    found = simulated(3.0)
    assert found.refused
    assert max(found.waits_s) < 5.0 + 8 * 0.5


def test_more_replicas_refuse_fewer() -> None:
    refused = [simulated(2.4 / replicas).refused_share for replicas in (1, 2, 3)]
    assert refused[0] > refused[1] > refused[2]
    assert refused[2] < 0.01


def test_a_longer_queue_refuses_fewer() -> None:
    shares = [refused_share(TOY, 0.5, queue_s, 0.95) for queue_s in (0.5, 1.0, 2.0, 5.0, 10.0)]
    assert shares == sorted(shares, reverse=True)
    assert shares[-1] < shares[0]


def test_the_formula_is_the_textbook_s_where_the_textbook_has_one() -> None:
    """A single place: who comes while one is in work is refused, whatever the times are (Erlang's loss formula)."""
    assert places(TOY.busy_s(0.5), 0.01) == 1
    assert refused_share(TOY, 0.5, 0.01, 0.7) == pytest.approx(0.7 / 1.7)


def test_a_simulation_is_the_same_each_time() -> None:
    one, other = simulated(0.9), simulated(0.9)
    assert one.seconds == other.seconds
    assert one.seconds != simulated(0.9, seed=2).seconds


def test_a_request_alone_takes_its_own_time() -> None:
    [job] = jobs(TOY, 0.0, [1.0], seed=3)
    found = simulate([job], queue_s=5.0, threads=8, expected_s=0.2)
    assert list(found.seconds) == pytest.approx([job.alone_s])
    assert list(found.waits_s) == pytest.approx([0.0])


def toy_server(times: Sequence[float], work: Sequence[float], queue_s: float) -> tuple[list[float], int]:
    """Another model of a server, without threads: months take turns, half of each at a time."""
    mean = statistics.mean(work)
    coming = deque(zip(times, work, strict=True))
    waiting: deque[tuple[float, float, bool]] = deque()
    seconds: list[float] = []
    refused, now = 0, 0.0
    while coming or waiting:
        if not waiting:
            at, needs = coming.popleft()
            waiting.append((at, needs, False))
            now = at
        at, needs, last = waiting.popleft()
        now += needs / 2
        while coming and coming[0][0] <= now:
            new = coming.popleft()
            if (len(waiting) + 1) * mean > queue_s:
                refused += 1
            else:
                waiting.append((*new, False))
        if last:
            seconds.append(now - at)
        else:
            waiting.append((at, needs, True))
    return seconds, refused


def measured_toy(capacity: float, slower: float = 1.0) -> Overload:
    """What `bench.overload` would measure of the toy server; `slower`: its answers take so many times as long."""
    levels = []
    own = TOY.with_capacity(capacity)
    for share in (0.5, 0.9, 1.5, 3.0):
        times = list(arrivals(share * capacity, 60.0))
        work = [job.alone_s * own.model_share for job in jobs(own, 0.0, times, seed=7)]
        seconds, refused = toy_server(times, work, queue_s=5.0)
        quantiles = statistics.quantiles(seconds, n=20)
        levels.append(
            Level(
                share=share,
                seconds=60.0,
                sent=len(times),
                refused=refused,
                p50_s=slower * quantiles[9],
                p95_s=slower * quantiles[18],
            )
        )
    return Overload(capacity=capacity, levels=tuple(levels))


@pytest.mark.parametrize("capacity", [2.0, 5.0])
def test_the_simulation_agrees_with_a_server_that_keeps_the_rule(capacity: float) -> None:
    rows = compare(measured_toy(capacity), TOY, INPUTS)
    assert len(rows) == 4 * 3
    assert [one for one in rows if not one.agrees] == []


def test_a_server_that_is_slower_than_its_capacity_says_is_found() -> None:
    rows = compare(measured_toy(5.0, slower=3.0), TOY, INPUTS)
    assert {one.what for one in rows if not one.agrees} == {"p50", "p95"}


RUNNER = CliRunner()


def app() -> typer.Typer:
    made = typer.Typer()
    made.command()(fleet.main)
    return made


@pytest.mark.parametrize(("slower", "code"), [(1.0, 0), (3.0, 1)])
def test_the_command_compares_and_says_whether_all_agree(tmp_path: Path, slower: float, code: int) -> None:
    file = tmp_path / "overload.json"
    file.write_text(measured_toy(5.0, slower).model_dump_json(), encoding="utf-8")
    done = RUNNER.invoke(app(), ["--check", str(file)])
    assert done.exit_code == code, done.output
    assert ("**no**" in done.output) == bool(code)
    assert "| 0.5 × | p50 |" in done.output


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--machine", "abacus"], "no machine 'abacus' was measured: expected one of vnni"),
        (["--check", "nowhere.json"], "nowhere.json is no result of `python -m bench.overload --json FILE`"),
    ],
)
def test_what_cannot_be_done_is_one_line(options: list[str], said: str) -> None:
    done = RUNNER.invoke(app(), options)
    assert done.exit_code == 2
    assert said in done.output


def test_the_command_prints_what_so_many_lifters_need() -> None:
    done = RUNNER.invoke(app(), ["--users", "10000000", "--json", "--core-hour", "0"])
    [need] = json.loads(done.output)
    assert need["users"] == 10_000_000
    assert need["replicas_cost"] == 0
    assert need["replicas"] >= 3
    assert set(need["over"]) <= {limit.name for limit in LIMITS}


def test_the_page_has_the_tables_of_today_s_figures() -> None:
    page = (fleet.DOCS / fleet.PAGE).read_text(encoding="utf-8")
    assert with_tables(page, fleet.page_tables()) == page, "write them again: python -m bench.fleet --save"


def test_the_command_prints_a_table_of_the_page() -> None:
    kind = machines()["vnni"]
    needs = [Fleet.of(kind, INPUTS, Measured.read()).need(users) for users in USERS]
    printed = RUNNER.invoke(app(), []).output
    assert need_table(needs) in printed
    assert need_table(needs) in (fleet.DOCS / fleet.PAGE).read_text(encoding="utf-8")


def test_a_page_without_a_place_for_a_table_is_refused() -> None:
    place = "<!-- fleet: a -->\nold\n<!-- end -->\n"
    assert with_tables(f"before\n{place}after\n", {"a": "new"}) == f"before\n{place.replace('old', 'new')}after\n"
    with pytest.raises(RequestError, match="expected one each for a, b"):
        with_tables(place, {"a": "new", "b": "other"})


def test_the_first_machine_is_that_of_the_benchmark(tmp_path: Path) -> None:
    page = tmp_path / "benchmark.md"
    text = BENCHMARK.read_text(encoding="utf-8")
    times = MonthTimes(
        processor="p",
        cores=4,
        busy_percent=0,
        months=9,
        month_p50_s=0.4,
        month_p95_s=0.6,
        sentence_p50_s=0.5,
        sentence_p95_s=0.9,
        months_per_s=3,
        memory_gb=1.2,
    )
    found = machines(BENCHMARK, MEASURED.model_copy(update={"by_kernel": {"avx2": times, "vnni": times}}))
    assert list(found) == ["vnni", "avx2"]
    assert f"| {found['vnni'].month.p50_s:.3f} s | {found['vnni'].month.p95_s:.3f} s |" in text
    assert f"{found['vnni'].months_per_s:.2f} months/s" in text
    assert (found["avx2"].cores, found["avx2"].month) == (4, Spread(0.4, 0.6))
    page.write_text(text.replace("a month with a sentence", "something else"), encoding="utf-8")
    with pytest.raises(RequestError, match="write the page again with `make bench`"):
        machines(page, MEASURED)


def test_a_spread_has_the_quantiles_that_it_is_made_of() -> None:
    points = TOY.month.points()
    assert statistics.median(points) == pytest.approx(0.2, rel=0.01)
    assert points[190] == pytest.approx(0.3, rel=0.02)
    assert statistics.mean(points) == pytest.approx(TOY.month.mean_s, rel=0.01)
    assert all(earlier < later for earlier, later in itertools.pairwise(points))
    assert TOY.busy_s(0.0) == pytest.approx(1 / TOY.months_per_s)
