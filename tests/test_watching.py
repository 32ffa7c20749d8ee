"""The dashboard, the alert rules and the page name only metrics, labels and values that there are."""

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
import yaml

from service.metric_table import METRICS, Described, markdown
from tests.test_readme import ROOT, text_of

DASHBOARD = ROOT / "deploy" / "grafana" / "burnfit.json"
ALERTS = ROOT / "deploy" / "prometheus" / "alerts.yml"

FUNCTIONS = {"sum", "max", "min", "avg", "rate", "increase", "histogram_quantile", "label_values"}
WORDS = {"by", "on", "and", "or", "unless", "ignoring"}
PROMETHEUS = {"up": ("job", "instance")}
"""What Prometheus itself records of every process that it asks."""

TARGET = {"job", "instance"}
"""The labels that Prometheus adds to every sample."""


def series() -> dict[str, tuple[Described, set[str]]]:
    """Every name that a query may have, with its labels."""
    found: dict[str, tuple[Described, set[str]]] = {}
    for one in METRICS:
        labels = {*one.labels} | TARGET
        if one.kind == "histogram":
            found |= {f"{one.name}_{part}": (one, labels) for part in ("sum", "count")}
            found[f"{one.name}_bucket"] = (one, labels | {"le"})
        else:
            found[one.name] = (one, labels)
    return found


SERIES = series()


def panels() -> list[dict[str, Any]]:
    read: list[dict[str, Any]] = json.loads(DASHBOARD.read_text(encoding="utf-8"))["panels"]
    return read


def rules() -> list[dict[str, Any]]:
    return [rule for group in yaml.safe_load(ALERTS.read_text(encoding="utf-8"))["groups"] for rule in group["rules"]]


def queries() -> Iterator[Any]:
    for panel in panels():
        for target in panel["targets"]:
            yield pytest.param(target["expr"], id=f"{panel['title']} {target['refId']}")
    for rule in rules():
        yield pytest.param(rule["expr"], id=rule["alert"])
    [variable] = [
        one for one in json.loads(DASHBOARD.read_text(encoding="utf-8"))["templating"]["list"] if one["type"] == "query"
    ]
    yield pytest.param(variable["query"]["query"].replace(", instance", ""), id="instances")


def faults(query: str) -> list[str]:
    """What a query names that there is not; PromQL read roughly."""
    found = [
        f"{opening} and {closing}"
        for opening, closing in ("()", "{}", "[]")
        if query.count(opening) != query.count(closing)
    ]
    bare = re.sub(r"\[[^\]]*\]", "", query)
    grouped = {name.strip() for names in re.findall(r"\bby\s*\(([^)]*)\)", bare) for name in names.split(",")}
    bare = re.sub(r"\bby\s*\([^)]*\)", "", bare)
    named: set[str] = set()
    for name, selector in re.findall(r"([a-zA-Z_:][\w:]*)\s*(\{[^}]*\})?", re.sub(r'"[^"]*"(?![^{]*\})', "", bare)):
        if name in FUNCTIONS | WORDS:
            continue
        if name not in SERIES and name not in PROMETHEUS:
            found.append(f"no metric {name}")
            continue
        described, labels = SERIES.get(name, (None, set(PROMETHEUS.get(name, ()))))
        named |= labels
        for label, operator, text in re.findall(r'(\w+)\s*(=~|!~|!=|=)\s*"([^"]*)"', selector):
            if label not in labels:
                found.append(f"{name} has no label {label}")
            elif described and label in described.values:
                values = text.split("|") if "~" in operator else [text]
                found += [f"{label} is never {one}" for one in values if one not in described.values[label]]
    return found + [f"nothing has the label {label}" for label in grouped - named]


@pytest.mark.parametrize("query", list(queries()))
def test_a_query_names_only_what_there_is(query: str) -> None:
    assert faults(query) == []


@pytest.mark.parametrize(
    ("query", "fault"),
    [
        ("rate(burnfit_month_total[5m])", "no metric burnfit_month_total"),
        ('burnfit_months_total{result="done"}', "burnfit_months_total has no label result"),
        ('burnfit_months_total{outcome=~"done|lost"}', "outcome is never lost"),
        ("sum by (agent) (burnfit_months_total)", "nothing has the label agent"),
        ("sum(burnfit_months_total", "( and )"),
        ("rate(burnfit_month_seconds[5m])", "no metric burnfit_month_seconds"),
    ],
)
def test_a_wrong_query_is_found(query: str, fault: str) -> None:
    assert faults(query) == [fault]


@pytest.mark.parametrize("rule", rules(), ids=lambda rule: rule["alert"])
def test_an_alert_says_what_to_do(rule: dict[str, Any]) -> None:
    assert re.fullmatch(r"Burnfit[A-Za-z]+", rule["alert"])
    assert rule["labels"]["severity"] in {"page", "ticket"}
    summary = rule["annotations"]["summary"]
    assert len(summary.split(". ")) > 1 or ";" in summary, "what is wrong, and what to do"
    assert re.search(r"\b(see|ask|add|look|set|run|give|lower|has)\b", summary, re.IGNORECASE)
    named = set(re.findall(r"\$labels\.(\w+)", summary))
    grouped = re.search(r"\bby\s*\(([^)]*)\)", rule["expr"])
    assert named <= ({one.strip() for one in grouped[1].split(",")} if grouped else TARGET)


def test_the_panels_have_their_own_numbers_and_places() -> None:
    assert len({panel["id"] for panel in panels()}) == len(panels())
    assert len({(panel["gridPos"]["x"], panel["gridPos"]["y"]) for panel in panels()}) == len(panels())


def test_every_metric_of_ours_is_on_the_dashboard() -> None:
    shown = " ".join(target["expr"] for panel in panels() for target in panel["targets"])
    assert [one.name for one in METRICS if one.name.startswith("burnfit_") and one.name not in shown] == []


def test_the_page_has_the_table_of_metrics() -> None:
    assert markdown() in text_of(ROOT / "docs" / "operations.md")


def test_labels_with_few_values_are_labels_of_their_metric() -> None:
    assert [one.name for one in METRICS if not set(one.values) <= set(one.labels)] == []
