"""A weight-increase plan in words."""

import re
import tomllib
from importlib.resources import files
from itertools import pairwise
from typing import Any

import pytest

from program import coach
from program.schema import Language, LifterRequest, WeightPlan
from program.wording.explanation import RATES, explain

CANONICAL: dict[str, Any] = {
    "training_max_rate": 90,
    "init_weight_rate": 65,
    "increase_rate_week": 5,
    "increase_rate_set": 10,
    "deloading_rate": 40,
    "scheme": "5/3/1",
}


def plan(**changes: Any) -> WeightPlan:
    return WeightPlan.model_validate(CANONICAL | changes)


def test_the_four_weeks_as_wendler_prints_them() -> None:
    assert explain(plan(), "en").weeks == (
        "Week 1: 65% × 5, 75% × 5, 85% × 5+",
        "Week 2: 70% × 3, 80% × 3, 90% × 3+",
        "Week 3: 75% × 5, 85% × 3, 95% × 1+",
        "Week 4 (deload): 40% × 5, 50% × 5, 60% × 5",
    )


def test_without_plus_sets_the_weeks_have_none() -> None:
    explained = explain(plan(scheme="5s PRO", increase_rate_set=5), "ko")
    assert explained.weeks[2] == "3주차: 75% × 5, 80% × 5, 85% × 5"
    assert not any(week.endswith("+") for week in explained.weeks)
    assert "'+' 세트는 없습니다" in explained.rates["scheme"]


def test_each_rate_is_named_with_its_value() -> None:
    explained = explain(plan(training_max_rate=85, init_weight_rate=60, increase_rate_week=3, deloading_rate=35), "en")
    values = {"training_max_rate": 85, "init_weight_rate": 60, "increase_rate_week": 3, "deloading_rate": 35}
    for name, value in values.items():
        assert f" {value} " in explained.rates[name]  # type: ignore[index]  # the key is one of the rates
    assert "slower" in explained.rates["increase_rate_week"]


@pytest.mark.parametrize(
    ("rate", "canonical"),
    [("init_weight_rate", 65), ("increase_rate_week", 5), ("increase_rate_set", 10), ("deloading_rate", 40)],
)
def test_what_is_canonical_is_told_apart(rate: str, canonical: int) -> None:
    explained = [explain(plan(**{rate: canonical + step}), "en").rates[rate] for step in (-1, 0, 1)]  # type: ignore[index]
    assert ["as canonical" in text or "as in canonical" in text for text in explained] == [False, True, False]


def test_how_heavy_the_loading_weeks_end() -> None:
    assert "95 % of the TM" in explain(plan(), "en").heaviest
    assert "85.5 % of the 1RM" in explain(plan(), "en").heaviest


@pytest.mark.parametrize(
    ("changes", "warning"),
    [({"init_weight_rate": 70}, "100 % of the TM"), ({"deloading_rate": 56}, "55 % or less"), ({}, None)],
)
def test_a_plan_against_the_rules_is_explained_with_a_warning(changes: dict[str, int], warning: str | None) -> None:
    warnings = explain(plan(**changes), "en").warnings
    assert [warning in one for one in warnings if warning] == ([True] if warning else [])
    assert len(warnings) == (1 if warning else 0)


@pytest.mark.parametrize("language", ["ko", "en"])
@pytest.mark.parametrize("purpose", range(1, 7))
@pytest.mark.parametrize("level", range(1, 6))
def test_the_coachs_plans_are_explained_in_one_language(level: int, purpose: int, language: Language) -> None:
    records = {"squat": 100, "bench_press": 75, "dead_lift": 120, "over_head_press": 50}
    lifter = LifterRequest.model_validate(
        {"experience": level, "gender": "male", "purpose": purpose, "rm_weight": records}
    )
    explained = explain(coach.weight_plan(lifter), language)
    assert tuple(explained.rates) == RATES
    assert not explained.warnings
    assert "{" not in explained.text
    for text in (*explained.rates.values(), explained.heaviest, *explained.weeks):
        assert (re.search("[가-힣]", text) is not None) == (language == "ko")
        assert text in explained.text


def test_both_languages_say_the_same_things_at_the_same_steps() -> None:
    texts = tomllib.loads(files("program.wording").joinpath("explanation.toml").read_text(encoding="utf-8"))
    assert texts["ko"].keys() == texts["en"].keys()
    for key, korean in texts["ko"].items():
        english = texts["en"][key]
        if isinstance(korean, str):
            assert placeholders(korean) == placeholders(english)
        elif key == "scheme":
            assert korean.keys() == english.keys()
        else:
            steps = [step["from"] for step in korean]
            assert steps == [step["from"] for step in english]
            assert all(higher > lower for higher, lower in pairwise(steps))
            assert steps[-1] == 0
            for one, other in zip(korean, english, strict=True):
                assert placeholders(one["text"]) == placeholders(other["text"])


def placeholders(text: str) -> set[str]:
    return set(re.findall(r"{\w+", text))
