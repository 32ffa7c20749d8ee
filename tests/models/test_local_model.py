"""Answers: they obey the schema, repeat with the seed, do not mix between threads, and can be cancelled."""

import json
import threading
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from langchain_core.runnables import RunnableLambda

from models import adapter
from models import local_model as llm
from models.base_model import BaseModel
from models.decoding.grammar import Grammars
from models.engine.layers import TransformersLayers
from models.language_model import Call, Cancelled, Sampling
from models.local_model import LocalModel
from program.errors import ModelError, RequestError, UnavailableError
from tests.tiny_models import read_base, write_base

PROMPT = "lifter 1:"


def closed(**properties: Mapping[str, Any]) -> dict[str, Any]:
    """A schema of an object with exactly these properties."""
    return {"type": "object", "properties": properties, "required": [*properties], "additionalProperties": False}


SCHEMA = closed(
    rate={"enum": [80, 85, 90, 95, 100]},
    name={"enum": ["squat", "bench press", "스쿼트", "데드리프트"]},
    fixed={"const": "always the same"},
    days={
        "type": "array",
        "items": closed(id={"enum": ["row", "rope", "run"]}, reps={"type": "integer", "minimum": 5, "maximum": 25}),
        "minItems": 2,
        "maxItems": 3,
    },
    remark={"type": "string", "maxLength": 8},
)


def text_model(local: LocalModel, name: str | None) -> Any:
    """The model of transformers that answers with an adapter."""
    layers = local.layers(name)
    assert isinstance(layers, TransformersLayers)
    return layers.model


def token_by_token(base: BaseModel, model: Any, schema: Mapping[str, Any], prompt: str) -> str:
    """The slow way: every token by a pass of its own over everything, all of the vocabulary scored, then masked."""
    matcher = Grammars(base).matcher(schema)
    start = base.tokenizer(prompt)["input_ids"]
    answer: list[int] = []
    while not matcher.is_stopped():
        logits = model(torch.tensor([[*start, *answer]])).logits[0, -1]
        bias = torch.frombuffer(bytearray(matcher.compute_logit_bias()), dtype=torch.uint8)[: len(logits)]
        allowed = torch.zeros(len(logits), dtype=torch.bool)
        allowed[: len(bias)] = bias > 0
        token = int(logits.masked_fill(~allowed, float("-inf")).argmax())
        if token == base.end_of_text:
            break
        matcher.consume_token(token)
        answer.append(token)
    return str(base.tokenizer.decode(answer))


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 2**32), temperature=st.sampled_from([0.0, 0.7, 2.0]))
def test_every_answer_obeys_the_schema(local: LocalModel, seed: int, temperature: float) -> None:
    answer = local.complete(Call(PROMPT, "low", schema=SCHEMA, sampling=Sampling(temperature, seed)))
    jsonschema.validate(json.loads(answer.text), SCHEMA)
    assert answer.text == json.dumps(json.loads(answer.text), ensure_ascii=False, separators=(",", ":"))


@pytest.mark.parametrize("name", ["low", "high"])
def test_forced_tokens_change_nothing_but_the_work(
    base: BaseModel, local: LocalModel, adapters: dict[str, Path], name: str
) -> None:
    answer = local.complete(Call(PROMPT, name, schema=SCHEMA))
    assert answer.text == token_by_token(base, adapter.load(base, adapters[name]), SCHEMA, PROMPT)
    tokens = len(base.tokenizer(answer.text)["input_ids"])
    assert answer.cost.forced_tokens + answer.cost.chosen_tokens >= tokens
    assert answer.cost.passes < tokens
    assert answer.cost.prompt_tokens == len(base.tokenizer(PROMPT)["input_ids"])


DRAFT_OF: dict[str, Callable[[str], str]] = {
    "itself": lambda text: text,
    "another value": lambda text: text.replace("squat", "bench press").replace("rope", "run"),
    "values left out": lambda text: text.replace("always the same", ""),
    "cut off": lambda text: text[: len(text) // 2],
    "something else": lambda _: "one must lift to get strong",
}


@pytest.mark.parametrize("kind", DRAFT_OF)
@pytest.mark.parametrize(
    "sampling",
    [Sampling(), Sampling(2.0, 7), Sampling(logit_bias={"1": 3.0}), Sampling(2.0, 7, logit_bias={"1": 3.0})],
    ids=["greedy", "drawn", "biased", "drawn with a bias"],
)
@pytest.mark.parametrize("schema", [SCHEMA, None], ids=["schema", "free"])
def test_no_draft_changes_an_answer(
    local: LocalModel, kind: str, sampling: Sampling, schema: Mapping[str, Any] | None
) -> None:
    plain = local.complete(Call(PROMPT, "low", schema=schema, sampling=replace(sampling, max_tokens=120)))
    draft = DRAFT_OF[kind](plain.text)
    drafted = local.complete(
        Call(PROMPT, "low", schema=schema, sampling=replace(sampling, max_tokens=120), draft=draft)
    )
    assert drafted.text == plain.text
    assert drafted.cost.chosen_tokens == plain.cost.chosen_tokens


def test_a_draft_that_is_right_leaves_one_pass(local: LocalModel) -> None:
    plain = local.complete(Call(PROMPT, "low", schema=SCHEMA))
    drafted = local.complete(Call(PROMPT, "low", schema=SCHEMA, draft=plain.text))
    assert drafted.cost.passes < plain.cost.passes / 2
    wrong = local.complete(Call(PROMPT, "low", schema=SCHEMA, draft=plain.text.replace('"r', '"n')))
    assert drafted.cost.passes < wrong.cost.passes


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 2**32), other=st.integers(0, 2**32))
def test_any_answer_may_be_the_draft_of_any_other(local: LocalModel, seed: int, other: int) -> None:
    draft = local.complete(Call(PROMPT, "high", schema=SCHEMA, sampling=Sampling(2.0, other))).text
    plain = local.complete(Call(PROMPT, "low", schema=SCHEMA, sampling=Sampling(0.7, seed)))
    drafted = local.complete(Call(PROMPT, "low", schema=SCHEMA, sampling=Sampling(0.7, seed), draft=draft))
    assert drafted.text == plain.text


@pytest.mark.parametrize("leaning", ["1", "2"])
@pytest.mark.parametrize("draft", ['{"pick":1}', None])
def test_a_bias_decides_between_what_is_allowed(local: LocalModel, leaning: str, draft: str | None) -> None:
    schema = closed(pick={"enum": [1, 2]})
    biased = Sampling(logit_bias={leaning: 100.0, "3": 200.0})
    assert (
        local.complete(Call(PROMPT, "low", schema=schema, sampling=biased, draft=draft)).text == f'{{"pick":{leaning}}}'
    )


def test_a_bias_for_more_than_a_token_is_refused(local: LocalModel) -> None:
    with pytest.raises(RequestError, match=r"logit_bias names 'a1 b2', which is \d+ tokens: expected the text of one"):
        local.complete(Call(PROMPT, "low", sampling=Sampling(logit_bias={"a1 b2": 1.0})))


def test_an_answer_without_a_choice_costs_no_pass(local: LocalModel) -> None:
    answer = local.complete(Call(PROMPT, schema=closed(only={"const": "this"})))
    assert answer.text == '{"only":"this"}'
    assert (answer.cost.passes, answer.cost.chosen_tokens) == (0, 0)


def test_a_seed_repeats_an_answer_and_another_seed_does_not(local: LocalModel) -> None:
    def texts(schema: Mapping[str, Any] | None, seeds: range) -> list[str]:
        return [
            local.complete(Call(PROMPT, "low", schema=schema, sampling=Sampling(2.0, seed, max_tokens=20))).text
            for seed in seeds
        ]

    for schema in (SCHEMA, None):
        assert texts(schema, range(4)) == texts(schema, range(4))
        assert len(set(texts(schema, range(4)))) > 1


def test_draws_do_not_depend_on_other_draws_in_the_process(local: LocalModel) -> None:
    sampling = Sampling(1.5, seed=3, max_tokens=12)
    torch.manual_seed(1)
    first = local.complete(Call(PROMPT, "low", sampling=sampling))
    torch.manual_seed(2)
    assert local.complete(Call(PROMPT, "low", sampling=sampling)).text == first.text


def test_free_text_ends_at_the_limit_or_the_end_of_text(local: LocalModel) -> None:
    answer = local.complete(Call(PROMPT, sampling=Sampling(1.0, seed=1, max_tokens=5)))
    assert answer.cost.chosen_tokens <= 5
    assert answer.cost.forced_tokens == 0
    assert "endoftext" not in answer.text


def test_greedy_free_text_is_what_generate_gives(base: BaseModel, local: LocalModel) -> None:
    ids = torch.tensor([base.tokenizer(PROMPT)["input_ids"]])
    plain = base.model.generate(ids, attention_mask=torch.ones_like(ids), do_sample=False, max_new_tokens=20)  # type: ignore[operator]  # transformers types it as a module
    expected = base.tokenizer.decode(plain[0, ids.shape[1] :], skip_special_tokens=True)
    assert local.complete(Call(PROMPT, sampling=Sampling(max_tokens=20))).text == expected


def test_a_long_answer_is_cut_at_the_limit(local: LocalModel) -> None:
    answer = local.complete(Call(PROMPT, "low", schema=SCHEMA, sampling=Sampling(max_tokens=9)))
    assert answer.cost.forced_tokens + answer.cost.chosen_tokens == 9
    whole = local.complete(Call(PROMPT, "low", schema=SCHEMA))
    assert whole.text.startswith(answer.text)


def test_an_answer_never_grows_past_the_context(base: BaseModel, local: LocalModel) -> None:
    long = "a1" * 120
    answer = local.complete(Call(long, sampling=Sampling(max_tokens=500)))
    assert answer.cost.prompt_tokens + answer.cost.chosen_tokens <= base.context


def test_threads_do_not_mix_adapters(local: LocalModel) -> None:
    calls = [(name, seed) for seed in range(10) for name in ("low", "high", None)]

    def complete(call: tuple[str | None, int]) -> str:
        name, seed = call
        return local.complete(Call(PROMPT, name, schema=SCHEMA, sampling=Sampling(1.0, seed))).text

    alone = [complete(call) for call in calls]
    with ThreadPoolExecutor(8) as pool:
        together = list(pool.map(complete, calls))
    assert together == alone
    assert len(set(alone)) > 3


def test_one_thread_makes_all_answers(local: LocalModel) -> None:
    threads: set[int] = set()

    def note(*_: object) -> None:
        threads.add(threading.get_ident())

    handles = [text_model(local, name).base_model.register_forward_pre_hook(note) for name in ("low", "high")]
    try:
        with ThreadPoolExecutor(4) as pool:
            asked = [
                pool.submit(local.complete, Call(PROMPT, name, schema=SCHEMA))
                for name in ("low", "high")
                for _ in range(4)
            ]
            assert all(one.result().text for one in asked)
    finally:
        for handle in handles:
            handle.remove()
    assert len(threads) == 1


def test_a_cancelled_answer_stops(local: LocalModel) -> None:
    cancelled = threading.Event()
    cancelled.set()
    with pytest.raises(Cancelled):
        local.complete(Call(PROMPT, "low", schema=SCHEMA), cancelled)
    assert issubclass(Cancelled, UnavailableError)
    assert local.complete(Call(PROMPT, "low", schema=SCHEMA)).text


def test_cancelling_stops_in_the_middle_and_while_waiting(base: BaseModel, adapters: dict[str, Path]) -> None:
    local = LocalModel(base, adapters)
    running, cancelled, release = threading.Event(), threading.Event(), threading.Event()

    def pause(*_: object) -> None:
        running.set()
        release.wait(10)

    handle = text_model(local, None).register_forward_pre_hook(pause)
    handle_inner = base.model.base_model.register_forward_pre_hook(pause)
    sampling = Sampling(max_tokens=50)
    try:
        with ThreadPoolExecutor(2) as pool:
            first = pool.submit(local.complete, Call(PROMPT, schema=SCHEMA, sampling=sampling), cancelled)
            assert running.wait(10)
            second = pool.submit(local.complete, Call(PROMPT, "low", sampling=sampling), cancelled)
            cancelled.set()
            assert isinstance(second.exception(10), Cancelled)
            release.set()
            assert isinstance(first.exception(10), Cancelled)
    finally:
        handle.remove()
        handle_inner.remove()


def test_an_interrupted_caller_leaves_no_work_behind(
    base: BaseModel, adapters: dict[str, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    local = LocalModel(base, adapters)
    running, release = threading.Event(), threading.Event()
    passes: list[None] = []

    def pause(*_: object) -> None:
        passes.append(None)
        running.set()
        release.wait(10)

    def interrupt(*_: object) -> None:
        running.wait(10)
        raise KeyboardInterrupt

    local.warm()
    handle = base.model.base_model.register_forward_pre_hook(pause)
    monkeypatch.setattr(llm, "wait", interrupt)
    try:
        with pytest.raises(KeyboardInterrupt):
            local.complete(Call(PROMPT, schema=SCHEMA, sampling=Sampling(max_tokens=50)))
        monkeypatch.undo()
        release.set()
        assert local.complete(Call(PROMPT, "low", schema=SCHEMA)).text
    finally:
        handle.remove()
    assert len(passes) == 1


def test_a_prompt_longer_than_the_context_is_refused(local: LocalModel) -> None:
    with pytest.raises(RequestError, match="the model reads fewer than 256"):
        local.complete(Call("a1" * 400, "low", schema=SCHEMA))


@pytest.mark.parametrize("schema", [{"type": "nonsense"}, closed(never={"not": {}}), closed(none={"enum": []})])
def test_a_schema_without_answer_is_refused(local: LocalModel, schema: dict[str, Any]) -> None:
    with pytest.raises(RequestError, match="schema"):
        local.complete(Call(PROMPT, "low", schema=schema))


@pytest.fixture(scope="module")
def narrow(tmp_path_factory: pytest.TempPathFactory) -> LocalModel:
    """A base that reads 24 tokens."""
    folder = tmp_path_factory.mktemp("narrow")
    return LocalModel(read_base(write_base(folder / "base", seed=0, context=24)), {})


@pytest.mark.parametrize("schema", [SCHEMA, closed(only={"const": "always the same " * 4})], ids=["chosen", "forced"])
def test_an_answer_that_the_context_cuts_off_is_an_error_with_the_numbers(
    narrow: LocalModel, schema: dict[str, Any]
) -> None:
    tokens = len(narrow.base.tokenizer(PROMPT)["input_ids"])
    with pytest.raises(ModelError, match=rf"of 24 tokens the prompt takes {tokens}, .* more than the {24 - tokens}"):
        narrow.complete(Call(PROMPT, schema=schema))


@pytest.mark.parametrize(("spare", "fits"), [(0, True), (-1, False)])
def test_an_answer_that_just_fits_the_context_is_whole(narrow: LocalModel, spare: int, fits: bool) -> None:
    schema = closed(a={"const": 1})
    needed = narrow.complete(Call("1", schema=schema)).cost.forced_tokens
    call = Call("1" * (24 - needed - spare), schema=schema)
    assert len(narrow.base.tokenizer(call.prompt)["input_ids"]) == 24 - needed - spare
    if fits:
        assert json.loads(narrow.complete(call).text) == {"a": 1}
    else:
        with pytest.raises(ModelError, match="does not fit"):
            narrow.complete(call)


def test_a_prompt_with_a_token_that_only_the_tokenizer_knows_is_refused(
    base: BaseModel, adapters: dict[str, Path]
) -> None:
    tokenizer: Any = read_base(base.folder).tokenizer
    tokenizer.add_special_tokens({"additional_special_tokens": [f"<image{number}>" for number in range(9)]})
    local = LocalModel(replace(base, tokenizer=tokenizer), adapters)
    with pytest.raises(RequestError, match="the prompt has token 329: the model knows tokens up to 328"):
        local.complete(Call("lifter <image8>:"))
    assert local.complete(Call(PROMPT, draft="<image8>")).text == local.complete(Call(PROMPT)).text


def test_an_unknown_adapter_is_refused_with_the_known_ones(local: LocalModel) -> None:
    with pytest.raises(UnavailableError, match="'task9'; known: high, low"):
        local.complete(Call(PROMPT, "task9", schema=SCHEMA))


@pytest.mark.parametrize(
    "wrong",
    [{"temperature": -1.0}, {"temperature": float("nan")}, {"max_tokens": 0}, {"logit_bias": {"1": float("inf")}}],
)
def test_senseless_sampling_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(RequestError, match=next(iter(wrong))):
        Sampling(**wrong)


def test_an_adapter_can_be_piped_as_a_langchain_runnable(local: LocalModel) -> None:
    chain: Any = RunnableLambda(lambda number: f"lifter {number}:") | local.llm("low").bind(schema=SCHEMA) | json.loads
    jsonschema.validate(chain.invoke(1), SCHEMA)


def test_how_the_model_computes_is_told_and_a_kernel_that_cannot_be_used_is_refused(
    base: BaseModel, adapters: dict[str, Path]
) -> None:
    local = LocalModel(base, adapters)
    assert local.capabilities.computes == "float32, transformers: the base model is not of Gemma 3 270M's shape"
    local = LocalModel(base, adapters, kernel="float")
    assert local.capabilities.computes == "float32, transformers: BURNFIT_KERNEL is float"
    with pytest.raises(UnavailableError, match=r"the kernel avx2 cannot be used: .* set BURNFIT_KERNEL to auto"):
        LocalModel(base, adapters, kernel="avx2")
