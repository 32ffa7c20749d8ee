"""The command `burnfit bulk`: its exit status, what it says, and what it does without the extra `ray`."""

import json
from pathlib import Path

import pytest

from program.errors import UnavailableError
from service.bulk import on_ray, parquet
from service.service import Service
from service.settings import Settings
from tests.api.conftest import EXAMPLES
from tests.api.test_cli import Captured, assert_one_line, burnfit
from tests.service.bulk_service import coached


@pytest.fixture(autouse=True)
def _coach(monkeypatch: pytest.MonkeyPatch) -> None:
    """The coach in the place of the model, and no Ray."""
    monkeypatch.setattr(Service, "load", classmethod(lambda _, settings: coached(settings)))
    monkeypatch.setenv("BURNFIT_LOG_LEVEL", "error")
    monkeypatch.setattr(on_ray, "has_ray", lambda: False)


@pytest.fixture
def requests(tmp_path: Path) -> Path:
    file = tmp_path / "requests.jsonl"
    file.write_text("".join(json.dumps({"id": name, **EXAMPLES[name]}) + "\n" for name in "12"), encoding="utf-8")
    return file


def test_all_rows_have_a_month(
    requests: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    assert burnfit(monkeypatch, "bulk", str(requests), str(tmp_path / "out"), "--workers", "2") == 0
    printed = capsys.readouterr()
    assert printed.out == ""
    assert "bulk: 0 of 2 rows are done\n" in printed.err
    assert "bulk: in this process with 2 threads\n" in printed.err
    assert "bulk: 2 of 2 rows have a month, 0 an error; 2 made now in " in printed.err
    assert not list(Settings().runs.iterdir()), "no month is recorded as a run"


def test_a_row_without_a_month_has_a_status_of_its_own(
    requests: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    with requests.open("a", encoding="utf-8") as file:
        file.write("{}\n")
    assert burnfit(monkeypatch, "bulk", str(requests), str(tmp_path / "out")) == 3
    assert "2 of 3 rows have a month, 1 an error" in capsys.readouterr().err


def test_without_pyarrow_the_months_are_json_lines_alone(
    requests: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    monkeypatch.setattr(parquet, "find_spec", lambda _: None)
    assert burnfit(monkeypatch, "bulk", str(requests), str(tmp_path / "out")) == 0
    assert "pyarrow is not installed, so there will be no months.parquet" in capsys.readouterr().err
    assert {file.name for file in (tmp_path / "out").iterdir()} >= {"months.jsonl", "errors.jsonl", "bulk.json"}
    assert not (tmp_path / "out" / "months.parquet").exists()
    table = requests.rename(tmp_path / "requests.parquet")
    assert burnfit(monkeypatch, "bulk", str(table), str(tmp_path / "other")) == 2
    assert_one_line(capsys, "pyarrow, which reads it, is missing", "make setup-ray")


@pytest.mark.parametrize("options", [["--ray"], ["--address", "auto"]])
def test_ray_that_is_asked_for_and_missing_is_an_error(
    options: list[str], requests: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    assert burnfit(monkeypatch, "bulk", str(requests), str(tmp_path / "out"), *options) == 2
    assert_one_line(capsys, "Ray is not installed", "make setup-ray")


def test_an_address_and_no_ray_do_not_go_together(
    requests: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    assert burnfit(monkeypatch, "bulk", str(requests), str(tmp_path / "out"), "--no-ray", "--address", "auto") == 2
    assert_one_line(capsys, "--address is for Ray")


def test_a_model_that_cannot_be_loaded_ends_the_command(
    requests: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    def load(*_: object) -> Service:
        raise UnavailableError("the base is missing: prepare it")

    monkeypatch.setattr(Service, "load", classmethod(load))
    assert burnfit(monkeypatch, "bulk", str(requests), str(tmp_path / "out")) == 2
    assert "burnfit: the base is missing: prepare it\n" in capsys.readouterr().err
