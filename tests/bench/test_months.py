"""The command that draws months and judges them, and where it writes its table."""

from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from bench import months
from bench.judge.cases import Case
from bench.rows import divided, with_section
from tests.api.conftest import EXAMPLES


def test_a_section_is_exchanged_and_leaves_what_stands_around_it() -> None:
    document = "# Page\n\n| a | b | c |\n"
    once = with_section(document, "## Months\none\n")
    assert once == f"{document}\n## Months\none\n"
    followed = f"{once}\n## Later\nend\n"
    assert with_section(followed, "## Months\ntwo\n\n") == f"{document}\n## Months\ntwo\n\n## Later\nend\n"
    assert divided(followed) == (f"{document}\n", "## Months\none\n\n## Later\nend\n")
    assert divided(document) == (document, "")


def test_the_coach_answers_what_a_sentence_asks_for() -> None:
    make = months.maker(real=False)
    body = {**EXAMPLES["3"], "request": "무릎이 아파요."}
    month = make(Case(body, {"avoid": ["knee"], "unknown": 1}))
    assert month["constraints"]["avoid"] == ["knee"]
    assert {one["source"] for one in month["provenance"].values()} == {"model"}


def test_the_command_prints_figures_and_writes_its_section(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    document = tmp_path / "evaluation.md"
    document.write_text("# Evaluation\n", encoding="utf-8")
    monkeypatch.setattr(months, "DOCUMENT", document)
    monkeypatch.setattr(months, "lifters", lambda: iter([EXAMPLES["3"], EXAMPLES["4"]]))
    app = typer.Typer()
    app.command()(months.main)
    result = CliRunner().invoke(app, ["--number", "3", "--save", "--shown", "1"])
    assert result.exit_code == 0, result.output
    assert "| a set above the 1RM | " in result.stdout
    assert document.read_text(encoding="utf-8").startswith(f"# Evaluation\n\n{months.HEADING}\n")
