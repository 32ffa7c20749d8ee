"""Stable codes for what a history lacks; program/wording/histories.py has their sentences."""

from typing import Literal

Reason = Literal[
    "broken_row",
    "cut_off",
    "too_many_cells",
    "missing",
    "unknown_kind",
    "not_a_number",
    "unclear_number",
    "not_whole",
    "negative",
    "no_weight",
    "too_heavy",
    "too_many_reps",
    "unknown_unit",
    "unknown_date",
    "unclear_date",
    "future_date",
    "duplicate",
]
"""Why a row could not be read."""

NoteCode = Literal["kilograms_assumed", "day_first", "month_first", "rpe_left_out"]
"""What was taken to be so in rows that were read.

`kilograms_assumed`: the file names no unit. `day_first`, `month_first`: the order of dates such as 03/04/2026, known
from other dates of the file. `rpe_left_out`: an RPE that is none from 1 to 10.
"""

UnmatchedReason = Literal["not_trained", "below_plan", "beside_plan", "before_month"]
"""Why a planned top set has no set that counts, or a session counts for no planned one.

`not_trained`: no session of the lift in its place. `below_plan`: a session with lighter sets only. `beside_plan`: a
session that the plan does not have, or too light for it. `before_month`: sessions that are older than the month.
"""
