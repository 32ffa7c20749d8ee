"""`python -m bench.migrations --times 20`: processes that migrate a fresh Postgres database, all at once."""

import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from bench.postgres import TemporaryPostgres, temporary_postgres
from graph.migrations import VERSION
from graph.postgres_database import PostgresDatabase

ROOT = Path(__file__).resolve().parent.parent

_COMMAND = (
    "import sys\n"
    "from api.cli.main import app\n"
    "import service.stores, graph.postgres_run_store\n"
    "print('ready', flush=True)\n"
    "sys.stdin.readline()\n"
    "sys.argv = ['burnfit', 'migrate']\n"
    "app()\n"
)
"""`burnfit migrate`, which waits with all its modules imported until it is told to go."""


def migrated_at_once(postgres: TemporaryPostgres, processes: int) -> Sequence[str]:
    """Let processes migrate a fresh database at once, and see that it is up to date.

    Args:
        postgres: The server.
        processes: How many.

    Returns:
        What each printed.

    Raises:
        RuntimeError: A process failed, or the database is not up to date.
    """
    url = postgres.new_database(migrated=False)
    started = [
        subprocess.Popen(  # noqa: S603 - a program of our own
            [sys.executable, "-c", _COMMAND],
            cwd=ROOT,
            env=os.environ | {"BURNFIT_STORE": url},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for _ in range(processes)
    ]
    for one in started:
        assert one.stdout is not None
        one.stdout.readline()
    for one in started:
        assert one.stdin is not None
        one.stdin.write("go\n")
        one.stdin.flush()
    ended = [(*one.communicate(), one.returncode) for one in started]
    if wrong := [error for _, error, status in ended if status]:
        raise RuntimeError(f"{len(wrong)} of {processes} processes failed: {wrong[0]}")
    database = PostgresDatabase(url)
    with database.connection() as connection:  # refuses a database that is not up to date
        rows = connection.execute("SELECT number FROM burnfit_migrations ORDER BY number").fetchall()
    database.close()
    postgres.drop(url)
    if [row["number"] for row in rows] != list(range(1, VERSION + 1)):
        raise RuntimeError(f"the database has the migrations {rows}")
    return [printed for printed, _, _ in ended]


def main(
    times: Annotated[int, typer.Option(min=1, help="How many fresh databases.")] = 20,
    processes: Annotated[int, typer.Option(min=1, help="How many processes for each.")] = 4,
) -> None:
    """Migrate fresh databases, and count those that went well; the first failure is an error."""
    with temporary_postgres() as postgres:
        for _ in range(times):
            migrated_at_once(postgres, processes)
    typer.echo(f"{times} fresh databases, each migrated by {processes} processes at once: all are up to date")


if __name__ == "__main__":
    typer.run(main)
