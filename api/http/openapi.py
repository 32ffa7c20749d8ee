"""What the documentation tells of the agents: their answers in a month, and the nodes that can be run alone."""

from typing import Any

from fastapi import FastAPI

from agents import CORE
from agents.registry import agents
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
        return document

    app.openapi = openapi  # type: ignore[method-assign]  # FastAPI's own way to extend it


def _with_parts(schemas: dict[str, Any], answer: Any, prefix: str = "") -> dict[str, Any]:
    """The schema of an answer; what it refers to is put into `schemas`, under names with `prefix` in front."""
    schema: dict[str, Any] = answer.model_json_schema(ref_template=f"#/components/schemas/{prefix}{{model}}")
    for name, part in schema.pop("$defs", {}).items():
        schemas.setdefault(f"{prefix}{name}", part)
    return schema
