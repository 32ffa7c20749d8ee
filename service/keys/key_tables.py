"""The tables of API keys, for SQLite and Postgres alike."""

from typing import Final

KEY_TABLES: Final = (
    """CREATE TABLE IF NOT EXISTS api_keys (
        id TEXT PRIMARY KEY,
        name TEXT NOT NULL,
        lookup TEXT NOT NULL UNIQUE,
        digest TEXT NOT NULL,
        scopes TEXT NOT NULL,
        rate TEXT NOT NULL,
        made TEXT NOT NULL,
        expires TEXT,
        revoked TEXT
    )""",
    "CREATE UNIQUE INDEX IF NOT EXISTS api_keys_by_name ON api_keys (name) WHERE revoked IS NULL",
    """CREATE TABLE IF NOT EXISTS key_buckets (
        key_id TEXT PRIMARY KEY,
        tokens DOUBLE PRECISION NOT NULL,
        at DOUBLE PRECISION NOT NULL,
        allowed BOOLEAN NOT NULL
    )""",
)
"""`lookup` is the start of the digest, `at` is in seconds since 1970; other times are ISO 8601 in UTC, as text."""
