"""The coach policy: what a good coach would decide, as code.

It writes the answers that the adapters learn from, and answers when the model's attempts are used up. docs/coaching.md
gives the reasons, and each rule names its source.
"""

from program.coach.choices import choices, turn
from program.coach.plan import weight_plan
from program.coach.week import splits, templates, week_choice

__all__ = ["choices", "splits", "templates", "turn", "week_choice", "weight_plan"]
