"""The command: which parts it runs, and where it writes."""

from pathlib import Path

import pytest

from bench import speed
from bench.figures import Findings, Row
from bench.workbench import Workbench, questions
from data.requests import draw_requests
from service.settings import Settings


def found(name: str) -> Findings:
    return Findings([Row(f"row of {name}", "s", 1.0)])


@pytest.fixture(autouse=True)
def docs(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A folder for the document, and two parts that measure nothing."""
    monkeypatch.setattr(speed, "PARTS", {"first": lambda _: found("first"), "second": lambda _: found("second")})
    monkeypatch.setattr(speed, "DOCS", tmp_path / "docs")
    monkeypatch.setattr(speed, "prepare_base", lambda _: tmp_path)
    monkeypatch.setattr(speed, "_busy", lambda: 0.0)
    return tmp_path / "docs"


def test_a_whole_run_writes_the_document(docs: Path, capsys: pytest.CaptureFixture[str]) -> None:
    speed.main([])
    text = (docs / "benchmark.md").read_text(encoding="utf-8")
    assert text.index("row of first") < text.index("row of second") < text.index("## What was tried")
    assert "row of second" in capsys.readouterr().out


@pytest.mark.parametrize("option", [["--quick"], ["--only", "second"]])
def test_part_of_a_run_leaves_the_document_alone(
    docs: Path, capsys: pytest.CaptureFixture[str], option: list[str]
) -> None:
    speed.main(option)
    assert "row of second" in capsys.readouterr().out
    assert not docs.exists()


def test_part_of_a_run_is_written_where_that_is_asked_for(docs: Path) -> None:
    speed.main(["--only", "first", "--output", str(docs / "here")])
    text = (docs / "here" / "benchmark.md").read_text(encoding="utf-8")
    assert "row of first" in text
    assert "row of second" not in text


def test_parts_run_in_the_order_of_the_table(capsys: pytest.CaptureFixture[str]) -> None:
    speed.main(["--only", "second", "first"])
    printed = capsys.readouterr().out
    assert printed.index("row of first") < printed.index("row of second")


def test_a_part_that_does_not_exist_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        speed.main(["--only", "third"])
    assert "third" in capsys.readouterr().err


def test_the_agents_are_asked_in_turn() -> None:
    request = next(draw_requests(1))
    assert [question.agent for question in questions(request)] == ["task1", "task2"]
    with_sentence = request.model_copy(update={"request": "No squats please."})
    assert [question.agent for question in questions(with_sentence)] == ["intake", "task1", "task2"]


def test_the_requests_are_always_the_same() -> None:
    bench = Workbench(Settings(), True, lambda _: None)
    assert bench.requests(5) == bench.requests(2) + bench.requests(3, skip=2)
    assert [one.request for one in bench.sentences(4)] == [one.request for one in bench.sentences(4)]
    assert all(one.request for one in bench.sentences(4))
