"""The forms of the developer's page, read from the bodies that browsers send."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlencode

from fastapi import Request
from pydantic import ValidationError

from api.pages.inside_text import differing
from api.pages.posted_form import read_form
from graph.run_store import RunFilter
from graph.single_node import NodeOptions
from program.errors import RequestError
from program.field_errors import field_errors, one_line

LARGEST: Final = 1024 * 1024
"""Bytes of the largest form: a state with every attempt's text, and all its Hangul percent-encoded, is a tenth."""


@dataclass(frozen=True)
class Search:
    """A search in the list of runs."""

    fields: Mapping[str, str]
    """As typed, empty where nothing was."""
    wanted: RunFilter
    before: str | None
    """Only runs that began before the run of this id."""

    def older(self, run_id: str) -> str:
        """The query of the next page, of the runs that began before `run_id`."""
        return urlencode({**self.given, "before": run_id})

    @property
    def given(self) -> Mapping[str, str]:
        """The fields that are not empty."""
        return {name: value for name, value in self.fields.items() if value.strip()}


def search_of(query: Mapping[str, str]) -> Search:
    """The search that the list of runs is asked for.

    Raises:
        RequestError: A field cannot be used; it is named.
    """
    fields = {name: query.get(name, "") for name in RunFilter.model_fields}
    given = {name: value for name, value in fields.items() if value.strip()}
    try:
        return Search(fields, RunFilter.model_validate(given), query.get("before") or None)
    except ValidationError as error:
        raise RequestError(f"a search that cannot be used: {one_line(field_errors(error.errors()))}") from error


def visit_of(query: Mapping[str, str]) -> int:
    """Which visit of a node is meant, from 1; without one, the first.

    Raises:
        RequestError: It is none.
    """
    typed = query.get("visit", "1")
    if not re.fullmatch("[1-9][0-9]{0,3}", typed):
        raise RequestError(f"visit is {typed!r}: expected a number from 1 to 9999")
    return int(typed)


async def form_of(request: Request) -> dict[str, str]:
    """The fields of a form.

    Raises:
        RequestError: It is none.
    """
    return dict(read_form(await request.body()).fields)


def options_of(form: Mapping[str, str]) -> NodeOptions:
    """How a node is to be run alone; a field that is left empty is left out.

    Raises:
        RequestError: An option cannot be used; it is named.
    """
    given = {name: form[name].strip() for name in NodeOptions.model_fields if form.get(name, "").strip()}
    try:
        return NodeOptions.model_validate_strings(given, strict=False)
    except ValidationError as error:
        raise RequestError(f"options that cannot be used: {one_line(field_errors(error.errors()))}") from error


def object_of(text: str, name: str) -> dict[str, Any]:
    """The JSON object in a field.

    Args:
        text: What was typed.
        name: What the page calls it.

    Raises:
        RequestError: It is none.
    """
    try:
        value = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise RequestError(f"{name} is no JSON: {error}") from error
    if not isinstance(value, dict):
        raise RequestError(f"{name} is no JSON object")
    return value


def changes_of(form: Mapping[str, str], recorded: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of the typed request that differ from the recorded one.

    Raises:
        RequestError: It is no JSON object.
    """
    return differing(recorded, object_of(form.get("request", ""), "the request"))
