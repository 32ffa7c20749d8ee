"""The port of the run store: what every database of recorded runs does.

A run has one row, which says whose it is and how it stands, and its LangGraph checkpoints: the state after every node.
"""

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from types import MappingProxyType
from typing import Any, Final, Literal, Protocol

from langgraph.checkpoint.base import BaseCheckpointSaver
from pydantic import Field, field_validator

from graph.state import Source
from program.errors import RequestError
from program.month.routine import Provenance
from program.schema import Closed

Status = Literal["running", "done", "broken off", "failed"]
"""How a run stands. `running`: somebody claims it. `broken off`: it was running, and its process has ended."""

Ended = Literal["done", "failed"]


MOST_WORDS: Final = 20
"""The most words of a search: each is looked for in every run."""


class UnknownRun(RequestError):  # noqa: N818 - the family's name says that it is an error
    """No run has this id."""

    def __init__(self, run_id: str) -> None:
        super().__init__(f"there is no run {run_id!r}: `burnfit runs` lists those that are recorded")


class RunBusy(RequestError):  # noqa: N818 - as above
    """Another process, or another thread of this one, is working on this run."""

    def __init__(self, run_id: str) -> None:
        super().__init__(
            f"run {run_id} is being worked on by another process: wait until `burnfit runs` lists it as done"
        )


class KeyTaken(RequestError):  # noqa: N818 - as above
    """The same caller has just begun another run under this idempotency key."""

    def __init__(self) -> None:
        super().__init__(
            "another request with this Idempotency-Key has just begun: wait a second and send this one again"
        )


class RunSummary(Closed):
    """One recorded run without its steps."""

    run_id: str
    begun: str
    """When the run began, in ISO 8601."""
    ended: str | None
    """When the run was done or failed, in ISO 8601; null: neither yet."""
    status: Status
    failed: tuple[str, ...]
    """The nodes that raised an error."""
    attempts: int
    """How often the run was worked on: 1, and one more for each time it was resumed."""
    request: dict[str, Any]
    provenance: dict[str, Provenance] = Field(default_factory=dict)
    """Who answered for each agent, as in the month; of a run that failed, as far as it came. Empty until it has ended,
    and of runs that were recorded before this was noted."""


class RunRecord(RunSummary):
    """The whole row of a run."""

    owner: str
    """Whose run it is; empty: nobody's in particular."""
    updated: str
    """When the row last changed, in ISO 8601."""
    idempotency_key: str | None
    """The key that the caller sent, so that the same call sent again finds this run."""
    body_hash: str | None
    """Hash of the body that was sent with `idempotency_key`."""


class RunFilter(Closed):
    """Which runs are meant: those that fit all that is given."""

    text: str = Field(default="", max_length=500)
    """The start of the run's id, or up to 20 words that all stand in the request's texts, in any order."""
    status: Status | None = None
    """How the run stands."""
    agent: str | None = Field(default=None, max_length=100)
    """An agent that answered, or a node that raised an error; noted once a run is done or has failed."""
    source: Source | None = None
    """Who answered for `agent`; without one, for any agent."""

    @field_validator("text")
    @classmethod
    def _few_words(cls, text: str) -> str:
        if len(set(text.split())) > MOST_WORDS:
            raise ValueError(f"a search has at most {MOST_WORDS} words")
        return text


EVERY_RUN: Final = RunFilter()


class RunStore(Protocol):
    """A database of recorded runs. Safe to call from many threads; many processes may use one database.

    Every method raises `program.errors.UnavailableError`, with what to do, where the database cannot be used.
    """

    @property
    def checkpointer(self) -> BaseCheckpointSaver[str]:
        """Saves and loads the checkpoints of runs, with `graph.state.PLAIN`; it may be a new one each time."""
        ...

    def create(
        self,
        run_id: str,
        request: Mapping[str, Any],
        *,
        owner: str = "",
        idempotency_key: str | None = None,
        body_hash: str | None = None,
    ) -> None:
        """Add the row of a new run, which the caller claims.

        Args:
            run_id: The run, which has no row.
            request: Of its month.
            owner: Whose run it is; empty: nobody's in particular.
            idempotency_key: An owner has one run under each; None: the run has none.
            body_hash: Hash of the body that was sent with `idempotency_key`.

        Raises:
            KeyTaken: The owner has a run under `idempotency_key`; nothing is added.
        """
        ...

    def restart(self, run_id: str) -> None:
        """Note that work on a run goes on: one more attempt, and nothing has failed yet.

        Raises:
            UnknownRun: No run has this id.
        """
        ...

    def finish(
        self,
        run_id: str,
        status: Ended,
        failed: Sequence[str] = (),
        provenance: Mapping[str, Provenance] = MappingProxyType({}),
    ) -> None:
        """Note that a run has ended, which of its nodes raised an error, and who answered for each agent.

        Raises:
            UnknownRun: No run has this id.
        """
        ...

    def list(
        self, owner: str | None, limit: int, before: str | None = None, wanted: RunFilter = EVERY_RUN
    ) -> Sequence[RunSummary]:
        """Return the newest runs, newest first, without reading any checkpoint.

        Args:
            owner: Whose runs; None: everybody's.
            limit: The most to return.
            before: Only runs that began before the run of this id.
            wanted: Only runs that fit it.

        Raises:
            UnknownRun: No run has the id `before`.
        """
        ...

    def ids(self, owner: str | None, prefix: str, limit: int) -> Sequence[str]:
        """Return up to `limit` ids of runs that start with `prefix`, in alphabetical order."""
        ...

    def get(self, run_id: str) -> RunRecord:
        """Return the row of a run.

        Raises:
            UnknownRun: No run has this id.
        """
        ...

    def keyed(self, owner: str, idempotency_key: str) -> RunRecord | None:
        """Return the row of an owner's run under an idempotency key; None: there is none."""
        ...

    def claim(self, run_id: str) -> AbstractContextManager[None]:
        """Hold a run alone, as long as the context lasts; a process that is killed loses its claims.

        Raises:
            RunBusy: Somebody else holds it.
        """
        ...

    def prune(self, kept: int, begun_before: datetime | None = None) -> None:
        """Delete old runs, except those that somebody claims.

        Args:
            kept: How many of the newest stay.
            begun_before: Runs that began before this time, with its time zone, are deleted as well.
        """
        ...

    def delete(self, run_id: str) -> None:
        """Delete a run: its row and its checkpoints.

        Raises:
            UnknownRun: No run has this id.
            RunBusy: Somebody claims it.
        """
        ...

    def connections(self) -> Mapping[str, int]:
        """How many connections to the database are `idle` and `used`, and how many callers are `waiting` for one.

        Empty for a database that needs no pool of connections.
        """
        ...

    def close(self) -> None:
        """Let go of the database."""
        ...
