"""Task2: the week that the month repeats: split, supplemental work, assistance."""

import json
from typing import Any, cast

from pydantic import BaseModel

from agents.agent import Agent, Inputs
from data import coach
from program import assistance, labels
from program.balance import weak_lift
from program.rules import week_errors
from program.schema import EQUIPMENT, RoutineRequest, WeekTemplate, WeightPlan
from program.splits import SPLITS


class Task2(Agent[WeekTemplate]):
    """The request and Task1's plan in; the week template out."""

    name = "task2"
    needs = ("task1",)
    answer_type = WeekTemplate

    def question(self, inputs: Inputs) -> list[str]:
        """Level, sex, goal, days, room for supplemental work, equipment, weak lift, and the plan's rates."""
        request, plan = inputs.request, _plan(inputs)
        weak = weak_lift(request)
        full_gym = request.available == frozenset(EQUIPMENT)
        names = labels.EQUIPMENT_NAME["ko"]
        room = assistance.supplemental_room(request)
        rates = f"{plan.init_weight_rate}/{plan.increase_rate_week}/{plan.increase_rate_set}/{plan.deloading_rate}"
        return [
            f"수준: {request.experience} ({labels.LEVEL['ko'][request.experience]})",
            f"성별: {'여성' if request.female else '남성'}",
            f"목표: {labels.PURPOSE['ko'][request.purpose]}",
            f"주 {request.days}일, 보강 {room}세트까지, 보조 {len(assistance.slots(request))}가지",
            f"장비: {'전부' if full_gym else ', '.join(names[kind] for kind in request.equipment or ())}",
            f"약한 종목: {labels.LIFT['ko'][weak] if weak else '없음'}",
            f"계획: {plan.training_max_rate}% {rates} {plan.scheme}",
        ]

    def schema(self, inputs: Inputs) -> dict[str, Any]:
        """Splits of the request's days, supplemental work for its minutes, exercises for its equipment."""
        request = inputs.request
        slots = [{"type": "string", "pattern": _lines(request, slot)} for slot in assistance.slots(request)]
        day = {"type": "array", "prefixItems": slots, "items": False, "minItems": len(slots), "maxItems": len(slots)}
        properties = {
            "split": {"type": "string", "enum": list(SPLITS[request.days])},
            "supplemental": {"type": "string", "enum": list(assistance.supplementals(request))},
            "days": {"type": "array", "items": day, "minItems": request.days, "maxItems": request.days},
        }
        return {
            "type": "object",
            "properties": properties,
            "required": list(properties),
            "additionalProperties": False,
        }

    def check(self, inputs: Inputs, answer: WeekTemplate) -> list[str]:
        """The rules of the week: its exercises, their volume, and the time that they take."""
        return week_errors(inputs.request, _plan(inputs), answer)

    def fallback(self, inputs: Inputs) -> WeekTemplate:
        """The coach policy's week, drawn with the request's seed."""
        return coach.week_template(inputs.request, inputs.request.seed or 0)

    def completion(self, answer: BaseModel) -> str:
        """JSON without spaces, assistance written as `leg_curl 5x10`."""
        return json.dumps(cast(WeekTemplate, answer).written(), ensure_ascii=False, separators=(",", ":"))


def _plan(inputs: Inputs) -> WeightPlan:
    return cast(WeightPlan, inputs.answers["task1"])


def _lines(request: RoutineRequest, slot: assistance.Slot) -> str:
    """The pattern of a slot's prescriptions: `leg_curl 5x10`."""
    options = assistance.candidates(request, slot)
    schemes = "|".join(f"{sets}x{reps}" for sets, reps in assistance.schemes(request, slot))
    calm = "|".join(exercise.id for exercise in options if exercise.pattern != "jump")
    jumps = "|".join(exercise.id for exercise in options if exercise.pattern == "jump")
    line = f"({calm}) ({schemes})"
    if jumps:
        sets, reps = assistance.JUMP_SCHEME
        line = f"{line}|({jumps}) {sets}x{reps}"
    return f"^({line})$"
