"""Servers that are killed in the middle of months, and callers who ask again."""

import pytest
import typer
from typer.testing import CliRunner

from bench import kills
from bench.kills import Outcome, disturbed


def test_no_month_is_lost_none_is_made_twice_and_each_is_as_ever() -> None:
    outcome = disturbed(months=10, kills=3, callers=2, servers=2, real=False, seed=1)
    assert (outcome.lost, outcome.twice, outcome.different) == ([], [], [])
    assert outcome.sound
    assert (outcome.months, outcome.kills) == (10, 3)
    assert outcome.taken_up > 0


@pytest.mark.parametrize(
    ("lost", "twice", "different", "status"),
    [([], [], [], 0), (["month 1"], [], [], 1), ([], ["r"], [], 1), ([], [], ["month 2"], 1)],
)
def test_the_command_says_what_became_of_the_months(
    monkeypatch: pytest.MonkeyPatch, lost: list[str], twice: list[str], different: list[str], status: int
) -> None:
    monkeypatch.setattr(kills, "disturbed", lambda **_: Outcome(5, 2, 1, lost, twice, different))
    app = typer.Typer()
    app.command()(kills.main)
    result = CliRunner().invoke(app, [])
    assert result.exit_code == status
    begin = "5 months, 2 servers killed, 1 months taken up: "
    assert result.output == f"{begin}{len(lost)} lost, {len(twice)} twice, {len(different)} different\n"
