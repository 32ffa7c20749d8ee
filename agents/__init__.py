"""The agents, in the order in which they run. To add one: write its file, and name it here."""

from typing import Any

from agents.agent import ModelAgent
from agents.intake import Intake
from agents.task1 import Task1
from agents.task2 import Task2

AGENTS: tuple[ModelAgent[Any], ...] = (Intake(), Task1(), Task2())
