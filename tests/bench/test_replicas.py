"""What the measurement of replicas says, and when it fails."""

import pytest
import typer
from typer.testing import CliRunner

from bench import replicas
from bench.essentials import CHECKS
from bench.kills import Outcome


@pytest.mark.parametrize(
    ("wrong", "lost", "status"), [([], [], 0), (["keys: 200 instead of 401"], [], 1), ([], ["month 1"], 1)]
)
def test_the_command_says_what_was_seen(
    monkeypatch: pytest.MonkeyPatch, wrong: list[str], lost: list[str], status: int
) -> None:
    monkeypatch.setattr(replicas, "failures", lambda *_: wrong)
    monkeypatch.setattr(replicas, "disturbed", lambda **_: Outcome(5, 2, 1, lost, [], []))
    monkeypatch.setattr(replicas, "throughput", lambda number, *_: 5.5 * number)
    app = typer.Typer()
    app.command()(replicas.main)
    result = CliRunner().invoke(app, [])
    assert result.exit_code == status
    assert result.output.splitlines() == [
        f"{len(CHECKS)} checks of 2 replicas, {len(wrong)} failed",
        *wrong,
        f"5 months, 2 servers killed, 1 months taken up: {len(lost)} lost, 0 twice, 0 different",
        "replicas: 1, 5.50 months a second",
        "replicas: 2, 11.00 months a second",
    ]
