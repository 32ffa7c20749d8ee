"""The agents, in the order in which they run. To add one: write its file, and name it here."""

from typing import Any

from agents.agent import Agent, ModelAgent
from agents.coach_note import CoachNoteAgent
from agents.conditioning import Conditioning
from agents.intake import Intake
from agents.review import MonthReview
from agents.task1 import Task1
from agents.task2 import Task2

CORE: tuple[ModelAgent[Any], ...] = (Intake(), Task1(), Task2())
"""Those whose models decide every month."""

AGENTS: tuple[Agent[Any], ...] = (MonthReview(), *CORE, Conditioning(), CoachNoteAgent())
"""All of this project; those that are `optional` run only where the settings name them."""
