"""Makes all the months of a file that are not made yet."""

from collections.abc import Callable, Generator, Iterable
from contextlib import closing
from pathlib import Path

from program.errors import UnavailableError
from service.bulk.outcomes import Outcome
from service.bulk.output import Output, opened
from service.bulk.parquet import has_parquet
from service.bulk.rows import Requests, Row, rows_of

Answering = Callable[[Iterable[Row]], Generator[Outcome]]
"""Gives what becomes of rows, in their order; closed early, it breaks off the rest."""

Report = Callable[[int], None]
"""Called with the number of rows that are done: at the start, and after each row."""


def bulk(requests: Requests, folder: Path, answering: Answering, report: Report) -> Output:
    """Write the months of all requests to a folder, and go on where an earlier process has stopped.

    Args:
        requests: The rows.
        folder: Where the months, and the errors of rows without one, are written.
        answering: Makes the months; not asked where nothing is left to do.
        report: Hears how many rows are done.

    Returns:
        The output, closed: how many rows have a month, and how many an error.

    Raises:
        RequestError: The folder belongs to other requests, or to a process that still works.
        UnavailableError: The machine cannot go on now, or the folder cannot be written. What is done is kept.
    """
    with opened(folder, requests) as output:
        report(len(output.done))
        if len(output.done) < requests.rows:
            left = (row for row in rows_of(requests.file) if row.line not in output.done)
            with closing(answering(left)) as outcomes:
                _write(outcomes, output, requests, report)
        if has_parquet():
            output.write_parquet()
    return output


def _write(outcomes: Iterable[Outcome], output: Output, requests: Requests, report: Report) -> None:
    for outcome in outcomes:
        if outcome.kind == "stop":
            raise UnavailableError(
                f"row {outcome.line}: {outcome.text}; {len(output.done)} of {requests.rows} rows are done: "
                "put that right, and start the same command again for the rest"
            )
        output.write(outcome)
        report(len(output.done))
