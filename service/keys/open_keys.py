"""Which key store the settings mean, and where a service must not be served without keys."""

from ipaddress import ip_address

from program.errors import RequestError
from service.keys.key_ring import KeyRing
from service.keys.key_store import KeyStore
from service.keys.sqlite_key_store import SqliteKeyStore
from service.settings import POSTGRES, Settings
from service.stores import sqlite_place


def open_keys(settings: Settings) -> KeyStore:
    """The store of the keys; it opens its database when it is first asked."""
    url = "" if settings.store is None else settings.store.get_secret_value()
    if url.startswith(POSTGRES):
        # Imported here: SQLite needs none of it.
        from graph.postgres_database import PostgresDatabase
        from service.keys.postgres_key_store import LONGEST_WAIT_S, PostgresKeyStore

        return PostgresKeyStore(PostgresDatabase(url, LONGEST_WAIT_S))
    folder, _ = sqlite_place(settings)
    return SqliteKeyStore(folder)


def key_ring(settings: Settings) -> KeyRing:
    """The keys that a service with these settings asks for."""
    return KeyRing(open_keys(settings), required=settings.require_keys)


def safe_to_serve(settings: Settings) -> Settings:
    """The settings, with keys required where others than this machine can reach the service.

    Raises:
        RequestError: Others can reach it, and there is no key.
        UnavailableError: The store of the keys cannot be used.
    """
    if is_loopback(settings.host):
        return settings
    return with_keys(settings, f"{settings.host} can be reached from other machines")


def with_keys(settings: Settings, reached: str) -> Settings:
    """The settings, with keys required.

    Args:
        settings: Of the process.
        reached: Why keys are needed, for the error.

    Raises:
        RequestError: There is no key.
        UnavailableError: The store of the keys cannot be used.
    """
    store = open_keys(settings)
    try:
        if not store.has_keys():
            raise RequestError(
                f"{reached}, and there is no key: make one with `burnfit keys new NAME --scope month`, "
                "or serve on 127.0.0.1 with `burnfit serve`"
            )
    finally:
        store.close()
    return settings.model_copy(update={"require_keys": True})


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach an address to serve on; of names, only `localhost` is known to."""
    if host.lower() == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
