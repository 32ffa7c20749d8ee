"""What the agents' JSON schemas are put together from."""

from typing import Any


def closed(properties: dict[str, Any]) -> dict[str, Any]:
    """An object of exactly these properties, in their order: name -> JSON schema."""
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def items(*schemas: dict[str, Any]) -> dict[str, Any]:
    """A list with one item for each of the schemas, in their order."""
    return {
        "type": "array",
        "prefixItems": list(schemas),
        "items": False,
        "minItems": len(schemas),
        "maxItems": len(schemas),
    }
