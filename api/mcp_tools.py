"""The tools of the MCP server: what each one takes, and what it answers as text and as JSON."""

import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal

from pydantic import BaseModel, model_validator

from api.http.worker_pool import WorkerPool
from api.month_summary import PROGRAM, summary
from program.month.routine import Plan, Routine
from program.schema import Closed, Language, LifterRequest, RoutineRequest, WeightPlan
from program.wording.explanation import Explanation, explain


@dataclass(frozen=True)
class ToolAnswer:
    """What a tool answers."""

    text: str
    """For the language model to read."""
    structured: dict[str, Any]
    """As the tool's output schema says."""


class _Arguments(Closed):
    """Arguments of a tool. Reads a mistake that language models often make: JSON text in place of the JSON itself."""

    @model_validator(mode="before")
    @classmethod
    def _read_json_texts(cls, arguments: Any) -> Any:
        if not isinstance(arguments, dict):
            return arguments
        return {name: value if name == "request" else _read(value) for name, value in arguments.items()}


def _read(value: Any) -> Any:
    """The object or list that `value` holds as JSON text, or else `value`."""
    if not (isinstance(value, str) and value.lstrip().startswith(("{", "["))):
        return value
    try:
        return json.loads(value)
    except (ValueError, RecursionError):
        return value


class LifterArguments(_Arguments, LifterRequest):
    """Arguments of `weight_plan`."""


class MonthArguments(_Arguments, RoutineRequest):
    """Arguments of `generate_routine`."""

    weeks: tuple[Literal[1, 2, 3, 4], ...] | None = None
    """The weeks to return in full, for example [1]; absent: all four. The text summary does not depend on it."""

    @model_validator(mode="before")
    @classmethod
    def _list_of_one(cls, arguments: Any) -> Any:
        """One value, or words with commas between, where a list is expected."""
        if not isinstance(arguments, dict):
            return arguments
        equipment, weeks = arguments.get("equipment"), arguments.get("weeks")
        changes: dict[str, Any] = {}
        if isinstance(equipment, str) and not equipment.lstrip().startswith("["):
            changes["equipment"] = [kind.strip() for kind in equipment.split(",")]
        if isinstance(weeks, int):
            changes["weeks"] = [weeks]
        return arguments | changes

    def routine_request(self) -> RoutineRequest:
        """The request for the whole month."""
        return RoutineRequest.model_validate(self.model_dump(exclude={"weeks"}))


class PlanArguments(_Arguments, WeightPlan):
    """Arguments of `explain_plan`: a plan as the other tools answer it, and the language of the explanation."""

    language: Language = "ko"
    """Language of the explanation: ko (Korean) or en (English)."""
    program: str | None = None
    """The plan's name, as the other tools answer it; not used."""
    weekly_weight_increase_plan: str | None = None
    """The plan's sets as text, as the other tools answer it; not used."""


async def _generate_routine(pool: WorkerPool, arguments: MonthArguments) -> ToolAnswer:
    request = arguments.routine_request()
    month = await pool.call(lambda service, cancelled: service.routine(request, cancelled))
    structured = month.model_dump(mode="json")
    structured["plan"]["program"] = PROGRAM[request.language]
    if arguments.weeks is not None:
        structured["weeks"] = [week for week in structured["weeks"] if week["week"] in arguments.weeks]
    return ToolAnswer(summary(month, request.language), structured)


async def _weight_plan(pool: WorkerPool, request: LifterArguments) -> ToolAnswer:
    plan = await pool.call(lambda service, cancelled: service.weight_plan(request, cancelled))
    language = RoutineRequest.model_validate(request.model_dump()).language
    structured = plan.model_dump(mode="json") | {"program": PROGRAM[language]}
    return ToolAnswer(json.dumps(structured, ensure_ascii=False), structured)


async def _explain_plan(_: WorkerPool, plan: PlanArguments) -> ToolAnswer:
    explanation = explain(plan, plan.language)
    return ToolAnswer(explanation.text, explanation.model_dump(mode="json"))


@dataclass(frozen=True)
class Tool:
    """A tool of the server."""

    description: str
    arguments: type[BaseModel]
    answer: type[BaseModel]
    """Its JSON schema is the tool's output schema."""
    run: Callable[[WorkerPool, Any], Awaitable[ToolAnswer]]

    def output_schema(self) -> dict[str, Any]:
        """The schema of the structured answer, in which a plan's name may be in English, too."""
        schema = self.answer.model_json_schema(mode="serialization")
        for part in (schema, *schema.get("$defs", {}).values()):
            if "program" in part.get("properties", {}):
                part["properties"]["program"] = {"enum": list(PROGRAM.values()), "type": "string"}
        return schema


TOOLS: Final[Mapping[str, Tool]] = {
    "generate_routine": Tool(
        "One month of 5/3/1 strength training: every session's sets with their weights in kg (or lb), the assistance "
        "exercises, and the coach's notes. Only experience, gender, purpose and rm_weight are required. request takes "
        "what the lifter says in their own words, in Korean or English (a sore joint, a focus, no lunges …). The text "
        "is a summary with week 1; the structured answer has every week, or those in weeks. "
        "Without a seed, the same request always gets the same month.",
        MonthArguments,
        Routine,
        _generate_routine,
    ),
    "weight_plan": Tool(
        "How heavy to start and how fast to add weight: the rates of 5/3/1 for this lifter, without a month of "
        "sessions. training_max_rate is percent of the 1RM; the other rates are percent of the training max.",
        LifterArguments,
        Plan,
        _weight_plan,
    ),
    "explain_plan": Tool(
        "What each rate of a weight-increase plan means, and the sets of its four weeks, in Korean (ko) or English "
        "(en). Takes a plan as weight_plan answers it, or the plan of a month.",
        PlanArguments,
        Explanation,
        _explain_plan,
    ),
}
