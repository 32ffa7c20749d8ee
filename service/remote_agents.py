"""Which agents a model server answers for, and what it calls their adapters."""

import shlex
from collections.abc import Sequence
from typing import Any

from agents.agent import ModelAgent
from agents.registry import agent_names, agents
from program.errors import UnavailableError
from service.settings import Settings

_SCHEMAS = '{"backend":"guidance","disable_any_whitespace":true}'
"""How vLLM makes grammars of schemas; as this project's own decoder does."""


def model_agents(settings: Settings) -> tuple[ModelAgent[Any], ...]:
    """The agents that run and use a model, in their order. Raises UnavailableError as `agents.registry.agents`."""
    return tuple(agent for agent in agents(settings.agents) if isinstance(agent, ModelAgent))


def remote_agents(settings: Settings, asking: Sequence[ModelAgent[Any]]) -> tuple[ModelAgent[Any], ...]:
    """Those of the agents `asking` that the model server answers for.

    Raises:
        UnavailableError: The settings name an agent that there is not.
    """
    if settings.remote_agents is None:
        return tuple(asking)
    there_are = agent_names()
    for name in settings.remote_agents:
        if name not in there_are:
            raise UnavailableError(
                f"BURNFIT_REMOTE_AGENTS names {name!r}, which is no agent: there are {', '.join(there_are)}"
            )
    return tuple(agent for agent in asking if agent.name in settings.remote_agents)


def names_of(settings: Settings, asking: Sequence[ModelAgent[Any]]) -> dict[str, str]:
    """What a model server must call the adapters of agents, by the adapter's name.

    Raises:
        UnavailableError: An adapter is missing, or two were trained on different bases.
    """
    from models.served_names import served_names

    return served_names({agent.adapter: agent.home(settings.adapters) for agent in asking if agent.adapter is not None})


def server_command(settings: Settings, base: str) -> str:
    """The shell command that starts vLLM with the base and the adapter of each remote agent.

    Args:
        settings: Which agents, and where their adapters are.
        base: Folder of the base.

    Raises:
        UnavailableError: As `remote_agents` and `names_of`.
    """
    from models.remote_model import BASE

    remote = remote_agents(settings, model_agents(settings))
    names = names_of(settings, remote)
    homes = {agent.adapter: agent.home(settings.adapters) for agent in remote}
    loras = [f"{served}={homes[adapter]}" for adapter, served in names.items()]
    lines = [
        ["vllm", "serve", base, "--served-model-name", BASE],
        ["--max-model-len", "4096", "--enable-lora", "--max-lora-rank", "16", "--max-loras", str(max(1, len(loras)))],
        ["--structured-outputs-config", _SCHEMAS],
        *([["--lora-modules", *loras]] if loras else []),
    ]
    return " \\\n  ".join(shlex.join(line) for line in lines)
