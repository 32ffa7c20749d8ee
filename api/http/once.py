"""The header `Idempotency-Key`: a request that is sent again under its key makes no second month."""

from collections.abc import Mapping
from typing import Annotated, Any, Final

from fastapi import Header, Request
from pydantic import BaseModel

from service.once import Once

KeyHeader = Annotated[
    str | None,
    Header(
        alias="Idempotency-Key",
        pattern="^[ -~]{1,255}$",
        description="Names this request, in 1 to 255 printable ASCII characters. Sent again under the same key, the "
        "request is answered with the same month, which is made once. Left out: each request makes a month.",
    ),
]
"""The key, as a parameter of a route."""

ONCE: Final[dict[int | str, dict[str, Any]]] = {
    200: {
        "headers": {
            "Idempotent-Replayed": {
                "description": "`true`: the months of this `Idempotency-Key` had all been made before.",
                "schema": {"type": "string", "enum": ["true"]},
            }
        }
    }
}
"""The answer of a route that takes the key, for the OpenAPI document."""

REPLAYED: Final[Mapping[str, str]] = {"Idempotent-Replayed": "true"}
"""The header of an answer whose months had all been made before."""


def once_of(key: str | None, request: Request, body: BaseModel) -> Once | None:
    """The call that a request is, under its key; None: it has no key."""
    return None if key is None else Once.of(key, request.url.path, body)


def headers_of(once: Once | None) -> Mapping[str, str]:
    """The headers of the answer to a call that has ended."""
    return REPLAYED if once is not None and once.replayed else {}
