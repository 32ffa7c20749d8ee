"""`python -m bench.kills`: servers are killed in the middle of months, and callers ask again under their keys.

No month may be lost, none may be made twice, and each has to be the one that an undisturbed service makes.
"""

import json
import random
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Final

import httpx2
import typer

from bench.killed_servers import model_of, serving
from graph.build import COMPOSE, VALIDATE
from graph.sqlite_run_store import SqliteRunStore
from program.errors import UnavailableError
from program.schema import RoutineRequest
from service.service import Service
from service.settings import Settings

EXAMPLES: Final = Path(__file__).resolve().parent.parent / "examples"

NODES: Final = ("task1", "task2", VALIDATE, COMPOSE)
"""The nodes at which servers are killed: every month comes to them."""

LONGEST_S: Final = 120.0
"""Longest time in which a caller gets its month, in seconds."""

Serving = Callable[[Settings, Path, int, bool], AbstractContextManager[Sequence[int]]]
"""Starts servers and gives their ports, as `bench.killed_servers.serving`."""

_PAUSE_S: Final = 0.05
"""Seconds before a caller asks again."""

_AGAIN: Final = (409, 500, 502, 503)
"""Statuses after which a caller asks again."""


@dataclass(frozen=True)
class Outcome:
    """What became of the months."""

    months: int
    """How many were asked for."""
    kills: int
    """How many servers were killed."""
    taken_up: int
    """Months that were worked on more than once."""
    lost: Sequence[str]
    """The keys of the months that have no run which is done."""
    twice: Sequence[str]
    """Runs that are in the store and belong to no answer."""
    different: Sequence[str]
    """The keys of the months that an undisturbed service makes otherwise."""

    @property
    def sound(self) -> bool:
        """Whether all went well."""
        return not (self.lost or self.twice or self.different)

    def __str__(self) -> str:
        return (
            f"{self.months} months, {self.kills} servers killed, {self.taken_up} months taken up: "
            f"{len(self.lost)} lost, {len(self.twice)} twice, {len(self.different)} different"
        )


def bodies(number: int) -> list[dict[str, Any]]:
    """Different requests: the examples, each with seeds of its own."""
    examples = [json.loads(file.read_text(encoding="utf-8")) for file in sorted(EXAMPLES.glob("*.json"))]
    return [{**examples[index % len(examples)], "seed": index} for index in range(number)]


def disturbed(
    *, months: int, kills: int, callers: int, servers: int, real: bool, seed: int, start: Serving = serving
) -> Outcome:
    """Ask for months while servers are killed, and look what became of them.

    Args:
        months: How many are asked for.
        kills: How many servers are killed, one after the other, at most one between two months.
        callers: How many ask at the same time.
        servers: How many processes serve them, over one store.
        real: Whether the real model answers; else the coach policy does.
        seed: Of the nodes at which servers are killed.
        start: Starts the servers.
    """
    asked = bodies(months)
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        (folder / "kills").mkdir()
        settings = Settings(runs=folder / "runs", runs_kept=2 * months, resume=True, attempts=3 if real else 1)
        answers: dict[str, Any] = {}
        with start(settings, folder / "kills", servers, real) as ports:
            killer = _Killer(folder / "kills", kills, random.Random(seed))

            def ask(index: int) -> None:
                key = f"month {index}"
                answers[key] = _asked_until_it_comes(ports, index, asked[index], key)
                killer.month_is_made()

            with ThreadPoolExecutor(callers) as threads:
                list(threads.map(ask, range(months)))
        return _outcome(settings, asked, answers, killer.done(), real)


def _asked_until_it_comes(ports: Sequence[int], index: int, body: Mapping[str, Any], key: str) -> Any:
    """A month, asked for under its key at one server and then at the next until it comes."""
    until = time.monotonic() + LONGEST_S
    said = "nothing"
    with httpx2.Client(timeout=LONGEST_S) as client:
        while time.monotonic() < until:
            port = ports[index % len(ports)]
            try:
                answer = client.post(f"http://127.0.0.1:{port}/routine", json=body, headers={"Idempotency-Key": key})
            except httpx2.TransportError as error:
                said = repr(error)
                index += 1
            else:
                if answer.status_code == httpx2.codes.OK:
                    return answer.json()
                said = answer.text
                if answer.status_code not in _AGAIN:
                    break
            time.sleep(_PAUSE_S)
    raise UnavailableError(f"{key} did not come: {said}")


class _Killer:
    """Has servers killed: a file with the name of a node stands for a server that is to end there.

    Args:
        folder: Where the servers look for the files.
        number: How many servers are to be killed.
        chance: Chooses the nodes.
    """

    def __init__(self, folder: Path, number: int, chance: random.Random) -> None:
        self._folder = folder
        self._left = number
        self._chance = chance
        self._lock = threading.Lock()
        self._asked = 0
        self.month_is_made()

    def month_is_made(self) -> None:
        """Have the next server killed, where the last one has been."""
        with self._lock:
            if self._left and not any(self._folder.iterdir()):
                self._left -= 1
                self._asked += 1
                (self._folder / f"{self._chance.choice(NODES)}.{self._chance.choice(('before', 'after'))}").touch()

    def done(self) -> int:
        """How many servers have been killed."""
        return self._asked - len(list(self._folder.iterdir()))


def _outcome(
    settings: Settings, asked: Sequence[Mapping[str, Any]], answers: Mapping[str, Any], kills: int, real: bool
) -> Outcome:
    store = SqliteRunStore(settings.runs)
    rows = [store.get(one.run_id) for one in store.list(None, 10 * len(asked))]
    store.close()
    done = {row.idempotency_key: row.run_id for row in rows if row.status == "done"}
    undisturbed = Service(model_of(settings, real), settings.model_copy(update={"record": False}))
    expected = (undisturbed.routine(RoutineRequest.model_validate(body)).model_dump(mode="json") for body in asked)
    return Outcome(
        months=len(asked),
        kills=kills,
        taken_up=sum(row.attempts > 1 for row in rows),
        lost=[key for key, month in answers.items() if done.get(key) != month["run_id"]],
        twice=[row.run_id for row in rows if row.run_id not in {month["run_id"] for month in answers.values()}],
        different=[
            key for key, month in zip(_keys(asked), expected, strict=True) if _lasting(answers[key]) != _lasting(month)
        ],
    )


def _keys(asked: Sequence[Any]) -> Iterator[str]:
    return (f"month {index}" for index in range(len(asked)))


def _lasting(month: Mapping[str, Any]) -> Mapping[str, Any]:
    """A month without its run, and without the time that its answers took."""
    answered = {agent: {**one, "ms": 0} for agent, one in month["provenance"].items()}
    return {**month, "run_id": "", "provenance": answered}


def main(
    months: Annotated[int, typer.Option(min=1, help="How many months are asked for.")] = 100,
    kills: Annotated[int, typer.Option(min=0, help="How many servers are killed meanwhile.")] = 20,
    callers: Annotated[int, typer.Option(min=1, help="How many ask at the same time.")] = 4,
    servers: Annotated[int, typer.Option(min=1, max=8, help="Processes that serve them.")] = 2,
    real: Annotated[bool, typer.Option("--real", help="With the real model; else the coach policy answers.")] = False,
    seed: Annotated[int, typer.Option(help="Of the nodes at which servers are killed.")] = 0,
) -> None:
    """Kill servers while months are made, and print what became of the months; 1 where one is lost, twice or wrong."""
    outcome = disturbed(months=months, kills=kills, callers=callers, servers=servers, real=real, seed=seed)
    typer.echo(str(outcome))
    if not outcome.sound:
        raise typer.Exit(1)


if __name__ == "__main__":
    typer.run(main)
