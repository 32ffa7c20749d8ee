"""What the coach tells the lifter beside the numbers: what was done and why, in the language that they wrote in."""

import tomllib
from collections.abc import Mapping
from importlib.resources import files
from typing import Any

from program import labels
from program.balance import lopsided, weak_lift
from program.compose import Month
from program.schema import RoutineRequest, WeekTemplate, WeightPlan
from program.splits import SPLITS
from program.supplemental import SUPPLEMENTAL

_TEXTS: Mapping[str, Any] = tomllib.loads(files("program").joinpath("notes.toml").read_text(encoding="utf-8"))


def notes_for(
    request: RoutineRequest, plan: WeightPlan, week: WeekTemplate, month: Month, sources: Mapping[str, str]
) -> list[str]:
    """The notes to a month, most important first.

    Args:
        request: Whose month it is; its language is the notes'.
        plan: Task1's answer.
        week: Task2's answer.
        month: What was composed from them.
        sources: `model` or `coach` by agent.
    """
    language = request.language
    text = _TEXTS[language]
    notes = [text["training_max"].format(rate=plan.training_max_rate), text["purpose"][str(request.purpose)]]
    if lopsided(request):
        notes.append(text["lopsided"])
    if request.rm_weight.one_rep_max("over_head_press") > 1.2 * request.rm_weight.one_rep_max("dead_lift"):
        notes.append(text["odd_press"])
    if weak := weak_lift(request):
        first = weak in SPLITS[request.days][week.split][0]
        reason = text["weak_first" if first else "weak_assistance"]
        notes.append(text["weak"].format(lift=labels.LIFT[language][weak], help=reason))
    notes.append(text["amrap" if plan.scheme == "5/3/1" else "pro"])
    notes.append(text["deload"])
    if cut := _left_out(week, month):
        what = ", ".join(text[kind] for kind in cut)
        notes.append(text["cut"].format(minutes=request.session_minutes, what=what))
    if _lighter_than_bar(request, month):
        notes.append(text["bar"].format(bar=request.bar_kg))
    if "barbell" not in request.available:
        notes.append(text["no_barbell"])
    notes += [text["coach"].format(agent=agent) for agent, source in sources.items() if source == "coach"]
    notes.append(text["next"])
    return notes


def _left_out(week: WeekTemplate, month: Month) -> list[str]:
    """What the week template asked for and week 1 to 3 do not hold in full."""
    wanted = SUPPLEMENTAL[week.supplemental].sets
    left_out: set[str] = set()
    for trained in month.weeks[:3]:
        for day, asked in zip(trained.days, week.days, strict=True):
            if sum(one.sets for one in day.accessories) < sum(one.sets for one in asked):
                left_out.add("assistance")
            if sum(len(lift.sets) for lift in day.supplemental) < wanted * len(day.main):
                left_out.add("supplemental")
            if any(sum(one.kind == "warmup" for one in lift.sets) < 2 for lift in day.main):
                left_out.add("warmup")
    return [kind for kind in ("assistance", "supplemental", "warmup") if kind in left_out]


def _lighter_than_bar(request: RoutineRequest, month: Month) -> bool:
    return any(
        one.rate * month.training_max[lift.lift] / 100 < request.bar_kg
        for trained in month.weeks
        for day in trained.days
        for lift in day.main
        for one in lift.sets
    )
