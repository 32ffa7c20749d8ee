"""Adapters of a local model are loaded beside each other, and freed when the model is closed."""

import gc
import shutil
import threading
import weakref
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from models import adapter
from models.base_model import BaseModel
from models.language_model import Call, Sampling
from models.local_model import LocalModel
from program.errors import UnavailableError
from tests.models.test_local_model import PROMPT, SCHEMA, text_model


def test_loading_an_adapter_blocks_no_other(
    base: BaseModel, adapters: dict[str, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, go_on = threading.Event(), threading.Event()
    load = adapter.load

    def slow(base: BaseModel, folder: Path) -> Any:
        if folder == adapters["low"]:
            begun.set()
            assert go_on.wait(120)
        return load(base, folder)

    monkeypatch.setattr(adapter, "load", slow)
    local = LocalModel(base, adapters)
    local.complete(Call(PROMPT))
    with ThreadPoolExecutor(3) as pool:
        try:
            loading = pool.submit(local.complete, Call(PROMPT, "low"))
            assert begun.wait(60)
            ready, other = (pool.submit(local.complete, Call(PROMPT, name)) for name in (None, "high"))
            assert ready.result(60).text
            assert other.result(60).text
            assert not loading.done()
        finally:
            go_on.set()
        assert loading.result(60).text


def test_adapters_that_are_loaded_at_once_are_the_same_as_one_by_one(
    base: BaseModel, adapters: dict[str, Path], local: LocalModel
) -> None:
    names = ["low", "high"] * 2
    for _ in range(5):
        together = LocalModel(base, adapters)
        with ThreadPoolExecutor(4) as pool:
            answers = list(pool.map(lambda name: together.complete(Call(PROMPT, name, SCHEMA)).text, names))  # noqa: B023
        assert answers == [local.complete(Call(PROMPT, name, SCHEMA)).text for name in names]


def test_an_adapter_that_could_not_be_loaded_is_tried_again(
    base: BaseModel, adapters: dict[str, Path], tmp_path: Path
) -> None:
    local = LocalModel(base, {"late": tmp_path / "late"})
    with pytest.raises(UnavailableError, match="there is no adapter in"):
        local.complete(Call(PROMPT, "late"))
    shutil.copytree(adapters["low"], tmp_path / "late")
    assert local.complete(Call(PROMPT, "late")).text


def test_closing_completes_the_running_answer_and_refuses_those_that_wait(
    base: BaseModel, adapters: dict[str, Path]
) -> None:
    local = LocalModel(base, adapters)
    local.warm()
    running, release = threading.Event(), threading.Event()

    def pause(*_: object) -> None:
        running.set()
        release.wait(60)

    handle = base.model.base_model.register_forward_pre_hook(pause)
    try:
        with ThreadPoolExecutor(3) as pool:
            try:
                first = pool.submit(local.complete, Call(PROMPT, sampling=Sampling(max_tokens=3)))
                assert running.wait(60)
                second = pool.submit(local.complete, Call(PROMPT, "low"))
                closing = pool.submit(local.close)
                with pytest.raises(UnavailableError, match="closed"):
                    second.result(60)
                assert not first.done()
            finally:
                release.set()
            assert first.result(60).cost.passes == 3
            closing.result(60)
    finally:
        handle.remove()


def test_a_closed_model_frees_what_it_loaded(base: BaseModel, adapters: dict[str, Path]) -> None:
    local = LocalModel(base, adapters)
    layers = weakref.ref(text_model(local, "low"))
    local.close()
    gc.collect()
    assert layers() is None
