"""Calls that a caller may send again: each month under an idempotency key is made once."""

import hashlib
import json
from dataclasses import dataclass
from typing import Final

from pydantic import BaseModel

from graph.run_store import RunRecord
from program.errors import RequestError

MOST_ATTEMPTS: Final = 3
"""How often a run is worked on, its first time included, before it is not taken up again.

A run that ends its process each time must not end one replica after the other.
"""


class KeyReused(RequestError):  # noqa: N818 - the family's name says that it is an error
    """The caller has sent another body, or the same one to another route, under this idempotency key."""

    def __init__(self) -> None:
        super().__init__(
            "this Idempotency-Key belongs to another request: send the same body to the same route under it, "
            "and another request under another key"
        )


class GivenUp(RequestError):  # noqa: N818 - as above
    """The run under this idempotency key has been tried as often as it may be."""

    def __init__(self, row: RunRecord) -> None:
        super().__init__(
            f"run {row.run_id} of this Idempotency-Key was tried {row.attempts} times and has no month: "
            "send the request under another key"
        )


@dataclass
class Once:
    """One call under an idempotency key, and what has become of it. Each call has an object of its own."""

    key: str
    """As the caller sent it."""
    body_hash: str
    """Of the route and the body."""
    asked: int = 0
    """How many months the call has asked for so far."""
    made: int = 0
    """How many of them were made, or brought to their end, by this call."""

    @classmethod
    def of(cls, key: str, route: str, body: BaseModel) -> "Once":
        """The call of a route.

        Args:
            key: The key that the caller sent.
            route: The route's path.
            body: As it was understood: how it was written does not count.
        """
        whole = json.dumps([route, body.model_dump(mode="json")], sort_keys=True)
        return cls(key, hashlib.sha256(whole.encode()).hexdigest())

    @property
    def replayed(self) -> bool:
        """Whether every month of the answer had been made before this call."""
        return self.asked > 0 and self.made == 0

    def next_key(self) -> str:
        """The key of the next month: the first has the caller's key; a line end stands in no key that is sent."""
        self.asked += 1
        return self.key if self.asked == 1 else f"{self.key}\n{self.asked}"
