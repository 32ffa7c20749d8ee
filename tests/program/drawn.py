"""Inputs of the programme: the classic plan, and strategies for requests, plans and weeks over their ranges."""

from typing import Any

from hypothesis import strategies as st

from program.exercises.catalogue import CATALOGUE
from program.lifter.brief import Brief
from program.lifter.constraints import Constraints
from program.lifter.obeying import obeyed
from program.month.compose import Month, compose
from program.month.loads import training_maxes_of
from program.month.splits import SPLITS
from program.month.supplemental import SUPPLEMENTAL
from program.schema import CATEGORIES, EQUIPMENT, JOINTS, LIFTS, RoutineRequest, WeekTemplate, WeightPlan

CLASSIC = WeightPlan(
    training_max_rate=90,
    init_weight_rate=65,
    increase_rate_week=5,
    increase_rate_set=10,
    deloading_rate=40,
    scheme="5/3/1",
)
"""The plan of the book: 65, 75 and 85 % in the first week, 5 % more each week."""


def month_of(brief: Brief, plan: WeightPlan, week: WeekTemplate) -> Month:
    """The month with the training maxes that follow from the lifter's records."""
    return compose(brief, plan, week, training_maxes_of(brief, plan.training_max_rate))


_KG = st.integers(1, 6000).map(lambda tenths: tenths / 10) | st.floats(0.01, 600).filter(lambda kg: kg > 0)
_BAR = st.sampled_from([20.0, 15.0, 7.3, 0.1]) | st.integers(1, 5000).map(lambda hundredths: hundredths / 100)
_REP_MAX = st.fixed_dictionaries({"weight_kg": _KG, "reps": st.integers(1, 12)})


def requests(**fixed: Any) -> st.SearchStrategy[RoutineRequest]:
    """Requests; `fixed` fields are not drawn."""
    fields: dict[str, st.SearchStrategy[Any]] = {
        "experience": st.integers(1, 5),
        "gender": st.sampled_from(["남성", "여성", "male", "female"]),
        "purpose": st.integers(1, 6),
        "rm_weight": st.fixed_dictionaries(dict.fromkeys(LIFTS, _KG | _REP_MAX)),
        "days_per_week": st.sampled_from([2, 3, 4]),
        "equipment": st.none() | st.lists(st.sampled_from(EQUIPMENT), min_size=1, unique=True),
        "minutes": st.none() | st.integers(20, 180),
        "smallest_plate_kg": st.sampled_from([0.5, 1, 1.25, 2.5]),
        "bar_kg": _BAR | st.lists(_BAR, min_size=1, max_size=3) | st.dictionaries(st.sampled_from(LIFTS), _BAR),
    }
    drawn = {name: strategy for name, strategy in fields.items() if name not in fixed}
    return st.fixed_dictionaries(drawn).map(lambda body: RoutineRequest.model_validate({**body, **fixed}))


def briefs(**fixed: Any) -> st.SearchStrategy[Brief]:
    """Requests, half of them with joints to spare and main lifts to leave out; `fixed` fields are not drawn."""
    wishes = st.builds(
        Constraints,
        avoid=st.lists(st.sampled_from(JOINTS), max_size=2).map(tuple),
        exclude=st.lists(st.sampled_from(LIFTS), max_size=2).map(tuple),
    )
    return st.builds(obeyed, requests(**fixed), st.just(Constraints()) | wishes)


def plans() -> st.SearchStrategy[WeightPlan]:
    """Every plan that has the right shape, sensible or not."""
    return st.builds(
        WeightPlan,
        training_max_rate=st.integers(70, 90),
        init_weight_rate=st.integers(40, 85),
        increase_rate_week=st.integers(0, 15),
        increase_rate_set=st.integers(0, 15),
        deloading_rate=st.integers(30, 60),
        scheme=st.sampled_from(["5/3/1", "5s PRO"]),
    )


@st.composite
def weeks(draw: st.DrawFn, request: RoutineRequest) -> WeekTemplate:
    """Weeks with one exercise or more of each category in a day, of any sets and reps."""
    brief = request if isinstance(request, Brief) else obeyed(request)
    days = []
    for _ in range(brief.days):
        chosen: list[str] = []
        for category in CATEGORIES:
            ids = [exercise.id for exercise in brief.possible if exercise.category == category]
            ids = ids or [exercise.id for exercise in CATALOGUE.values() if exercise.category == category]
            chosen += draw(st.lists(st.sampled_from(ids), min_size=1, max_size=2, unique=True))
        days.append([f"{name} {draw(st.integers(1, 10))}x{draw(st.integers(1, 30))}" for name in chosen])
    return WeekTemplate.model_validate(
        {
            "split": draw(st.sampled_from(sorted(SPLITS[brief.days]))),
            "supplemental": draw(st.sampled_from(sorted(SUPPLEMENTAL))),
            "days": days,
        }
    )


@st.composite
def decisions(draw: st.DrawFn) -> tuple[Brief, WeightPlan, WeekTemplate]:
    """A brief with a plan and a week for it."""
    brief = draw(briefs())
    return brief, draw(plans()), draw(weeks(brief))
