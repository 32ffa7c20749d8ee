"""A model server in the settings: who asks it, what it must have, and what happens without it."""

import json
import shlex
import shutil
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from agents.agent import PROMPT_FORMAT
from models import base_model
from models.adapter import PROMPT
from models.base_model import BaseModel
from models.language_model import Call, LanguageModel, Unreachable
from models.local_model import LocalModel
from models.served_names import served_names
from program.errors import UnavailableError
from program.schema import RoutineRequest
from service.model_loader import load_model
from service.remote_agents import server_command
from service.service import Service
from service.settings import Settings
from tests.fake_model_server import FakeModelServer

REQUEST = RoutineRequest.model_validate_json(
    (Path(__file__).parents[2] / "examples" / "3.json").read_text(encoding="utf-8")
)


@pytest.fixture
def folders(base: BaseModel, adapters: dict[str, Path], tmp_path: Path) -> dict[str, Path]:
    """Adapters of the tiny base for task1 and task2."""
    copies = {}
    for name, adapter in (("task1", "low"), ("task2", "high")):
        copies[name] = Path(shutil.copytree(adapters[adapter], tmp_path / "adapters" / name))
        prompt = {"template": PROMPT_FORMAT, "base": {"name": base.name, "identity": base.identity}}
        (copies[name] / PROMPT).write_text(json.dumps(prompt))
    return copies


@pytest.fixture
def server(base: BaseModel, local: LocalModel, folders: dict[str, Path]) -> Iterator[FakeModelServer]:
    names = served_names(folders)
    there: dict[str, str | None] = {"base": None, names["task1"]: "low", names["task2"]: "high"}
    with FakeModelServer(local, there, base.tokenizer).running() as server:
        yield server


@pytest.fixture
def chosen(server: FakeModelServer, base: BaseModel, folders: dict[str, Path], tmp_path: Path) -> Settings:
    return Settings(
        base=str(base.folder),
        cache=tmp_path / "cache",
        adapters=folders["task1"].parent,
        agents=("task1", "task2"),
        model_url=server.url,
        record=False,
    )


@pytest.fixture
def unread(monkeypatch: pytest.MonkeyPatch) -> None:
    """The base must not be read."""
    monkeypatch.setattr(base_model, "load", lambda _: pytest.fail("the base is read"))


def connections() -> int:
    """Connections to model servers that are open in this process."""
    return [thread.name for thread in threading.enumerate()].count("model-server")


def asked(server: FakeModelServer) -> set[str]:
    """Agents that the server was asked for."""
    return {body["model"].partition("-")[0] for body in server.bodies}


@pytest.mark.usefixtures("unread")
def test_a_service_whose_agents_are_all_remote_reads_no_base(chosen: Settings, server: FakeModelServer) -> None:
    service = Service.load(chosen)
    assert asked(server) == {"task1", "task2"}
    assert service.computes == f"model server at {server.url.removeprefix('http://')}"
    assert service.built_with == ("", "remote")
    assert len(service.routine(REQUEST).weeks) == 4


@pytest.mark.usefixtures("unread")
def test_a_server_with_other_weights_is_refused_at_the_start(chosen: Settings, server: FakeModelServer) -> None:
    [name] = [name for name in server.adapters if name.startswith("task2")]
    del server.adapters[name]
    before = connections()
    with pytest.raises(UnavailableError, match=name):
        Service.load(chosen)
    assert connections() <= before, "nothing is left of a start that failed"


@pytest.mark.usefixtures("unread")
def test_with_the_bare_base_everything_remote_asks_for_the_base(chosen: Settings, server: FakeModelServer) -> None:
    model = load_model(chosen.model_copy(update={"adapter": "none"}))
    model.warm()
    assert asked(server) == {"base"}
    model.close()


def test_named_agents_are_remote_and_the_others_are_not(chosen: Settings, server: FakeModelServer) -> None:
    model: LanguageModel = load_model(chosen.model_copy(update={"remote_agents": ("task2",)}))
    model.warm()
    for adapter in ("task1", "task2", None):
        assert model.complete(Call("lifter 1:", adapter, {"enum": [1, 2]})).text in "12"
    assert asked(server) == {"task2"}
    model.close()


@pytest.mark.usefixtures("unread")
def test_a_remote_agent_that_there_is_not_is_refused(chosen: Settings) -> None:
    with pytest.raises(UnavailableError, match=r"BURNFIT_REMOTE_AGENTS names 'task9'.*task1"):
        load_model(chosen.model_copy(update={"remote_agents": ("task9",)}))


@pytest.mark.usefixtures("unread")
def test_the_coach_answers_while_the_server_cannot_be_reached(chosen: Settings, server: FakeModelServer) -> None:
    service = Service.load(chosen)
    server.fault = "busy"
    month = service.routine(REQUEST)
    assert {made.source for made in month.provenance.values()} == {"coach"}
    with pytest.raises(Unreachable, match="its status is 503"):
        service.like(chosen.model_copy(update={"fallback": False})).routine(REQUEST)


def test_the_printed_command_has_the_names_that_are_asked_for(chosen: Settings, folders: dict[str, Path]) -> None:
    words = shlex.split(server_command(chosen, "/models/base"))
    assert words[:3] == ["vllm", "serve", "/models/base"]
    names = served_names(folders)
    assert words[words.index("--lora-modules") + 1 :] == [f"{names[name]}={folders[name]}" for name in folders]
    assert json.loads(words[words.index("--structured-outputs-config") + 1])["backend"] == "guidance"
