"""Parquet files of requests and of months; pyarrow, which reads and writes them, comes with the extra `ray`."""

import json
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final

from program.errors import RequestError, UnavailableError

BODY: Final = "body"
"""Column that holds a whole request as JSON text, in the place of a column for each field."""

ROW_GROUP: Final = 256
"""Rows that are read or written at once."""


def has_parquet() -> bool:
    """Whether Parquet can be read and written here."""
    return find_spec("pyarrow") is not None


def parquet_rows(file: Path) -> Iterator[dict[str, Any]]:
    """The rows of a Parquet file, with what JSON knows: no dates, no decimals.

    A column has a value in every row, so a null says that the field is not given.

    Raises:
        UnavailableError: pyarrow is not installed.
        RequestError: The file cannot be read.
    """
    if not has_parquet():
        raise UnavailableError(
            f"{file} is Parquet, and pyarrow, which reads it, is missing: run `make setup-ray`, or use JSON lines"
        )
    from pyarrow import ArrowException
    from pyarrow.parquet import ParquetFile

    try:
        for batch in ParquetFile(file).iter_batches(batch_size=ROW_GROUP):
            for row in batch.to_pylist():
                yield json.loads(json.dumps(_without_nulls(row), default=_plain))
    except (ArrowException, OSError) as error:
        raise RequestError(f"{file} cannot be read as Parquet: {error}") from error


def write_parquet(months: Path, file: Path) -> None:
    """Write the months of a JSON lines file as Parquet: `id`, `line`, and `answer` as JSON text.

    A file that is there is replaced when the new one is complete.
    """
    import pyarrow
    from pyarrow.parquet import ParquetWriter

    schema = pyarrow.schema([("id", pyarrow.string()), ("line", pyarrow.int64()), ("answer", pyarrow.large_string())])
    partial = file.with_suffix(".parquet.part")
    with ParquetWriter(partial, schema, compression="zstd") as writer, months.open("rb") as lines:
        rows: list[dict[str, Any]] = []
        for line in lines:
            row = json.loads(line)
            rows.append({**row, "answer": json.dumps(row["answer"], ensure_ascii=False, separators=(",", ":"))})
            if len(rows) == ROW_GROUP:
                writer.write_table(pyarrow.Table.from_pylist(rows, schema))
                rows = []
        writer.write_table(pyarrow.Table.from_pylist(rows, schema))
    partial.replace(file)


def _without_nulls(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _without_nulls(one) for name, one in value.items() if one is not None}
    return [_without_nulls(one) for one in value] if isinstance(value, list) else value


def _plain(value: Any) -> Any:
    match value:
        case date():
            return value.isoformat()
        case Decimal():
            return float(value)
    return str(value)
