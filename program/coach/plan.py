"""Task1 of the coach policy: the weight-increase plan. docs/coaching.md gives the reasons at length."""

from program.lifter import balance
from program.schema import Goal, Level, LifterRequest, WeightPlan

LED_BY_WEIGHT = (Goal.STRENGTH, Goal.MUSCLE, Goal.PERFORMANCE)
"""Goals that heavy weights lead to; for the others they are one means among several."""


def weight_plan(request: LifterRequest) -> WeightPlan:
    """How heavy to start and how fast to add.

    - Training max: 80 % of the 1RM in the first months, 85 % in the first year, then 90 % for strength, muscle and
      performance (*5/3/1*: 90; *Forever* p. 20–21: 85–90, less for the new and for those strong enough to compete).
      Records out of proportion take off 5 points, not below 80, because one of them is probably wrong.
    - First set: 55 % in the first months, 60 % in the first year, then 65 % (canonical); 60 % for endurance and health.
    - Step: 5 points a week (canonical). 10 points a set (canonical), but 5 in the first months and, in the first year,
      for goals other than strength, muscle and performance: technique is learned with weights that can be repeated.
    - Deload: from 40 % (canonical), from 35 % when losing weight, because an energy deficit slows recovery.
    - Scheme: 5s PRO (*Forever*) without plus sets for a beginner whose goal is not strength, muscle or performance.
    """
    level, goal = request.experience, request.purpose
    heavy = goal in LED_BY_WEIGHT
    if level == Level.FIRST_MONTHS:
        training_max = 80
    elif level == Level.FIRST_YEAR or not heavy or (level == Level.COMPETITOR and goal != Goal.STRENGTH):
        training_max = 85
    else:
        training_max = 90
    if balance.lopsided(request):
        training_max = max(80, training_max - 5)
    first_set = {Level.FIRST_MONTHS: 55, Level.FIRST_YEAR: 60}
    start = first_set.get(level, 60 if goal in (Goal.ENDURANCE, Goal.HEALTH) else 65)
    learning = level == Level.FIRST_MONTHS or (level == Level.FIRST_YEAR and not heavy)
    return WeightPlan(
        training_max_rate=training_max,
        init_weight_rate=start,
        increase_rate_week=5,
        increase_rate_set=5 if learning else 10,
        deloading_rate=35 if goal == Goal.LOSE_WEIGHT else 40,
        scheme="5s PRO" if level == Level.FIRST_MONTHS and not heavy else "5/3/1",
    )
