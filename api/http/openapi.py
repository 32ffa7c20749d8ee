"""What the documentation tells of the agents (their answers in a month, the nodes that run alone) and of keys."""

from typing import Any

from fastapi import FastAPI

from agents import CORE
from agents.registry import agents
from api.http.key_rules import rules_of
from api.http.problems import documented
from graph.single_node import node_names
from service.settings import Settings


def install(app: FastAPI, settings: Settings) -> None:
    """Make the documentation of `app` name the agents of these settings when it is first asked for."""
    general = app.openapi

    def openapi() -> dict[str, Any]:
        if app.openapi_schema is not None:
            return app.openapi_schema
        extras = {agent.name: agent.answer_type for agent in agents(settings.agents) if agent not in CORE}
        document = general()
        schemas = document["components"]["schemas"]
        schemas["Routine"]["properties"]["extras"]["properties"] = {
            name: _with_parts(schemas, answer, f"{name}.") for name, answer in extras.items()
        }
        [node] = document["paths"]["/graph/nodes/{node}"]["post"]["parameters"]
        node["schema"]["enum"] = list(node_names())
        _describe_keys(document)
        return document

    app.openapi = openapi  # type: ignore[method-assign]  # FastAPI's own way to extend it


def _with_parts(schemas: dict[str, Any], answer: Any, prefix: str = "") -> dict[str, Any]:
    """The schema of an answer; what it refers to is put into `schemas`, under names with `prefix` in front."""
    schema: dict[str, Any] = answer.model_json_schema(ref_template=f"#/components/schemas/{prefix}{{model}}")
    for name, part in schema.pop("$defs", {}).items():
        schemas.setdefault(f"{prefix}{name}", part)
    return schema


def _describe_keys(document: dict[str, Any]) -> None:
    """Say of each route which scopes open it, and what a request without a key is answered."""
    document["components"]["securitySchemes"] = {
        "key": {"type": "http", "scheme": "bearer", "description": "A key of `burnfit keys`, once there are keys."}
    }
    refusals = {str(status): answer for status, answer in documented(401, 403, 429).items()}
    for path, operations in document["paths"].items():
        rules = rules_of(path)
        for method, operation in operations.items():
            rule = rules.get(method.upper())
            if rule is None or rule.is_open:
                continue
            operation["responses"] = dict(sorted((refusals | operation["responses"]).items()))
            # One way of them is enough; the empty one holds as long as no key was made.
            operation["security"] = [{}, *({"key": [scope]} for scope in rule.scopes)]
