"""Requests made at the same time get the answers that they get one after the other."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest

from tests.e2e.conftest import Answers, timeless
from tests.e2e.requests import BODIES, COVERING, EXAMPLES, Body, lifter

pytestmark = pytest.mark.model

MONTHS = [*EXAMPLES.values(), *(COVERING[f"covering-{number:02}"] for number in (3, 9, 17, 25, 33))]
RATES = [lifter(body) for body in list(BODIES.values())[:22]]


def test_32_at_once(answers: Answers) -> None:
    asked: list[tuple[str, Body]] = [("/gen/routine/rate", body) for body in RATES]
    for index, body in enumerate(MONTHS):
        asked.insert(3 * index, ("/routine", body))  # among the others
    assert len(asked) == 32
    expected = [timeless(answers.to(path, body)) for path, body in asked]
    assert len({str(answer) for answer in expected}) > 10

    together = Barrier(len(asked))

    def ask(path: str, body: Body) -> dict[str, Any]:
        together.wait()
        return timeless(answers.anew(path, body))

    with ThreadPoolExecutor(len(asked)) as threads:
        got = list(threads.map(ask, *zip(*asked, strict=True)))
    assert got == expected
