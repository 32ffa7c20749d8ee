"""The tables of a database of runs, as numbered steps: what makes a new database brings an older one up to date, too.

The checkpoints are not among them: LangGraph's savers make their own tables.
"""

from typing import Final, NamedTuple

from graph.key_tables import KEY_TABLES


class Migration(NamedTuple):
    """One step, in the words of both databases; all its statements hold, or none does."""

    what: str
    """What it makes."""
    sqlite: tuple[str, ...]
    postgres: tuple[str, ...]


MIGRATIONS: Final = (
    Migration(
        "the table of runs",
        sqlite=(
            # Versions that did not number their tables have made this one: it is kept.
            """CREATE TABLE IF NOT EXISTS runs (
                number INTEGER PRIMARY KEY AUTOINCREMENT,
                run_id TEXT NOT NULL UNIQUE,
                owner TEXT NOT NULL,
                status TEXT NOT NULL,
                failed TEXT NOT NULL DEFAULT '[]',
                begun TEXT NOT NULL,
                updated TEXT NOT NULL,
                ended TEXT,
                attempts INTEGER NOT NULL DEFAULT 1,
                request TEXT NOT NULL,
                idempotency_key TEXT,
                body_hash TEXT,
                provenance TEXT NOT NULL DEFAULT '{}'
            )""",
            "CREATE INDEX IF NOT EXISTS runs_of_owner ON runs (owner, number)",
            "CREATE INDEX IF NOT EXISTS runs_by_age ON runs (begun)",
            "CREATE UNIQUE INDEX IF NOT EXISTS runs_by_key ON runs (owner, idempotency_key)",
        ),
        postgres=(
            # `texts` is what a search looks through. JSON is kept as text: jsonb takes no NUL character.
            """CREATE TABLE runs (
                number BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
                run_id TEXT COLLATE "C" NOT NULL UNIQUE,
                owner TEXT COLLATE "C" NOT NULL,
                status TEXT NOT NULL,
                failed TEXT NOT NULL DEFAULT '[]',
                begun TEXT COLLATE "C" NOT NULL,
                updated TEXT COLLATE "C" NOT NULL,
                ended TEXT COLLATE "C",
                attempts INTEGER NOT NULL DEFAULT 1,
                request TEXT NOT NULL,
                texts TEXT COLLATE "C" NOT NULL,
                idempotency_key TEXT COLLATE "C",
                body_hash TEXT,
                provenance TEXT NOT NULL DEFAULT '{}'
            )""",
            "CREATE INDEX runs_of_owner ON runs (owner, number)",
            "CREATE INDEX runs_by_age ON runs (begun)",
            "CREATE UNIQUE INDEX runs_by_key ON runs (owner, idempotency_key)",
        ),
    ),
    Migration("the tables of the API keys", sqlite=(), postgres=KEY_TABLES),
)
"""A step that was released never changes: a further one goes to the end. It only adds to what there is, so that
processes of the version before go on working beside it while they are replaced one by one."""

VERSION: Final = len(MIGRATIONS)
"""The number of the last step: the version of a database that is up to date. 0: no step was taken."""
