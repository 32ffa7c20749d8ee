"""Asks the service what its OpenAPI document allows and forbids, and holds every answer against the document."""

from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any, Final
from uuid import uuid4

import schemathesis
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis.errors import Unsatisfiable
from schemathesis.checks import CheckFunction
from schemathesis.config import ChecksConfig, ProjectConfig, ProjectsConfig, SchemathesisConfig
from schemathesis.core.failures import FailureGroup
from schemathesis.core.result import Ok
from schemathesis.core.transport import Response
from schemathesis.generation import GenerationMode
from schemathesis.generation.case import Case
from schemathesis.schemas import APIOperation
from schemathesis.specs.openapi.checks import positive_data_acceptance

from bench.fuzz_service import SHOWN, Asked, Finding, Fuzzed

_REFUSED: Final = (400, 401, 403, 404, 405, 406, 409, 413, 415, 422, 428, 429)
"""Statuses that refuse a request. To those that schemathesis knows 413 is added: a body that is too long is refused
before its fields are read."""

_NOT_IN_A_SCHEMA: Final[Mapping[str, str]] = {
    "POST /log": "any bytes are a file; only some are a log",
    "POST /export": "a month's parts have to fit together, as those of a month that the service made do",
    "POST /graph/nodes/{node}": "what a state must hold depends on the node in the path",
    "POST /routine/next": "a carry names each lift once, and the changed request is judged together with the old one",
    "GET /runs/{run_id}/state": "which nodes a run came to, and how often, is known by the run alone",
    "POST /runs/{run_id}/replay": "which nodes a run came to is known by the run; changes are judged with the rest",
}
"""Operation -> why a request that fits its JSON schema can still be refused: the check that none is does not fit it."""

_BETWEEN_FIELDS: Final = ("block", "past")
"""Fields of a request with rules between their parts that JSON Schema cannot say: a programme begins before its later
months, and each lift is named once."""

_SLOW: Final = "POST /export"
"""The operation whose cases take tenths of a second to write: it gets a quarter of the others' share."""


def check_contract(service: Fuzzed, cases: int, number: int = 0) -> Asked:
    """Asks at least `cases` requests, half of them valid.

    Args:
        service: What is asked.
        cases: How many requests.
        number: Of the random choices; the same number asks the same.
    """
    asked = Asked()
    checks = ChecksConfig.from_dict({"negative_data_rejection": {"expected-statuses": list(map(str, _REFUSED))}})
    config = SchemathesisConfig(seed=number, projects=ProjectsConfig(default=ProjectConfig(checks=checks)))
    schema = schemathesis.openapi.from_asgi("/openapi.json", service.app, config=config)
    operations: list[APIOperation[Any, Any, Any, Any]] = [
        found.ok() for found in schema.get_all_operations() if isinstance(found, Ok)
    ]
    share = -(-cases // (2 * len(operations)))
    for operation in operations:
        for case in islice(_listed(operation), share if operation.label != _SLOW else share // 4):
            _ask(service, case, asked)
    drawn = [(operation, mode) for operation in operations for mode in GenerationMode]
    while drawn and asked.cases < cases:
        share = -(-(cases - asked.cases) // len(drawn))
        number += 1
        drawn = [(one, mode) for one, mode in drawn if _draw(service, one, mode, share, number, asked)]
    return asked


def _listed(operation: APIOperation[Any, Any, Any, Any]) -> Iterator[Case[Any]]:
    """Cases that stand for each rule of the operation's schema: the ends of ranges, a missing field, a wrong type."""
    generation = operation.schema.config.generation_for(operation=operation, phase="coverage")
    cases: Iterator[Case[Any]] = operation.schema.iter_coverage_cases(
        operation, generation_modes=list(GenerationMode), generation_config=generation
    )
    return cases


def _draw(
    service: Fuzzed,
    operation: APIOperation[Any, Any, Any, Any],
    mode: GenerationMode,
    share: int,
    number: int,
    asked: Asked,
) -> bool:
    """Asks random cases; returns whether there are more of them."""
    before, most = asked.cases, max(share // 4, 1) if operation.label == _SLOW else share

    @seed(number)
    @settings(
        max_examples=most,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy(generation_mode=mode))
    def ask(case: Case[Any]) -> None:
        _ask(service, case, asked)

    try:
        ask()
    except Unsatisfiable:  # an operation without parameters cannot be asked wrongly
        return False
    return asked.cases - before >= most


def _ask(service: Fuzzed, case: Case[Any], asked: Asked) -> None:
    if case.meta is not None and case.meta.generation.mode.is_positive:
        if "run_id" in (case.path_parameters or {}) and case.method != "DELETE":  # the run is needed for other cases
            case.path_parameters["run_id"] = service.month["run_id"]
        if "Idempotency-Key" in (case.headers or {}):  # a second body under one key is refused
            case.headers["Idempotency-Key"] = uuid4().hex
    failed = len(service.app.failures)
    answer = case.call(session=service.client)
    asked.cases += 1
    label, text = case.operation.label, answer.content[:SHOWN].decode(errors="replace")
    problems = [("The app has failed", failure) for failure in service.app.failures[failed:]]
    try:
        case.validate_response(answer, excluded_checks=list(_unfitting(label, answer)))
    except FailureGroup as group:
        problems += [(getattr(one, "title", ""), str(one)) for one in group.exceptions]
    for title, message in problems:
        asked.findings.append(Finding(label, title, message, case.as_curl_command(), text))


def _unfitting(label: str, answer: Response) -> Iterator[CheckFunction]:
    """The checks that do not fit an answer."""
    if label in _NOT_IN_A_SCHEMA or (answer.status_code == 422 and _between_fields(answer.json())):
        yield positive_data_acceptance


def _between_fields(problem: Mapping[str, Any]) -> bool:
    """Whether a problem is of `_BETWEEN_FIELDS`, or of an exercise that the catalogue does not have, alone."""
    return all(
        error["msg"].startswith("swap.") or any(name in error["loc"] for name in _BETWEEN_FIELDS)
        for error in problem["errors"]
    )
