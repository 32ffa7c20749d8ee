"""The parts of a dataset: some to train on, some held out to judge by."""

import re

from program.errors import RequestError

HELD_OUT = ("val", "test")
"""Parts that no adapter is trained on. They are committed; the others are generated when they are needed."""

_NAME = re.compile("[a-z][a-z0-9_]*")


def check_part(part: str) -> None:
    """Refuse what is not the plain name of a part, such as a path.

    Raises:
        RequestError: `part` has other characters than a to z, 0 to 9 and `_`, or does not begin with a letter.
    """
    if not _NAME.fullmatch(part):
        raise RequestError(f"{part!r} is not the name of a part: expected a name such as train, not a path")
