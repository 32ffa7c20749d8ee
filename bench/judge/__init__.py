"""Judges months from their JSON alone: the body sent to `POST /routine` and the month that came back.

Nothing here imports what makes months. The catalogue is read as a plain file, and what matters most has tables of its
own, so that a mistake in the catalogue or in the coach policy is seen and not repeated. docs/coaching.md gives the
reasons and the sources of the rules.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from bench.judge import ability, balance, conditioning, joints, loads, minutes, programme, texts
from bench.judge.asked import Asked, Json

Rule = Callable[[Asked, Json], Iterator[str]]
"""Yields a line for each place of a month that breaks the rule."""

SAFE: Mapping[str, Rule] = {**loads.RULES, **ability.RULES, **joints.RULES, **programme.RULES, **minutes.RULES}
"""Name of a rule that no month may break -> the rule."""

GOOD: Mapping[str, Rule] = {**balance.RULES, **conditioning.RULES, **texts.RULES}
"""Name of a rule of good coaching -> the rule."""


def judged(body: Mapping[str, Any], month: Json) -> dict[str, list[str]]:
    """The breaches of a month, by rule; every rule has an entry.

    Args:
        body: The request, as it was sent.
        month: The answer, as it came back.
    """
    asked = Asked(body, month)
    return {name: list(rule(asked, month)) for name, rule in {**SAFE, **GOOD}.items()}
