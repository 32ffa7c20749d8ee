"""Prepare the base model and load it with the agents' adapters; heavy modules are imported only then."""

import gc
import logging
import threading
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from agents import AGENTS
from agents.agent import PROMPT_FORMAT, ModelAgent
from agents.prompt_hash import changed
from agents.registry import agent_names, agents, agents_for
from models.language_model import Call, Capabilities, Completion, LanguageModel
from program.errors import UnavailableError
from service.remote_agents import model_agents, names_of, remote_agents
from service.settings import Settings

if TYPE_CHECKING:
    import torch

    from models.base_files import BaseFiles
    from models.base_model import BaseModel
    from models.local_model import LocalModel

LOG = logging.getLogger("burnfit.loading")


@contextmanager
def uncollected() -> Iterator[None]:
    """Switch off garbage collection while a model is loaded: it would take a tenth of the time, and frees nothing."""
    if not gc.isenabled():
        yield
        return
    gc.disable()
    try:
        yield
        gc.freeze()
    finally:
        gc.enable()


class LazyModel:
    """A `LanguageModel` that is loaded when it is first needed.

    Args:
        settings: Which base, and where the adapters are.
        asked: Names of the agents that will ask it; None: all that run.
    """

    def __init__(self, settings: Settings, asked: Collection[str] | None = None) -> None:
        self._settings = settings
        self._asked = asked
        self._loading = threading.Lock()
        self._loaded: LanguageModel | None = None
        self._closed = False

    @property
    def _model(self) -> LanguageModel:
        with self._loading:
            if self._closed:
                raise UnavailableError("the model is closed: load it again to ask it")
            if self._loaded is None:
                with uncollected():
                    self._loaded = load_model(self._settings, self._asked)
            return self._loaded

    @property
    def capabilities(self) -> Capabilities:
        """As `LanguageModel.capabilities`; loads the model."""
        return self._model.capabilities

    def complete(self, call: Call, cancel: threading.Event | None = None) -> Completion:
        """As `LanguageModel.complete`."""
        return self._model.complete(call, cancel)

    def warm(self) -> None:
        """As `LanguageModel.warm`."""
        self._model.warm()

    def close(self) -> None:
        """As `LanguageModel.close`."""
        with self._loading:
            self._closed = True
            loaded, self._loaded = self._loaded, None
        if loaded is not None:
            loaded.close()


def with_agent(settings: Settings, name: str) -> Settings:
    """The settings with the agent `name` added to those that run, where it exists and does not run yet.

    It runs before those that wait for its answer, else last.

    Raises:
        UnavailableError: An agent cannot be loaded, or they cannot run in their order.
    """
    found = agents(settings.agents)
    running = [agent.name for agent in found]
    if name in running or name not in agent_names():
        return settings
    all_of_them = (*found, *(agent for agent in agents_for(name) if agent.name == name))
    place = next((number for number, one in enumerate(found) if name in one.waits_for(all_of_them)), len(found))
    return settings.model_copy(update={"agents": (*running[:place], name, *running[place:])})


def load_model(settings: Settings, asked: Collection[str] | None = None) -> LanguageModel:
    """The model that the settings name: in this process, on a model server, or both.

    Args:
        settings: Which base, where the adapters are, and which server answers for which agents.
        asked: Names of the agents whose adapters will be needed; None: all that run.

    Raises:
        UnavailableError: As `load_local`; or there is no agent of a name in `remote_agents`. The server is not asked.
    """
    if settings.model_url is None:
        return load_local(settings, asked)
    asking = model_agents(settings)
    remote = remote_agents(settings, asking)
    here = [agent for agent in asking if agent not in remote]
    own = settings.adapter == "own"
    needed = _needed(remote, asked) if own else []
    for agent in needed:
        check_prompts(agent, agent.home(settings.adapters))

    from models.model_server import ModelServer
    from models.remote_model import RemoteModel

    key = settings.model_key.get_secret_value() if settings.model_key is not None else None
    names = names_of(settings, needed)
    local = _load(settings, here, asked) if here else None
    # Without adapters the agents cannot be told apart: the base in this process answers, where there is one.
    bare = {None} if local is None and (not own or any(agent.adapter is None for agent in remote)) else set()
    server = ModelServer(settings.model_url, key, settings.model_timeout_s)
    there = RemoteModel(server, names, warmed={*names, *bare})
    LOG.info("the model server at %s answers for %s", server.place, ", ".join(agent.name for agent in remote) or "none")
    if local is None:
        return there
    from models.routed_model import RoutedModel

    return RoutedModel(local, there, names)


def load_local(settings: Settings, asked: Collection[str] | None = None) -> "LocalModel":
    """The base model, with each adapter loaded when it is first needed; wrong adapters are refused before the base.

    Args:
        settings: Which base, and where the adapters are.
        asked: Names of the agents whose adapters will be needed; None: all that run.

    Raises:
        UnavailableError: The base or an adapter is missing or damaged, or an adapter was trained on another base or
            with prompts of another format. With `adapter` set to `none`, adapters are not looked at.
    """
    return _load(settings, model_agents(settings), asked)


def _load(settings: Settings, asking: Sequence[ModelAgent[Any]], asked: Collection[str] | None) -> "LocalModel":
    """The base model for the agents `asking`. Raises as `load_local`."""
    folders = {agent.adapter: agent.home(settings.adapters) for agent in asking if agent.adapter is not None}
    own = settings.adapter == "own"
    needed = _needed(asking, asked) if own else []
    for agent in needed:
        check_prompts(agent, agent.home(settings.adapters))
    files = _base_files(settings)
    _check_fit(files, [agent.home(settings.adapters) for agent in needed])

    from models.base_model import fastest_dtype, load
    from models.engine.int8 import obstacle
    from models.local_model import LocalModel, dtype_for

    base = load(files, dtype_for(settings.kernel))
    if obstacle(base.model) is not None and base.model.dtype != fastest_dtype():
        base = load(files)  # read again: weights that were rounded to bf16 have lost digits
    LOG.info("%s is loaded for the adapters %s", base.name, ", ".join(folders if own else ()) or "none")
    return LocalModel(
        base,
        folders,
        kernel=settings.kernel,
        kept=settings.cache / "int8",
        warmed={agent.adapter if own and folders else None for agent in asking},
    )


def _needed(asking: Iterable[ModelAgent[Any]], asked: Collection[str] | None) -> list[ModelAgent[Any]]:
    """Those of `asking` whose adapters will be needed."""
    return [agent for agent in asking if agent.adapter is not None and (asked is None or agent.name in asked)]


def _check_fit(base: "BaseFiles", adapters: Iterable[Path]) -> None:
    """Refuse adapters that lack a file, or were trained on another base."""
    from models.adapter import files

    for folder in adapters:
        files(base, folder)


def check_prompts(agent: ModelAgent[Any], folder: Path) -> None:
    """Refuse an adapter that was trained with other prompts than its agent writes now.

    An adapter that says nothing about its prompts is used, and the log says that it cannot be checked.

    Raises:
        UnavailableError: The frame, the question or the schema's fields have changed since the training, or the
            adapter's `prompt.json` cannot be read.
    """
    from models.adapter import trained_with

    trained = trained_with(folder)
    prompts = trained.get("prompts")
    if prompts is None:
        LOG.info("adapter %s says nothing about its prompts: a change since its training cannot be seen", agent.adapter)
    others = AGENTS if agent in AGENTS else agents_for(agent.name)
    if trained["template"] != PROMPT_FORMAT or (prompts is not None and changed(agent, prompts, others)):
        raise UnavailableError(
            f"adapter {agent.adapter} was trained with another form of prompt than this version writes: "
            f"train it again with `burnfit train {agent.name}`, or put back what its agent asked then"
        )


def prepare_base(settings: Settings) -> Path:
    """The folder of the base model, prepared the first time with progress on standard error, and checked.

    Raises:
        UnavailableError: The base cannot be prepared: a part is missing or damaged, or the disk is full.
    """
    files = _base_files(settings)
    files.check()
    return files.folder


def load_base(settings: Settings, dtype: "torch.dtype | None" = None) -> "BaseModel":
    """The base model, prepared where that has not been done yet.

    Args:
        settings: Which base.
        dtype: Of its weights, as `models.base_model.load` takes it.

    Raises:
        UnavailableError: It cannot be prepared or read.
    """
    from models.base_model import load

    return load(_base_files(settings), dtype)


def _base_files(settings: Settings) -> "BaseFiles":
    from models.base_files import BaseFiles
    from models.prepare_base import prepare, reporting

    with reporting("base model") as report:
        return BaseFiles(prepare(settings.base, settings.cache, report), settings.base)
