"""The comparison of a model server's answers with those of the model in this process."""

import pytest

from bench import remote
from data.generate import read
from program.errors import UnavailableError
from service.settings import Settings
from tests.scripted import ScriptedModel

ROWS = 3


def test_answers_that_differ_are_printed(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    here = ScriptedModel({"task1": ["a", "b", "c"]})
    there = ScriptedModel({"task1": ["a", "other", "c"]})
    monkeypatch.setattr(remote, "load_local", lambda _: here)
    monkeypatch.setattr(remote, "load_model", lambda _: there)
    assert remote.compared(Settings(agents=("task1",)), "http://10.0.0.1", ROWS) == 1
    printed = capsys.readouterr().out
    assert printed == "task1: 2 of 3 answers are the same\n  row 2\n    here:  b\n    there: other\n"
    assert len(read("task1", "test")) > ROWS
    assert here.calls == there.calls
    with pytest.raises(UnavailableError, match="closed"):
        there.complete(here.calls[0])
