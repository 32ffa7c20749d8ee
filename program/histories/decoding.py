"""From the bytes of a file to its text."""

import codecs
from typing import Final

from program.errors import RequestError
from program.histories.limits import MOST_BYTES

_MARKED: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
"""Byte order marks and what they stand for."""

_UNMARKED: Final = ("utf-8", "cp949")
"""What a file without a mark can be, in the order in which it is tried: Excel in Korea writes CP949."""

TRIED: Final = "UTF-8, UTF-16 with a byte order mark, CP949"
"""The encodings that are known, for messages."""


def decoded(data: bytes) -> str:
    """The text of a file. Part of a character at the very end, where a file was cut off, is left out.

    Raises:
        RequestError: It is too large, empty, or text of no known encoding.
    """
    if len(data) > MOST_BYTES:
        raise RequestError(
            f"the file has {len(data)} bytes, expected at most {MOST_BYTES}: export a shorter time, or split it"
        )
    marked = [name for mark, name in _MARKED if data.startswith(mark)]
    for name in marked or _UNMARKED:
        try:
            text = codecs.getincrementaldecoder(name)().decode(data, final=False).removeprefix("\ufeff")
        except UnicodeDecodeError:
            continue
        if text.strip():
            return text
        raise RequestError("the file is empty: expected a CSV file with a header and a row for each set")
    raise RequestError(f"the file is no text in an encoding that is known (tried: {TRIED}): save it as CSV UTF-8")
