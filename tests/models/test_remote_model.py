"""A model on a server: what is sent, what is refused at the start, and whose fault a failure is."""

import json
import logging
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from models.base_model import BaseModel
from models.language_model import Call, Cancelled, Cost, LanguageModel, Sampling, Unreachable
from models.local_model import LocalModel
from models.model_server import ModelServer
from models.remote_model import RemoteModel
from models.routed_model import RoutedModel
from models.served_names import served_names
from program.errors import RequestError, UnavailableError
from tests.fake_model_server import FakeModelServer, Fault, served
from tests.models.test_local_model import PROMPT, SCHEMA
from tests.scripted import ScriptedModel

KEY = "a-key-of-the-server"
NAMES = served(["low", "high"])
CALL = Call(PROMPT, "low", SCHEMA)


@pytest.fixture
def server(base: BaseModel, local: LocalModel) -> Iterator[FakeModelServer]:
    """A server over the tiny model."""
    names: dict[str, str | None] = {name: adapter for adapter, name in NAMES.items()}
    with FakeModelServer(local, {"base": None, **names}, base.tokenizer, KEY).running() as server:
        yield server


@pytest.fixture
def remote(server: FakeModelServer) -> Iterator[RemoteModel]:
    remote = connected(server)
    yield remote
    remote.close()


def connected(server: FakeModelServer, timeout_s: float = 20, **options: Any) -> RemoteModel:
    return RemoteModel(ModelServer(server.url, KEY, timeout_s), NAMES, **options)


@pytest.mark.parametrize("adapter", ["low", "high", None])
@pytest.mark.parametrize("sampling", [Sampling(), Sampling(1.3, seed=8), Sampling(max_tokens=4)])
@pytest.mark.parametrize("schema", [SCHEMA, None], ids=["schema", "free"])
def test_the_answers_are_those_of_the_model_on_the_server(
    remote: RemoteModel, local: LocalModel, adapter: str | None, sampling: Sampling, schema: Any
) -> None:
    sampling = sampling if schema else replace(sampling, max_tokens=6)
    call = Call(PROMPT, adapter, schema, sampling, draft="of no use there")
    there, here = remote.complete(call), local.complete(call)
    assert there.text == here.text
    assert there.chosen is None
    tokens = here.cost.forced_tokens + here.cost.chosen_tokens
    assert replace(there.cost, ms=0) == Cost(here.cost.prompt_tokens, chosen_tokens=tokens)


def test_what_is_sent_is_what_the_call_says(remote: RemoteModel, server: FakeModelServer) -> None:
    remote.complete(replace(CALL, sampling=Sampling(0.5, seed=3, max_tokens=90)))
    sent = server.completions()[-1]
    assert sent.pop("structured_outputs")["json"] == {
        **SCHEMA,
        "x-guidance": {"whitespace_flexible": False, "item_separator": ",", "key_separator": ":"},
    }
    assert sent == {
        "model": "low-0a1b2c3d",
        "prompt": PROMPT,
        "max_tokens": 90,
        "temperature": 0.5,
        "seed": 3,
        "top_p": 1,
        "top_k": -1,
        "min_p": 0,
        "repetition_penalty": 1,
    }


@pytest.mark.parametrize("leaning", ["1", "2"])
def test_a_bias_is_sent_by_the_id_of_its_token(
    remote: RemoteModel, server: FakeModelServer, base: BaseModel, leaning: str
) -> None:
    call = Call(PROMPT, "low", {"enum": [1, 2]}, Sampling(logit_bias={leaning: 100.0}))
    assert remote.complete(call).text == leaning
    [token] = base.tokenizer(leaning)["input_ids"]
    assert server.completions()[-1]["logit_bias"] == {str(token): 100.0}


def test_each_adapter_is_probed_once(remote: RemoteModel, server: FakeModelServer) -> None:
    remote.warm()
    assert [body["model"] for body in server.completions()] == [*NAMES.values()]
    remote.complete(CALL)
    assert len(server.completions()) == 3


@pytest.mark.parametrize("fault", ["ignores schemas", "spaces"])
def test_a_server_that_does_not_obey_schemas_is_refused(
    remote: RemoteModel, server: FakeModelServer, fault: Fault
) -> None:
    server.fault = fault
    for ask in (remote.warm, lambda: remote.complete(CALL)):
        with pytest.raises(UnavailableError, match=r"obey a JSON schema as .* --structured-outputs-config") as seen:
            ask()
        assert not isinstance(seen.value, Unreachable), "asking again would not help"


def test_a_server_with_old_weights_is_refused_with_the_name_that_it_lacks(server: FakeModelServer) -> None:
    server.adapters = dict.fromkeys(["base", "low-0a1b2c3d", "high-99999999"])
    remote = connected(server)
    with pytest.raises(UnavailableError, match="high-0a1b2c3d") as seen:
        remote.warm()
    assert not isinstance(seen.value, Unreachable)
    remote.close()


def test_a_wrong_key_is_refused(server: FakeModelServer) -> None:
    remote = RemoteModel(ModelServer(server.url, "another"), NAMES)
    with pytest.raises(UnavailableError, match="BURNFIT_MODEL_KEY"):
        remote.warm()
    remote.close()


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        ("busy", "its status is 503"),
        ("dies", "cannot be reached"),
        ("page", "answered no JSON"),
        ("not ended", "has not ended"),
    ],
)
def test_a_server_that_fails_now_may_be_asked_again(
    remote: RemoteModel, server: FakeModelServer, fault: Fault, said: str
) -> None:
    right = remote.complete(CALL).text
    server.fault = fault
    with pytest.raises(Unreachable, match=said):
        remote.complete(CALL)
    server.fault = ""
    assert remote.complete(CALL).text == right


def test_a_server_that_takes_the_place_of_one_that_failed_is_probed(
    remote: RemoteModel, server: FakeModelServer
) -> None:
    remote.warm()
    server.fault = "busy"
    with pytest.raises(Unreachable):
        remote.complete(CALL)
    server.fault = "ignores schemas"
    with pytest.raises(UnavailableError, match="does not obey"):
        remote.complete(CALL)


def test_nobody_at_the_address_is_unreachable(base: BaseModel, local: LocalModel) -> None:
    with FakeModelServer(local, {}, base.tokenizer).running() as gone:
        remote = connected(gone)
    with pytest.raises(Unreachable, match="BURNFIT_MODEL_URL"):
        remote.warm()
    remote.close()


def test_a_server_that_hangs_is_left_after_the_time_limit(server: FakeModelServer) -> None:
    server.fault = "hangs"
    remote = connected(server, timeout_s=0.1)
    with pytest.raises(Unreachable, match=r"within 0\.1 s"):
        remote.complete(CALL)
    assert server.left.wait(10), "the connection is closed"
    remote.close()


@pytest.mark.parametrize("how", ["cancel", "close"])
def test_a_caller_who_leaves_closes_the_connection(remote: RemoteModel, server: FakeModelServer, how: str) -> None:
    remote.warm()
    server.fault = "hangs"
    server.asked.clear()
    cancel = threading.Event()
    with ThreadPoolExecutor(1) as pool:
        answering = pool.submit(remote.complete, CALL, cancel)
        assert server.asked.wait(10)
        begun = time.monotonic()
        cancel.set() if how == "cancel" else remote.close()
        error = answering.exception(10)
    assert isinstance(error, Cancelled if how == "cancel" else UnavailableError)
    assert server.left.wait(10)
    assert time.monotonic() - begun < 10, "long before the time limit"


def test_the_log_has_neither_prompt_nor_key(
    remote: RemoteModel, server: FakeModelServer, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    remote.complete(replace(CALL, prompt="my knee hurts"))
    server.fault = "busy"
    with pytest.raises(Unreachable) as seen:
        remote.complete(replace(CALL, prompt="my knee hurts"))
    everything = caplog.text + str(seen.value)
    assert KEY not in everything
    assert "my knee hurts" not in everything


def test_some_adapters_can_answer_here_and_some_there(remote: RemoteModel, server: FakeModelServer) -> None:
    here = ScriptedModel({"high": ["high, here"], "base": ["base, here"]})
    both: LanguageModel = RoutedModel(here, remote, ["low"])
    assert both.complete(replace(CALL, adapter="high")).text == "high, here"
    assert both.complete(replace(CALL, adapter=None)).text == "base, here"
    assert server.bodies == []
    json.loads(both.complete(CALL).text)
    assert server.completions()[-1]["model"] == NAMES["low"]
    assert both.capabilities.computes == f"scripted; model server at {server.url.removeprefix('http://')} for low"
    both.close()
    for adapter in ("low", "high"):
        with pytest.raises(UnavailableError, match="closed"):
            both.complete(replace(CALL, adapter=adapter))


def test_other_weights_have_another_name(adapters: dict[str, Path]) -> None:
    names = served_names({"one": adapters["low"], "two": adapters["high"], "three": adapters["low"]})
    digits = {name: served.removeprefix(f"{name}-") for name, served in names.items()}
    assert all(len(one) == 8 for one in digits.values())
    assert digits["one"] == digits["three"] != digits["two"]


def test_a_call_that_the_server_refuses_is_the_callers_fault(remote: RemoteModel) -> None:
    with pytest.raises(RequestError, match="refuses the call"):
        remote.complete(replace(CALL, prompt="a1 " * 500))


LEFT_OPEN = """
import sys
from models.language_model import Call
from models.model_server import ModelServer
from models.remote_model import RemoteModel

model = RemoteModel(ModelServer(sys.argv[1], sys.argv[2]), {"low": "low-0a1b2c3d"})
model.cycle = model
print(model.complete(Call("lifter 1:", "low", {"enum": [531]})).text)
"""


def test_a_process_that_leaves_the_model_open_ends(server: FakeModelServer) -> None:
    command = [sys.executable, "-W", "error", "-c", LEFT_OPEN, server.url, KEY]
    ended = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert (ended.returncode, ended.stdout, ended.stderr) == (0, "531\n", "")
