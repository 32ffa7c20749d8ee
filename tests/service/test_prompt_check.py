"""Adapters that do not fit their agents are refused before any model is asked."""

import json
import logging
from pathlib import Path
from typing import Any

import pytest

from agents.agent import PROMPT_FORMAT
from agents.prompt_hash import prompts_of
from program.errors import UnavailableError
from service import model_loader
from service.model_loader import check_prompts
from tests.agents.test_prompt_hash import ROW, Asking


@pytest.fixture
def toy(monkeypatch: pytest.MonkeyPatch) -> Asking:
    toy = Asking("toy")
    monkeypatch.setattr(model_loader, "agents_for", lambda _: (toy,))
    return toy


def adapter(folder: Path, **content: Any) -> Path:
    base = {"name": "tiny", "identity": "0" * 64}
    (folder / "prompt.json").write_text(json.dumps({"template": PROMPT_FORMAT, "base": base, **content}))
    return folder


def test_an_adapter_of_the_same_prompts_is_loaded(toy: Asking, tmp_path: Path) -> None:
    check_prompts(toy, adapter(tmp_path, prompts=prompts_of(toy, [ROW], (toy,))))


def test_an_adapter_of_other_prompts_is_refused_with_what_to_do(toy: Asking, tmp_path: Path) -> None:
    folder = adapter(tmp_path, prompts=prompts_of(toy, [ROW], (toy,)))
    toy.fact = "another fact"
    with pytest.raises(UnavailableError, match=r"adapter toy was trained with another .*: train it again with"):
        check_prompts(toy, folder)


def test_an_adapter_of_another_template_is_refused(toy: Asking, tmp_path: Path) -> None:
    with pytest.raises(UnavailableError, match="another form of prompt than this version writes: train it again"):
        check_prompts(toy, adapter(tmp_path, template="{facts}"))


def test_an_adapter_that_says_nothing_about_its_prompts_is_loaded_and_the_log_says_so(
    toy: Asking, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO, "burnfit.loading"):
        check_prompts(toy, adapter(tmp_path))
    assert "adapter toy says nothing about its prompts: a change since its training cannot be seen" in caplog.text
