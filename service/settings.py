"""What can be set from the environment: names that start with `BURNFIT_`; one that does not exist is refused."""

import os
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, BeforeValidator, Field, ValidationError
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from program.errors import RequestError

PREFIX = "BURNFIT_"

Folder = Annotated[Path, AfterValidator(Path.expanduser)]


def _names(value: object) -> object:
    """The names in a list with commas between."""
    return [name.strip() for name in value.split(",") if name.strip()] if isinstance(value, str) else value


LogLevel = Literal["debug", "info", "warning", "error"]


class Settings(BaseSettings):
    """How the service and the command line run. `Settings.read()` reads them from the environment."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, env_ignore_empty=True, frozen=True, extra="forbid")

    base: str | None = None
    """The base model: a folder, or a name on the model hub; absent: the packaged Gemma 3 270M."""
    cache: Folder = Path("~/.cache/burnfit").expanduser()
    """Folder in which the base model is prepared, once."""
    adapters: Folder = Path(__file__).resolve().parent.parent / "models" / "adapters"
    """Folder with one LoRA adapter per agent, in a folder of the agent's name."""
    agents: Annotated[tuple[str, ...] | None, NoDecode, BeforeValidator(_names)] = None
    """Names of the agents that run, in their order, with commas between; absent: all but the optional ones."""
    record: bool = True
    """Whether runs are recorded, so that they can be looked at, replayed and resumed."""
    runs: Folder = Path("~/.local/state/burnfit/runs").expanduser()
    """Folder in which runs are recorded: requests, answers and months."""
    runs_kept: Annotated[int, Field(ge=1)] = 200
    """How many recorded runs stay, the newest; older ones are deleted after each run."""
    runs_days: Annotated[int, Field(ge=1, le=36500)] | None = None
    """How many days a recorded run stays at most; absent: any number."""
    resume: bool = False
    """Whether the server resumes the runs that were broken off when it starts."""
    adapter: Literal["own", "none"] = "own"
    """`none`: all agents answer with the bare base model, to see what the adapters are worth."""
    decoding: Literal["constrained", "free"] = "constrained"
    """`constrained`: the model can only write what the request's schema allows; `free`: whatever it likes."""
    drafting: bool = True
    """Whether the coach's answer is read ahead as a draft of the model's: faster, and the same answers."""
    int8: bool = True
    """Whether the model computes in 8-bit integers where base and processor allow it: twice as fast and more."""
    temperature: Annotated[float, Field(gt=0, le=2)] = 0.7
    """Of retries, and of weeks for requests with a seed."""
    free_temperature: Annotated[float, Field(gt=0, le=2)] | None = None
    """With `decoding=free`, the temperature of every answer; absent: as when constrained."""
    attempts: Annotated[int, Field(ge=1, le=10)] = 3
    """Answers that an agent's model may give before the coach policy answers."""
    fallback: bool = True
    """Whether the coach policy answers after the last attempt; false: the request fails with every attempt told."""
    host: str = "127.0.0.1"
    """Address to serve on."""
    port: Annotated[int, Field(ge=0, le=65535)] = 8000
    """Port to serve on; 0: any free one."""
    log_level: LogLevel = "info"
    """`info` shows every answer of the model; the one-off commands are at `warning` unless this is set."""
    log_format: Literal["text", "json"] = "text"
    """`json`: an object an event, with the run's id in a field of its own."""
    traces: str | None = None
    """Address that OpenTelemetry spans are sent to (OTLP over HTTP, `…/v1/traces`); absent: none are made."""
    threads: Annotated[int, Field(ge=1, le=64)] = 8
    """Requests worked on at once; more wait. The model itself answers one at a time."""
    timeout_s: Annotated[float, Field(gt=0, le=3600)] = 300.0
    """Longest time for a request, its wait included, in seconds."""

    @classmethod
    def read(cls) -> Self:
        """The settings of this process's environment.

        Raises:
            RequestError: A name that starts with `BURNFIT_` is no setting, or a value cannot be used.
        """
        known = {f"{PREFIX}{name}".upper() for name in cls.model_fields}
        for name in sorted(os.environ):
            if name.upper().startswith(PREFIX) and name.upper() not in known:
                close = get_close_matches(name.upper(), known, n=1)
                hint = f"did you mean {close[0]}? " if close else ""
                raise RequestError(f"{name} is no setting: {hint}known are {', '.join(sorted(known))}")
        try:
            return cls()
        except ValidationError as error:
            told = [f"{PREFIX}{item['loc'][0]}".upper() + f": {item['msg']}" for item in error.errors()]
            raise RequestError(f"settings that cannot be used: {'; '.join(told)}") from None
