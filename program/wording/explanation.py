"""The explanation of a weight-increase plan: what each rate means, and the sets that follow."""

import tomllib
from collections.abc import Iterator, Mapping
from importlib.resources import files
from typing import Any, Final, Literal, get_args

from program.month.rules import DELOAD_GAP, HIGHEST_TOP_RATE
from program.month.waves import DELOAD_WEEK, WEEKS, top_rate, work_sets
from program.schema import Closed, Language, WeightPlan

_TEXTS: Mapping[str, Any] = tomllib.loads(
    files("program.wording").joinpath("explanation.toml").read_text(encoding="utf-8")
)

Rate = Literal[
    "training_max_rate", "init_weight_rate", "increase_rate_week", "increase_rate_set", "deloading_rate", "scheme"
]
RATES: Final[tuple[Rate, ...]] = get_args(Rate)
"""What a plan decides, in the order in which it is explained."""


class Explanation(Closed):
    """A weight-increase plan in words."""

    rates: dict[Rate, str]
    """What each rate, and the scheme, means."""
    heaviest: str
    """How heavy the loading weeks end, in percent of the training max and of the 1RM."""
    weeks: tuple[str, ...]
    """The work sets of the four weeks, a line a week: percent of the training max × repetitions, `+` for a plus set."""
    warnings: tuple[str, ...]
    """What the programme's rules do not allow; empty for every plan of the coach or the model."""

    @property
    def text(self) -> str:
        """All of it, a line for each thing."""
        return "\n".join((*self.rates.values(), self.heaviest, "", *self.weeks, *self.warnings))


def explain(plan: WeightPlan, language: Language) -> Explanation:
    """The plan in words.

    Args:
        plan: The rates; they need not keep the programme's rules.
        language: What to explain it in.
    """
    texts = _TEXTS[language]
    top = top_rate(plan)
    return Explanation(
        rates={name: _meaning(texts[name], getattr(plan, name)) for name in RATES},
        heaviest=texts["heaviest"].format(top=top, share=top * plan.training_max_rate / 100),
        weeks=tuple(_week(plan, week, texts) for week in WEEKS),
        warnings=tuple(_warnings(plan, texts)),
    )


def _meaning(texts: Any, value: int | str) -> str:
    """The text for a scheme, by its name, or for a rate, by the step of the table that it reaches."""
    if isinstance(value, str):
        return str(texts[value])
    reached = next(step for step in texts if value >= step["from"])
    return str(reached["text"].format(rate=value))


def _week(plan: WeightPlan, week: int, texts: Mapping[str, Any]) -> str:
    sets = ", ".join(f"{work.rate}% × {work.reps}{'+' if work.amrap else ''}" for work in work_sets(plan, week))
    return str(texts["deload_week" if week == DELOAD_WEEK else "week"].format(week=week, sets=sets))


def _warnings(plan: WeightPlan, texts: Mapping[str, Any]) -> Iterator[str]:
    if (top := top_rate(plan)) > HIGHEST_TOP_RATE:
        yield texts["too_heavy"].format(top=top, limit=HIGHEST_TOP_RATE)
    if plan.deloading_rate > (limit := plan.init_weight_rate - DELOAD_GAP):
        yield texts["heavy_deload"].format(gap=DELOAD_GAP, limit=limit)
