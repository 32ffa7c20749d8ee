"""Where the base model is prepared and the adapters are loaded; heavy modules are imported only then."""

import gc
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from agents import AGENTS
from agents.agent import PROMPT_FORMAT, ModelAgent
from agents.prompt_hash import changed
from agents.registry import agent_names, agents, agents_for
from models.language_model import Completion, LanguageModel
from program.errors import UnavailableError
from service.settings import Settings

if TYPE_CHECKING:
    from models.base_model import BaseModel
    from models.local_model import LocalModel

LOG = logging.getLogger("burnfit.loading")


@contextmanager
def uncollected() -> Iterator[None]:
    """Without garbage collection: what is loaded stays; to look through it again and again is a tenth of the start."""
    if not gc.isenabled():
        yield
        return
    gc.disable()
    try:
        yield
        gc.freeze()
    finally:
        gc.enable()


class ModelLater:
    """A model that is loaded when it is first asked."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    @cached_property
    def _model(self) -> LanguageModel:
        with uncollected():
            return load_model(self._settings)

    def complete(self, adapter: str | None, prompt: str, **options: Any) -> Completion:
        """As `LanguageModel.complete`."""
        return self._model.complete(adapter, prompt, **options)


def with_agent(settings: Settings, name: str) -> Settings:
    """The settings with the agent `name` among those that run, if there is one that does not.

    Raises:
        UnavailableError: An agent cannot be loaded, or they cannot run in their order.
    """
    running = [agent.name for agent in agents(settings.agents)]
    added = name not in running and name in agent_names()
    return settings.model_copy(update={"agents": (*running, name)}) if added else settings


def load_model(settings: Settings) -> "LocalModel":
    """The base model, and where the agents' adapters are; each is read when it is first needed.

    Raises:
        UnavailableError: The base is missing or damaged, or an adapter was trained with another form of prompt.
    """
    from models.local_model import LocalModel

    folders: dict[str, Path] = {}
    for agent in agents(settings.agents):
        if isinstance(agent, ModelAgent) and agent.adapter is not None:
            folders[agent.adapter] = agent.home(settings.adapters)
            check_prompts(agent, folders[agent.adapter])
    base = load_base(settings)
    LOG.info("%s is loaded for the adapters %s", base.name, ", ".join(folders))
    return LocalModel(base, folders, in_int8=settings.int8, kept=settings.cache / "int8")


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
    """The folder of the base model, which is prepared with a progress line on standard error the first time.

    Raises:
        UnavailableError: It cannot be prepared: a part is missing or damaged, or the disk is full.
    """
    from models.base_model import prepare, reporting

    with reporting("base model") as report:
        return prepare(settings.base, settings.cache, report)


def load_base(settings: Settings) -> "BaseModel":
    """The base model, prepared where that has not been done yet.

    Raises:
        UnavailableError: It cannot be prepared or read.
    """
    from models.base_model import load

    return load(prepare_base(settings), settings.base)
