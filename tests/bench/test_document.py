"""What the benchmark's document says of its rows."""

import re
from dataclasses import replace

import pytest

from bench.document import Machine, document, figure, machine_text, summary, table
from bench.figures import Row, Target

MACHINE = Machine("Some CPU", 2, 23.6, busy=1.0, versions={"Python": "3.11.9", "torch": "2.13.0", "xllamacpp": None})

FAST = Row("fast", "s", 0.5, 0.9, targets=(Target("p50", "≤", 0.8), Target("p95", "≤", 1.2)), note="60 requests")
SLOW = Row("slow", "s", 2.0, ours=0.5, targets=(Target("ratio", "≥", 8),))
ABSENT = Row("absent", "s", None, targets=(Target("ratio", "≥", 10),), note="not installed")
PLAIN = Row("rate", "GFLOP/s", 1234.5)


def cells(row: Row) -> list[str]:
    """The cells of the row's line in the table."""
    return [cell.strip() for cell in re.split(r"(?<!\\)\|", table([row]).splitlines()[-1])][1:-1]


def test_a_row_shows_figures_targets_and_note() -> None:
    assert cells(FAST) == ["fast", "0.500 s", "0.900 s", "–", "p50 ≤ 0.8 s: met; p95 ≤ 1.2 s: met", "60 requests"]


def test_a_missed_ratio_is_marked() -> None:
    assert cells(SLOW) == ["slow", "2.00 s", "–", "4.00", "≥ 8 × ours: **missed**", ""]


def test_a_row_that_was_not_measured_says_why() -> None:
    assert cells(ABSENT) == ["absent", "–", "–", "–", "≥ 10 × ours: not measured", "not installed"]


def test_a_row_without_a_target_has_an_empty_cell() -> None:
    assert cells(PLAIN) == ["rate", "1,234 GFLOP/s", "–", "–", "", ""]


def test_nothing_in_a_row_breaks_the_table() -> None:
    broken = replace(PLAIN, name="a | b", note="two\nlines")
    assert cells(broken)[0] == r"a \| b"
    assert cells(broken)[-1] == "two lines"


@pytest.mark.parametrize(
    ("value", "shown"),
    [(None, "–"), (0.01234, "0.012"), (1.234, "1.23"), (12.34, "12.3"), (107.4, "107"), (123456.0, "123,456")],
)
def test_figures_have_three_digits(value: float | None, shown: str) -> None:
    assert figure(value) == shown


def test_the_summary_counts_targets_and_names_what_is_missing() -> None:
    assert summary([FAST, SLOW, ABSENT, PLAIN]) == (
        "2 of 4 targets are met. Missed: slow (≥ 8 × ours). Not measured: absent (≥ 10 × ours)."
    )
    assert summary([FAST]) == "2 of 2 targets are met."


def test_the_machine_and_the_versions_are_told() -> None:
    assert machine_text(MACHINE) == (
        "Some CPU, 2 cores, 24 GB of memory; Python 3.11.9, torch 2.13.0, xllamacpp (not installed)."
    )


def test_a_busy_machine_is_told() -> None:
    assert "Other programs took 80 % of the processor" in machine_text(replace(MACHINE, busy=80.0))


def test_the_document_has_it_all() -> None:
    text = document(
        MACHINE, [FAST, SLOW], {"benchmark-load.svg": "Many callers at once"}, "# What was tried\n\nThis and that.\n"
    )
    for part in (machine_text(MACHINE), summary([FAST, SLOW]), table([FAST, SLOW])):
        assert part in text
    assert "![Many callers at once](benchmark-load.svg)" in text
    assert text.endswith("\n## What was tried\n\nThis and that.\n")


def test_headings_of_what_was_tried_come_below_the_document_s_own() -> None:
    tried = "# What was tried\n\n## One\n\n```sh\n# no heading\n```\n\n# Last\n"
    text = document(MACHINE, [], {}, tried)
    assert [line for line in text.splitlines() if re.match("#+ ", line)] == [
        "# Benchmark",
        "## What was tried",
        "### One",
        "# no heading",
        "## Last",
    ]
