"""Task1 of the coach policy: the weight-increase plan. docs/coaching.md gives the reasons at length."""

from program.lifter import balance
from program.month.rules import PRO_TRAINING_MAX
from program.schema import Goal, Level, LifterRequest, Role, Scheme, WeightPlan

LED_BY_WEIGHT = (Goal.STRENGTH, Goal.PERFORMANCE)
"""Goals that heavy weights lead to; for the others they are one means among several."""


def weight_plan(request: LifterRequest, role: Role = "original") -> WeightPlan:
    """How heavy to start and how fast to add.

    - Scheme: 5s PRO, no plus sets, in the first months, for muscle (its supplemental work is hard: *Forever* pairs the
      two), for health, for goals not led by weight in the first year, and in every leader; plus sets otherwise, and in
      every anchor after the first months (*Forever* p. 17-18).
    - Training max: 80 % of the 1RM in the first months, 90 % for strength and performance after the first year
      (*5/3/1*: 90), 85 % otherwise (*Forever* p. 20-21: 85-90, less for the new and for those strong enough to
      compete) and always with 5s PRO. Records out of proportion take off 5 points, not below 80: one of them is
      probably wrong.
    - First set: 65 %, steps of 10 points a set and 5 a week (canonical); 60 % for endurance and health after the first
      months: weights that can be repeated.
    - Deload: from 40 % (canonical), from 35 % when losing weight, because an energy deficit slows recovery.

    Args:
        request: Whose plan it is.
        role: The month's part in a block of months.
    """
    level, goal = request.experience, request.purpose
    first_months = level == Level.FIRST_MONTHS
    scheme = _scheme(level, goal, role)
    if first_months:
        training_max = 80
    elif (
        level == Level.FIRST_YEAR or goal not in LED_BY_WEIGHT or (level == Level.COMPETITOR and goal != Goal.STRENGTH)
    ):
        training_max = 85
    else:
        training_max = 90
    if scheme == "5s PRO":
        training_max = min(training_max, PRO_TRAINING_MAX)
    if balance.lopsided(request):
        training_max = max(80, training_max - 5)
    gentle = goal in (Goal.ENDURANCE, Goal.HEALTH) and not first_months
    return WeightPlan(
        training_max_rate=training_max,
        init_weight_rate=60 if gentle else 65,
        increase_rate_week=5,
        increase_rate_set=10,
        deloading_rate=35 if goal == Goal.LOSE_WEIGHT else 40,
        scheme=scheme,
    )


def _scheme(level: Level, goal: Goal, role: Role) -> Scheme:
    if level == Level.FIRST_MONTHS or role == "leader":
        return "5s PRO"
    if role == "anchor":
        return "5/3/1"
    learning = level == Level.FIRST_YEAR and goal not in LED_BY_WEIGHT
    return "5s PRO" if learning or goal in (Goal.MUSCLE, Goal.HEALTH) else "5/3/1"
