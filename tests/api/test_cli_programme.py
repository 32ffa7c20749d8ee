"""The commands beyond the month: programmes, the next month, training logs."""

import io
import json
import re
import sys
from pathlib import Path
from typing import Any

import pytest

from bench.coach_model import CoachModel
from program.exports.liftoscript import liftoscript
from program.exports.pdf import pdf
from program.exports.plan_csv import plan_csv
from program.month.routine import Routine
from program.progression.carry import Carry
from program.schema import RoutineRequest
from service.programme import NextMonth, Programme
from service.service import Service
from service.settings import Settings
from tests.api.test_cli import Captured, assert_one_line, burnfit
from tests.coached import RECORDS, log_of

EXPORTS = Path(__file__).parents[1] / "program" / "histories" / "exports"
LIFTER = {"experience": 3, "gender": "male", "purpose": 1, "rm_weight": RECORDS, "start_date": "2024-01-01"}


@pytest.fixture(autouse=True)
def _coach(monkeypatch: pytest.MonkeyPatch) -> None:
    """The coach in the place of the model, for as many months as are asked for."""

    def lazily(_: type[Service], settings: Settings, *_asked: Any) -> Service:
        return Service(CoachModel(), settings.model_copy(update={"attempts": 1, "log_level": "error"}))

    monkeypatch.setattr(Service, "lazily", classmethod(lazily))
    monkeypatch.setenv("BURNFIT_LOG_LEVEL", "error")


@pytest.fixture
def request_file(tmp_path: Path) -> str:
    return written(tmp_path / "request.json", LIFTER)


def written(file: Path, content: Any) -> str:
    file.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
    return str(file)


def recorded(**fields: Any) -> Routine:
    """A month that is recorded as a run."""
    request = RoutineRequest.model_validate({**LIFTER, **fields})
    return Service(CoachModel(), Settings(attempts=1)).routine(request)


def json_log(routine: Routine) -> list[dict[str, Any]]:
    assert routine.carry is not None
    return [one.model_dump(mode="json") for one in log_of(routine.carry)]


def csv_log(routine: Routine) -> str:
    """The month's own CSV with the planned repetitions filled in for work sets."""
    rows = plan_csv(routine).decode("utf-8-sig").splitlines()
    return "\n".join(re.sub(r"^(.*,work,.*),,$", lambda row: f"{row[1]},{row[0].split(',')[9]},", row) for row in rows)


# burnfit programme


def test_a_programme_is_printed_month_by_month(
    monkeypatch: pytest.MonkeyPatch, capsys: Captured, request_file: str
) -> None:
    assert burnfit(monkeypatch, "programme", request_file, "--weeks", "8") == 0
    printed = capsys.readouterr()
    assert printed.out.count("One month of 5/3/1") == 2
    assert printed.out.count("% of the 1RM") == 1, "the second month's training maxes are a step above it"
    assert "Week 4 (TM test)" in printed.out
    assert len(re.findall(r"^burnfit next [0-9a-f]{32}$", printed.out, re.MULTILINE)) == 2
    assert "× 3–5" in printed.out
    assert "102 kg" in printed.out
    assert "107 kg" in printed.out
    assert printed.err == ""


def test_a_programme_as_json(monkeypatch: pytest.MonkeyPatch, capsys: Captured, request_file: str) -> None:
    assert burnfit(monkeypatch, "programme", request_file, "--layout", "original", "--format", "json") == 0
    made = Programme.model_validate_json(capsys.readouterr().out)
    assert [(one.role, one.week4) for one in made.months] == [("original", "deload")] * 3


def test_a_programme_says_first_why_its_layout_is_another(
    monkeypatch: pytest.MonkeyPatch, capsys: Captured, tmp_path: Path
) -> None:
    file = written(tmp_path / "request.json", LIFTER | {"gender": "여성", "experience": 1})
    assert burnfit(monkeypatch, "programme", file, "--weeks", "8", "--layout", "leader_anchor") == 0
    assert capsys.readouterr().out.startswith("첫해에는 리더와 앵커로 나누지 않아도")


# burnfit next


def test_the_next_month_by_a_run_and_a_log_in_json(
    monkeypatch: pytest.MonkeyPatch, capsys: Captured, tmp_path: Path
) -> None:
    first = recorded()
    log = written(tmp_path / "log.json", json_log(first))
    for run in (first.run_id, first.run_id[:8]):
        assert burnfit(monkeypatch, "next", run, "--log", log) == 0
        printed = capsys.readouterr()
        words = " ".join(printed.out.split())
        assert "Squat: TM 108 → 113 kg. Your '+' set reached its minimum" in words
        assert "[8]: 8 reps beat your best set so far." in words
        assert re.search(r"95 × 5\+ \[\d\]", words)
        assert "113 kg" in printed.out.split("Training max (TM)")[1]
        assert printed.err == ""


@pytest.mark.parametrize("form", ["month", "carry alone", "answer of next"])
def test_the_next_month_by_a_file(monkeypatch: pytest.MonkeyPatch, capsys: Captured, tmp_path: Path, form: str) -> None:
    month = recorded().model_dump(mode="json")
    content = {"month": month, "carry alone": month["carry"], "answer of next": {"proposals": [], "routine": month}}
    file = written(tmp_path / "month.json", content[form])
    assert burnfit(monkeypatch, "next", file, "--format", "json") == 0
    made = NextMonth.model_validate_json(capsys.readouterr().out)
    assert {one.rule for one in made.proposals} == {"nothing_logged"}


def test_the_printed_answer_is_the_file_of_the_month_after(
    monkeypatch: pytest.MonkeyPatch, capsys: Captured, tmp_path: Path
) -> None:
    file = written(tmp_path / "month.json", recorded().model_dump(mode="json"))
    for number in (2, 3):
        assert burnfit(monkeypatch, "next", file, "--format", "json") == 0
        made = capsys.readouterr().out
        carry = NextMonth.model_validate_json(made).routine.carry
        assert carry is not None
        assert carry.whose.block.month == number
        written(Path(file), made)


def test_a_months_csv_filled_in_is_a_log(monkeypatch: pytest.MonkeyPatch, capsys: Captured, tmp_path: Path) -> None:
    first = recorded()
    log = written(tmp_path / "log.csv", csv_log(first))
    assert burnfit(monkeypatch, "next", first.run_id, "--log", log, "--format", "json") == 0
    printed = capsys.readouterr()
    made = NextMonth.model_validate_json(printed.out)
    assert {one.rule for one in made.proposals} == {"plus_set_met"}


def test_what_is_not_read_of_a_log_is_told_on_standard_error(monkeypatch: pytest.MonkeyPatch, capsys: Captured) -> None:
    first = recorded(gender="남성")
    log = str(EXPORTS / "hevy_kg.csv")
    assert burnfit(monkeypatch, "next", first.run_id, "--log", log) == 0
    told = capsys.readouterr().err.splitlines()
    assert "벤치 프레스 1주차: 이 날 계획한 훈련이 파일에 없습니다." in told
    assert not any("None" in line for line in told)


def test_a_log_on_standard_input(monkeypatch: pytest.MonkeyPatch, capsys: Captured) -> None:
    first = recorded()
    sent = json.dumps({"log": json_log(first)}).encode()
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(sent)))
    assert burnfit(monkeypatch, "next", "latest", "--log", "-", "--format", "json") == 0
    assert {one.rule for one in NextMonth.model_validate_json(capsys.readouterr().out).proposals} == {"plus_set_met"}


def test_options_of_the_next_month(monkeypatch: pytest.MonkeyPatch, capsys: Captured, tmp_path: Path) -> None:
    first = recorded()
    log = written(tmp_path / "log.json", json_log(first))
    assert burnfit(monkeypatch, "next", first.run_id, "--log", log, "--strict", "--format", "json") == 0
    assert "estimate_low" in {one.rule for one in NextMonth.model_validate_json(capsys.readouterr().out).proposals}
    assert burnfit(monkeypatch, "next", first.run_id, "--log", log, "--weeks-away", "5", "--format", "json") == 0
    made = NextMonth.model_validate_json(capsys.readouterr().out)
    assert {(one.rule, one.advice) for one in made.proposals} == {("weeks_away", "fresh_records")}


def test_what_the_lifter_says_and_sets_beside_the_log(
    monkeypatch: pytest.MonkeyPatch, capsys: Captured, tmp_path: Path
) -> None:
    first = recorded()
    log = written(tmp_path / "log.json", json_log(first))
    changes = written(tmp_path / "changes.json", {"minutes": 60})
    options = ["--training-max", "squat=110", "--step-kg", "dead_lift=4", "--request", changes]
    options += ["--report", "my elbow hurts when I bench"]
    assert burnfit(monkeypatch, "next", first.run_id, "--log", log, *options, "--format", "json") == 0
    made = NextMonth.model_validate_json(capsys.readouterr().out)
    assert {one.lift: (one.to_kg, one.rule) for one in made.proposals} == {
        "bench_press": (81, "reported"),
        "squat": (113, "plus_set_met"),
        "dead_lift": (133.6, "plus_set_met"),
        "over_head_press": (56.5, "plus_set_met"),
    }
    carry = made.routine.carry
    assert carry is not None
    assert {one.lift: one.training_max_kg for one in carry.lifts}["squat"] == 110
    assert carry.whose.minutes == 60


# burnfit log


@pytest.mark.parametrize("name", ["hevy_kg", "strong_comma", "own_korean"])
def test_a_log_is_printed_as_json(monkeypatch: pytest.MonkeyPatch, capsys: Captured, name: str) -> None:
    assert burnfit(monkeypatch, "log", str(EXPORTS / f"{name}.csv")) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["sets"]
    assert found["unmatched"] == []


def test_a_log_is_matched_to_a_run_and_goes_into_the_next_month(
    monkeypatch: pytest.MonkeyPatch, capsys: Captured, tmp_path: Path
) -> None:
    first = recorded()
    file = written(tmp_path / "log.csv", csv_log(first))
    assert burnfit(monkeypatch, "log", file, "--run", first.run_id, "--language", "ko") == 0
    read = written(tmp_path / "log.json", capsys.readouterr().out)
    assert json.loads(Path(read).read_text(encoding="utf-8"))["log"] == json_log(first)
    assert burnfit(monkeypatch, "next", first.run_id, "--log", read, "--format", "json") == 0
    assert {one.rule for one in NextMonth.model_validate_json(capsys.readouterr().out).proposals} == {"plus_set_met"}


# burnfit export


def test_a_month_is_exported_by_run_and_by_file(
    monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes], tmp_path: Path
) -> None:
    first = recorded()
    assert burnfit(monkeypatch, "export", first.run_id, "--format", "csv") == 0
    assert capfdbinary.readouterr().out == plan_csv(first, "en")
    assert burnfit(monkeypatch, "export", first.run_id, "--format", "liftoscript") == 0
    assert capfdbinary.readouterr().out == liftoscript(first)
    assert burnfit(monkeypatch, "export", first.run_id, "--format", "pdf") == 0
    assert capfdbinary.readouterr().out == pdf(first, "en")
    file = written(tmp_path / "month.json", first.model_dump(mode="json"))
    calendars = [tmp_path / "by_run.ics", tmp_path / "by_file.ics"]
    for month, output in zip((first.run_id[:8], file), calendars, strict=True):
        options = ["--format", "ics", "--time", "19:00", "--language", "ko", "--output", str(output)]
        assert burnfit(monkeypatch, "export", month, *options) == 0
    by_run, by_file = (re.sub(rb"DTSTAMP:\S+", b"", output.read_bytes()) for output in calendars)
    assert by_run == by_file
    assert "1주차".encode() in by_run
    assert b"T190000" in by_run


# Mistakes


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["programme", "missing.json"], "missing.json cannot be read: No such file"),
        (["programme", "{request}", "--weeks", "5"], "the programme cannot be used: weeks: Input should be 4, 8, 11"),
        (["programme", "{request}", "--layout", "pyramid"], "pyramid"),
        (["programme"], "Missing argument"),
        (["next", "missing.json"], "there is no file missing.json: give a JSON file with a month, or the id of a run"),
        (["next", "nobody"], "there is no run 'nobody'"),
        (["next", "{month}", "--training-max", "squat"], "'squat': expected a lift and its weight, such as squat=92.5"),
        (["next", "{month}", "--step-kg", "curl=1"], "the next month cannot be used: step_kg.curl"),
        (["next", "{month}", "--step-kg", "squat=9"], "step_kg.squat: 9 kg is more than a cycle may add"),
        (["next", "{month}", "--request", "missing.json"], "missing.json cannot be read: No such file"),
        (["next", "{month}", "--report", "ab" * 251], "the next month cannot be used: report: String should have at"),
        (["next", "{request}"], "cannot be used: request: Field required"),
        (["next", "{month}", "--log", "missing.csv"], "missing.csv cannot be read: No such file"),
        (["next", "{month}", "--log", "a\0b"], "is no name of a file"),
        (["next", "{month}", "--log", "{text}"], "no format that is known"),
        (["next", "{month}", "--log", "{half}"], "is no JSON"),
        (["next", "{month}", "--log", "{list}"], "cannot be used: 0.lift: Input should be 'bench_press', "),
        (["next", "{month}", "--log", "{request}"], "cannot be used"),
        (["next", "{month}", "--stall", "cry"], "cry"),
        (["next", "{month}", "--weeks-away", "-1"], "--weeks-away"),
        (["export", "{request}", "--format", "csv"], "request.json cannot be used: run_id: Field required"),
        (["export", "missing.json", "--format", "csv"], "there is no file missing.json"),
        (["export", "nobody", "--format", "csv"], "there is no run 'nobody'"),
        (["export", "{month}", "--format", "docx"], "docx"),
        (["export", "latest", "--format", "ics", "--time", "noon"], "--time cannot be used"),
        (["export", "latest", "--format", "ics", "--output", "."], ". cannot be written: Is a directory"),
        (["log", "missing.csv"], "missing.csv cannot be read: No such file"),
        (["log", "{text}"], "no format that is known"),
        (["log", "{text}", "--run", "nobody"], "there is no run 'nobody'"),
        (["log", "{text}", "--language", "fr"], "fr"),
    ],
)
def test_a_mistake_is_told_in_one_line(
    monkeypatch: pytest.MonkeyPatch, capsys: Captured, tmp_path: Path, arguments: list[str], expected: str
) -> None:
    carry = recorded().carry
    assert isinstance(carry, Carry)
    files = {
        "request": written(tmp_path / "request.json", LIFTER),
        "month": written(tmp_path / "month.json", carry.model_dump(mode="json")),
        "text": written(tmp_path / "text.csv", "a,b\n1,2\n"),
        "half": written(tmp_path / "half.json", '[{"lift":'),
        "list": written(tmp_path / "list.json", [{"lift": "curl", "week": 1, "weight_kg": 20, "reps": 5}]),
    }
    assert burnfit(monkeypatch, *(word.format(**files) for word in arguments)) == 2
    assert_one_line(capsys, expected)


def test_a_month_that_was_changed_names_the_field(
    monkeypatch: pytest.MonkeyPatch, capsys: Captured, tmp_path: Path
) -> None:
    month = recorded().model_dump(mode="json")
    month["carry"]["request"]["minutes"] = 5
    assert burnfit(monkeypatch, "next", written(tmp_path / "month.json", month)) == 2
    assert_one_line(capsys, "month.json cannot be used: request: minutes: Input should be greater than or equal to 20")
