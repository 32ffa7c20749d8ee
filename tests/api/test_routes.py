"""The routes' good answers."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from agents import CORE, registry
from program.month.routine import Routine
from program.schema import RoutineRequest
from tests.api.conftest import EXAMPLES, MakeClient
from tests.graph.toys import Toy

RATE_FIELDS = [
    "program",
    "init_weight_rate",
    "increase_rate_week",
    "increase_rate_set",
    "deloading_rate",
    "weekly_weight_increase_plan",
]
CLASSIC_REPS = [["5", "5", "5+"], ["3", "3", "3+"], ["5", "3", "1+"], ["5", "5", "5"]]
FIVES = [["5", "5", "5"]] * 4
WITH_PLUS_SETS = {"4"}
"""Examples of performance or strength after the first months: the others do fives alone."""


def classic_text(reps: list[list[str]], init: int, week: int, step: int, deload: int) -> str:
    """The first system's text, written here from its description."""
    starts = [init, init + week, init + 2 * week, deload]
    return "\n".join(
        f"Week{number}\n" + "".join(f"SET{k + 1} {start + k * step}%x{week_reps[k]}\n" for k in range(3))
        for number, (start, week_reps) in enumerate(zip(starts, reps, strict=True), start=1)
    )


@pytest.mark.parametrize("name", sorted(EXAMPLES))
def test_the_month_of_each_example(make_client: MakeClient, name: str) -> None:
    answered = make_client(EXAMPLES[name]).post("/routine", json=EXAMPLES[name])
    assert answered.status_code == 200
    assert answered.headers["content-type"] == "application/json"
    month = Routine.model_validate_json(answered.content)
    assert len(month.weeks) == 4
    assert {len(week.days) for week in month.weeks} == {RoutineRequest.model_validate(EXAMPLES[name]).days}
    assert {agent: one.source for agent, one in month.provenance.items()} == {"task1": "model", "task2": "model"}
    assert list(answered.json()) == [
        "run_id",
        "training_max",
        "plan",
        "weeks",
        "constraints",
        "notes",
        "provenance",
        "carry",
    ]


@pytest.mark.parametrize("name", sorted(EXAMPLES))
def test_the_rates_in_the_first_systems_shape(make_client: MakeClient, name: str) -> None:
    answered = make_client(EXAMPLES[name]).post("/gen/routine/rate", json=EXAMPLES[name])
    assert answered.status_code == 200
    plan = answered.json()
    assert list(plan) == RATE_FIELDS
    assert plan["program"] == "5/3/1 프로그램"
    rates = [plan[field] for field in RATE_FIELDS[1:5]]
    assert all(type(rate) is int for rate in rates)
    reps = CLASSIC_REPS if name in WITH_PLUS_SETS else FIVES
    assert plan["weekly_weight_increase_plan"] == classic_text(reps, *rates)


def test_the_rates_text_of_5s_pro_promises_no_plus_sets(make_client: MakeClient, example: dict[str, Any]) -> None:
    answer = {
        "training_max_rate": 85,
        "init_weight_rate": 65,
        "increase_rate_week": 5,
        "increase_rate_set": 10,
        "deloading_rate": 40,
        "scheme": "5s PRO",
    }
    client = make_client(script={"task1": [json.dumps(answer)]})
    plan = client.post("/gen/routine/rate", json=example).json()
    assert plan["weekly_weight_increase_plan"] == (
        "Week1\nSET1 65%x5\nSET2 75%x5\nSET3 85%x5\n\n"
        "Week2\nSET1 70%x5\nSET2 80%x5\nSET3 90%x5\n\n"
        "Week3\nSET1 75%x5\nSET2 85%x5\nSET3 95%x5\n\n"
        "Week4\nSET1 40%x5\nSET2 50%x5\nSET3 60%x5\n"
    )


def test_a_press_far_heavier_than_the_deadlift_is_accepted_with_a_note(
    make_client: MakeClient, example: dict[str, Any]
) -> None:
    ordinary = make_client(example).post("/routine", json=example).json()["notes"]
    example["rm_weight"] |= {"over_head_press": 200, "dead_lift": 60}
    answered = make_client(example).post("/routine", json=example)
    assert answered.status_code == 200
    assert set(answered.json()["notes"]) - set(ordinary)


def test_the_documentation_has_the_examples_filled_in_and_the_problems(make_client: MakeClient) -> None:
    client = make_client()
    assert client.get("/docs").status_code == 200
    paths = client.get("/openapi.json").json()["paths"]
    for route in ("/routine", "/gen/routine/rate"):
        post = paths[route]["post"]
        examples = post["requestBody"]["content"]["application/json"]["examples"]
        assert {name: one["value"] for name, one in examples.items()} == EXAMPLES
        assert {"400", "413", "415", "422", "502", "503"} <= set(post["responses"])
        for status, response in post["responses"].items():
            assert list(response["content"]) == ["application/json" if status == "200" else "application/problem+json"]


def test_the_five_example_files_hold_the_required_fields_only() -> None:
    assert sorted(EXAMPLES) == ["1", "2", "3", "4", "5"]
    assert all(set(body) == {"experience", "gender", "purpose", "rm_weight"} for body in EXAMPLES.values())
    assert (Path(__file__).parents[2] / "examples" / "1.json").read_text(encoding="utf-8").endswith("}\n")


def test_the_documentation_names_the_agents_that_run(make_client: MakeClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registry, "AGENTS", (*CORE, Toy("toy")))
    document = make_client(agents=None).get("/openapi.json").json()
    month = document["components"]["schemas"]["Routine"]["properties"]
    assert month["extras"]["properties"]["toy"]["properties"] == {"value": {"title": "Value", "type": "integer"}}
    assert month["weeks"]["items"]["$ref"].removeprefix("#/components/schemas/") in document["components"]["schemas"]
    [node] = document["paths"]["/graph/nodes/{node}"]["post"]["parameters"]
    assert node["schema"]["enum"] == ["intake", "task1", "task2", "toy", "validate", "compose"]


def test_the_documentation_knows_whatever_it_refers_to(make_client: MakeClient) -> None:
    client = make_client(agents=("task1", "task2", "coach_note"))
    document = client.get("/openapi.json").json()
    referred = set(re.findall(r'"#/components/schemas/([^"]+)"', json.dumps(document)))
    assert referred <= document["components"]["schemas"].keys()
    assert list(document["components"]["schemas"]["Routine"]["properties"]["extras"]["properties"]) == ["coach_note"]


def test_every_field_of_a_body_is_described(make_client: MakeClient) -> None:
    document = make_client().get("/openapi.json").json()
    schemas = document["components"]["schemas"]
    bodies = [
        method["requestBody"]
        for path in document["paths"].values()
        for method in path.values()
        if "requestBody" in method
    ]
    waiting = set(re.findall(r"#/components/schemas/(\w+)", json.dumps(bodies)))
    seen: set[str] = set()
    while waiting:
        name = waiting.pop()
        seen.add(name)
        waiting |= set(re.findall(r"#/components/schemas/(\w+)", json.dumps(schemas[name]))) - seen
        bare = [field for field, about in schemas[name]["properties"].items() if not about.get("description")]
        assert bare == [], name
    assert {"RoutineRequest", "LifterRequest", "RmWeight", "RepMax"} < seen
