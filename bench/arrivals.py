"""Times at which callers ask who do not know of each other."""

import random
from collections.abc import Iterator
from typing import Final

SEED: Final = 90210


def arrivals(rate: float, seconds: float, seed: int = SEED) -> Iterator[float]:
    """Times of requests that come independently of each other: so many a second on average, for so many seconds."""
    drawn = random.Random(seed)
    at = drawn.expovariate(rate)
    while at < seconds:
        yield at
        at += drawn.expovariate(rate)
