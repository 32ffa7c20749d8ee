"""What every `LanguageModel` keeps to. A new implementation adds a fixture to `SUBJECTS`, and no test."""

import json
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import astuple, dataclass, replace
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from agents import CORE
from models.adapter import PROMPT
from models.base_model import BaseModel
from models.engine import int8
from models.language_model import Call, Cancelled, Completion, LanguageModel, Sampling, Unreachable
from models.local_model import LocalModel, dtype_for
from program.errors import ModelError, RequestError, UnavailableError
from service.model_loader import load_base
from service.settings import Settings
from tests.scripted import ScriptedModel

SCHEMA = {
    "type": "object",
    "properties": {
        "rate": {"enum": [80, 85, 90, 95]},
        "name": {"enum": ["squat", "bench press", "스쿼트"]},
        "days": {"type": "array", "items": {"type": "integer", "minimum": 1, "maximum": 7}, "maxItems": 4},
        "remark": {"type": "string", "maxLength": 12},
    },
    "required": ["rate", "name", "days", "remark"],
    "additionalProperties": False,
}

CALL = Call("lifter 1:", schema=SCHEMA)


@dataclass(frozen=True)
class Subject:
    """An implementation under test."""

    make: Callable[[], LanguageModel]
    """Makes a new one that knows `adapters`."""
    adapters: tuple[str, ...]
    refuses: bool = True
    """Whether it reads calls, and so refuses wrong ones; a script does not."""


@pytest.fixture(scope="module")
def scripted() -> Subject:
    """A script: every answer is the same text."""
    texts = ['{"rate":80}'] * 50
    return Subject(lambda: ScriptedModel({"base": texts, "one": texts}), ("one",), refuses=False)


@pytest.fixture(scope="module")
def transformers(base: BaseModel, adapters: dict[str, Path]) -> Subject:
    """A small model of transformers in this process."""
    return Subject(lambda: LocalModel(base, adapters), tuple(adapters))


@pytest.fixture(scope="module")
def in_int8() -> Subject:
    """The packaged base in 8-bit integers in this process."""
    settings = Settings()
    base = load_base(settings, dtype_for("auto"))
    if reason := int8.obstacle(base.model):
        pytest.skip(f"no 8-bit integers here: {reason}")
    folders = {agent.adapter: agent.home(settings.adapters) for agent in CORE if agent.adapter is not None}
    assert all((folder / PROMPT).is_file() for folder in folders.values())
    return Subject(lambda: LocalModel(base, folders, kept=settings.cache / "int8"), tuple(folders))


SUBJECTS = ["scripted", "transformers", pytest.param("in_int8", marks=pytest.mark.model)]


@pytest.fixture(scope="module", params=SUBJECTS)
def subject(request: pytest.FixtureRequest) -> Subject:
    made: Subject = request.getfixturevalue(request.param)
    return made


@pytest.fixture(scope="module")
def model(subject: Subject) -> Iterator[LanguageModel]:
    """One model for all tests that leave it open."""
    model = subject.make()
    yield model
    model.close()


def needs(model: LanguageModel, capability: str) -> None:
    """Leave the test out where the model cannot do this."""
    if not getattr(model.capabilities, capability):
        pytest.skip(f"capabilities.{capability} is false")


def test_an_answer_is_text_with_its_cost(model: LanguageModel) -> None:
    answer = model.complete(CALL)
    assert answer.text
    assert all(isinstance(count, int) and count >= 0 for count in astuple(answer.cost))
    assert answer.cost.prompt_tokens > 0


def test_each_adapter_answers_and_so_does_the_bare_base(model: LanguageModel, subject: Subject) -> None:
    for name in (None, *subject.adapters):
        assert model.complete(replace(CALL, adapter=name)).text


@pytest.mark.parametrize("sampling", [Sampling(), Sampling(1.5, seed=3)], ids=["greedy", "drawn"])
def test_an_answer_obeys_its_schema(model: LanguageModel, sampling: Sampling) -> None:
    needs(model, "schemas")
    jsonschema.validate(json.loads(model.complete(replace(CALL, sampling=sampling)).text), SCHEMA)


def test_an_answer_is_cut_off_at_the_most_tokens(model: LanguageModel) -> None:
    needs(model, "schemas")
    cost = model.complete(replace(CALL, sampling=Sampling(max_tokens=5))).cost
    assert cost.forced_tokens + cost.chosen_tokens <= 5


@pytest.mark.parametrize("sampling", [Sampling(), Sampling(1.5, seed=3)], ids=["greedy", "drawn"])
def test_the_same_call_gives_the_same_answer(model: LanguageModel, sampling: Sampling) -> None:
    needs(model, "reproducible")
    first, again = (model.complete(replace(CALL, sampling=sampling)).text for _ in range(2))
    assert first == again


def test_another_seed_gives_another_answer(model: LanguageModel) -> None:
    needs(model, "reproducible")
    texts = {model.complete(replace(CALL, sampling=Sampling(2.0, seed=seed))).text for seed in range(6)}
    assert len(texts) > 1


@pytest.mark.parametrize("draft", ['{"rate":85,"name":"squat","days":[],"remark":""}', "무엇이든", ""])
def test_a_draft_changes_no_answer(model: LanguageModel, draft: str) -> None:
    needs(model, "reproducible")
    samplings = [Sampling(), Sampling(1.5, seed=3)] if model.capabilities.exact else [Sampling()]
    for sampling in samplings:
        call = replace(CALL, sampling=sampling)
        assert model.complete(replace(call, draft=draft)).text == model.complete(call).text


@pytest.mark.parametrize("pick", ["1", "2"])
def test_a_bias_decides_among_what_is_allowed(model: LanguageModel, pick: str) -> None:
    needs(model, "logit_bias")
    schema = {"enum": [1, 2]}
    assert model.complete(replace(CALL, schema=schema, sampling=Sampling(logit_bias={pick: 100.0}))).text == pick


def test_calls_at_the_same_time_get_their_own_answers(model: LanguageModel, subject: Subject) -> None:
    needs(model, "reproducible")
    calls = [
        replace(CALL, adapter=name, sampling=Sampling(1.0, seed=seed)) for name in subject.adapters for seed in range(3)
    ]
    alone = [model.complete(call).text for call in calls]
    with ThreadPoolExecutor(4) as pool:
        assert [answer.text for answer in pool.map(model.complete, calls)] == alone


def test_a_cancelled_call_ends_and_the_next_one_is_answered(model: LanguageModel) -> None:
    cancel = threading.Event()
    cancel.set()
    with pytest.raises(Cancelled):
        model.complete(CALL, cancel)
    assert model.complete(CALL, threading.Event()).text


@pytest.mark.parametrize(
    "wrong",
    [
        {"prompt": "a1 " * 100_000},
        {"schema": {"enum": []}},
        {"schema": {"type": "nonsense"}},
        {"sampling": Sampling(logit_bias={"more than one token": 1.0})},
    ],
    ids=["prompt too long", "no answer", "no schema", "bias"],
)
def test_a_wrong_call_is_the_callers_fault(model: LanguageModel, subject: Subject, wrong: dict[str, Any]) -> None:
    if not subject.refuses:
        pytest.skip("it reads no call")
    with pytest.raises(RequestError):
        model.complete(replace(CALL, **wrong))


def test_an_unknown_adapter_is_the_machines_fault(model: LanguageModel, subject: Subject) -> None:
    if not subject.refuses:
        pytest.skip("it reads no call")
    with pytest.raises(UnavailableError, match="task9") as caught:
        model.complete(replace(CALL, adapter="task9"))
    assert not isinstance(caught.value, Unreachable), "asking again would not help"


def test_a_warm_model_answers_as_one_that_was_not_warmed(subject: Subject, model: LanguageModel) -> None:
    warmed = subject.make()
    warmed.warm()
    warmed.warm()
    assert answer_of(warmed, subject) == answer_of(model, subject)
    warmed.close()


def test_a_closed_model_refuses_calls_and_can_be_closed_again(subject: Subject) -> None:
    closing = subject.make()
    assert answer_of(closing, subject)
    closing.close()
    closing.close()
    with pytest.raises(UnavailableError, match="closed"):
        closing.complete(CALL)


def answer_of(model: LanguageModel, subject: Subject) -> str:
    completion: Completion = model.complete(replace(CALL, adapter=subject.adapters[0]))
    return completion.text


def test_errors_tell_whose_fault_it_was() -> None:
    assert issubclass(Unreachable, UnavailableError)
    assert issubclass(Cancelled, UnavailableError)
    assert not issubclass(Unreachable, RequestError | ModelError | Cancelled)
    assert not issubclass(Cancelled, Unreachable)
