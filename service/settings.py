"""The settings, which are read from environment variables that start with `BURNFIT_`."""

import os
import re
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, Any, Final, Literal, Self
from urllib.parse import urlsplit

from pydantic import (
    AfterValidator,
    BeforeValidator,
    Field,
    SecretStr,
    ValidationError,
    ValidationInfo,
    field_validator,
)
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from program.errors import RequestError

PREFIX = "BURNFIT_"

SQLITE: Final = "sqlite:///"
POSTGRES: Final = ("postgresql://", "postgres://")
"""What the addresses of databases start with."""

_SERVICE_LINK: Final = re.compile(
    r"(\w+_)?(SERVICE_HOST|SERVICE_PORT(_\w+)?|PORT_\d+_(TCP|UDP|SCTP)(_(PROTO|PORT|ADDR|START|END))?)|ENV_\w+",
    re.ASCII,
)
"""Names, without their prefix, that Kubernetes makes for a service and Docker for a linked container called `burnfit…`.

https://kubernetes.io/docs/concepts/services-networking/service/#environment-variables
"""
_LINK_BY_VALUE: Final = {"PORT": re.compile(r"(tcp|udp|sctp)://"), "NAME": re.compile("/")}
"""Ends of further such names, and how the values begin that Kubernetes and Docker give to them."""

Folder = Annotated[Path, AfterValidator(Path.expanduser)]


def _names(value: object) -> object:
    """The names of a comma-separated list."""
    return [name.strip() for name in value.split(",") if name.strip()] if isinstance(value, str) else value


LogLevel = Literal["debug", "info", "warning", "error"]


def _is_service_link(name: str, value: str) -> bool:
    """Whether Kubernetes or Docker made an environment variable, for a service or container called like this project.

    Args:
        name: The variable's name, in upper case.
        value: Its value.
    """
    rest = name.removeprefix(PREFIX)
    begins = _LINK_BY_VALUE.get(rest.rpartition("_")[2])
    return bool(_SERVICE_LINK.fullmatch(rest) or (begins and begins.match(value)))


class Settings(BaseSettings):
    """How the service and the command line run. `Settings.read()` reads them from the environment."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, env_ignore_empty=True, frozen=True, extra="forbid", hide_input_in_errors=True
    )

    base: str | None = None
    """The base model: a folder, or a name on the model hub; absent: the packaged Gemma 3 270M."""
    cache: Folder = Path("~/.cache/burnfit").expanduser()
    """Folder in which the base model is prepared, once."""
    adapters: Folder = Path(__file__).resolve().parent.parent / "models" / "adapters"
    """Folder that has one folder for each agent, with its LoRA adapter."""
    agents: Annotated[tuple[str, ...] | None, NoDecode, BeforeValidator(_names)] = None
    """Names of the agents that run, in this order, separated by commas; absent: all but the optional ones."""
    model_url: str | None = None
    """Address of a model server with OpenAI's protocol (vLLM) that answers; absent: the model in this process."""
    model_key: SecretStr | None = None
    """Key that the model server asks for, sent as a bearer token."""
    model_timeout_s: Annotated[float, Field(gt=0, le=3600)] = 30.0
    """Longest time for an answer of the model server, in seconds."""
    remote_agents: Annotated[tuple[str, ...] | None, NoDecode, BeforeValidator(_names)] = None
    """Names of the agents that the model server answers for, separated by commas; absent: all that use a model."""
    record: bool = True
    """Whether runs are recorded, so that they can be shown, replayed and resumed."""
    runs: Folder = Path("~/.local/state/burnfit/runs").expanduser()
    """Folder in which runs are recorded: requests, answers and months."""
    store: SecretStr | None = None
    """Database in which runs are recorded, `sqlite:///PATH` or `postgresql://…`; absent: SQLite in `runs`."""
    runs_kept: Annotated[int, Field(ge=1)] = 200
    """How many recorded runs stay, the newest; older ones are deleted as runs are added, see `graph.recorder`."""
    runs_days: Annotated[int, Field(ge=1, le=36500)] | None = None
    """How many days a recorded run stays at most; absent: any number."""
    resume: bool = False
    """Whether the server resumes interrupted runs, also those of other servers: at its start and every 10 s."""
    adapter: Literal["own", "none"] = "own"
    """`none`: every agent uses the base model without an adapter, to see what the adapters are worth."""
    decoding: Literal["constrained", "free"] = "constrained"
    """`constrained`: the model can only write what the request's schema allows; `free`: any text."""
    drafting: bool = True
    """Speculative decoding with the rule-based answer as the draft: faster, and the same answers."""
    kernel: Literal["auto", "vnni", "avx2", "float"] = "auto"
    """What computes the model's layers: a kernel in 8-bit integers, `auto` for the fastest one that base and processor
    allow, `float` for transformers."""
    temperature: Annotated[float, Field(gt=0, le=2)] = 0.7
    """Sampling temperature of retries; with a seed, also of first answers where several are right (week, note)."""
    free_temperature: Annotated[float, Field(gt=0, le=2)] | None = None
    """With `decoding=free`, the sampling temperature of every answer; absent: as with `constrained`."""
    attempts: Annotated[int, Field(ge=1, le=10)] = 3
    """Attempts of the model to answer for an agent, before the coach policy answers."""
    fallback: bool = True
    """Whether the coach policy answers after the last attempt; false: the request fails, and the error lists them."""
    host: str = "127.0.0.1"
    """Address to serve on."""
    hosts: Annotated[tuple[str, ...] | None, NoDecode, BeforeValidator(_names)] = None
    """Host names that the server answers to, separated by commas; `*`: any. Absent: the loopback names and `host`."""
    require_keys: bool = False
    """Whether every request needs a key even before one is made; so it is anyway on a host that is not loopback."""
    port: Annotated[int, Field(ge=0, le=65535)] = 8000
    """Port to serve on; 0: any free one."""
    log_level: LogLevel = "info"
    """`info` shows every request and every attempt of the model; commands that end by themselves use `warning` unless
    this is set."""
    log_format: Literal["text", "json"] = "text"
    """`json`: one JSON object per line, with the ids of request and run in fields of their own."""
    log_sentences: bool = False
    """Whether the log may show what lifters write: sentences, reports, answers that quote them, messages of errors."""
    traces: str | None = None
    """Address that OpenTelemetry spans are sent to (OTLP over HTTP, `…/v1/traces`); absent: nothing is sent."""
    threads: Annotated[int, Field(ge=1, le=64)] = 8
    """Requests handled at once; further ones wait. The model itself answers one at a time."""
    timeout_s: Annotated[float, Field(gt=0, le=3600)] = 300.0
    """Longest time for a request, its wait included, in seconds."""
    queue_s: Annotated[float, Field(gt=0, le=3600)] = 5.0
    """Longest expected wait with which a request for a month is still admitted, in seconds; else the answer is 503."""
    drain_s: Annotated[float, Field(ge=0, le=600)] = 3.0
    """Seconds from SIGTERM until the port closes: `/readyz` answers 503, requests are still taken."""
    stop_s: Annotated[float, Field(ge=0, le=3600)] = 20.0
    """Seconds that requests in work have to end after that, before they are broken off."""

    @field_validator("store")
    @classmethod
    def _known_database(cls, value: SecretStr | None) -> SecretStr | None:
        """Refuses an address of another kind; without a word of it, since it may hold a password."""
        if value is not None and not value.get_secret_value().startswith((SQLITE, *POSTGRES)):
            raise ValueError("expected sqlite:///PATH or postgresql://USER:PASSWORD@HOST:PORT/DATABASE")
        return value

    @field_validator("model_url")
    @classmethod
    def _server_address(cls, value: str | None) -> str | None:
        """The address without `/v1`. One with a password is refused, without a word of it."""
        if value is None:
            return None
        try:
            parts = urlsplit(value)
            usable = parts.scheme in ("http", "https") and parts.hostname and (parts.port or 1) > 0
        except ValueError:
            usable = False
        if not usable or parts.query or parts.fragment:
            raise ValueError("expected http://HOST:PORT or https://HOST:PORT")
        if "@" in parts.netloc:
            raise ValueError("expected an address without a user or password; put the key into BURNFIT_MODEL_KEY")
        return value.rstrip("/").removesuffix("/v1")

    @field_validator("remote_agents")
    @classmethod
    def _needs_a_server(cls, value: tuple[str, ...] | None, info: ValidationInfo) -> tuple[str, ...] | None:
        if value is not None and info.data.get("model_url") is None:
            raise ValueError("there is no server that could answer for them; set BURNFIT_MODEL_URL, too")
        return value

    @field_validator("port", mode="before")
    @classmethod
    def _own_port(cls, value: Any) -> Any:
        """The default instead of the address that Kubernetes or Docker put into `BURNFIT_PORT`."""
        made = isinstance(value, str) and _is_service_link(f"{PREFIX}PORT", value)
        return cls.model_fields["port"].default if made else value

    @classmethod
    def read(cls) -> Self:
        """The settings of this process's environment.

        Variables that Kubernetes or Docker make for a service or container called `burnfit` are ignored.

        Raises:
            RequestError: Another name that starts with `BURNFIT_` is no setting, or a value cannot be used.
        """
        known = {f"{PREFIX}{name}".upper() for name in cls.model_fields}
        for name, value in sorted(os.environ.items()):
            upper = name.upper()
            if upper.startswith(PREFIX) and upper not in known and not _is_service_link(upper, value):
                close = get_close_matches(upper, known, n=1)
                hint = f"did you mean {close[0]}? " if close else ""
                raise RequestError(f"{name} is no setting: {hint}known are {', '.join(sorted(known))}")
        try:
            return cls()
        except ValidationError as error:
            wrong = [f"{PREFIX}{item['loc'][0]}".upper() + f": {item['msg']}" for item in error.errors()]
            raise RequestError(f"settings that cannot be used: {'; '.join(wrong)}") from None
