"""The command that makes the tables of the run store, or brings them up to date."""

import typer

from api.cli.console import settings_of


def migrate() -> None:
    """Make the tables of the database in BURNFIT_STORE, or bring them up to date; before a new version is started."""
    # Imported here, so that other commands start without the store.
    from service.stores import migrate as migrated

    typer.echo(migrated(settings_of(quiet=True)))
