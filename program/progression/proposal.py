"""The proposal: what a training max becomes, by which rule, and what the rule rests on."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Annotated, Final, Literal, get_args

from pydantic import ConfigDict, Field

from program.block import Counters
from program.progression.log import LoggedSet
from program.records import Closed, Lift
from program.units import WeightUnit

Rule = Literal[
    "nothing_logged",
    "forecast",
    "lift_spared",
    "lift_replaced",
    "month_careful",
    "plates_short",
    "weeks_away",
    "test_passed",
    "test_close",
    "test_low",
    "test_failed",
    "first_miss",
    "stall",
    "plus_set_met",
    "top_set_met",
    "cycle_unfinished",
    "estimate_low",
    "five_cycles_up",
    "reported",
]
"""The rule that decided; `program.progression.table` tells when each one holds. `reported`: the lifter's report asks
for something more careful than the table."""
RULES: tuple[Rule, ...] = get_args(Rule)

Advice = Literal["test", "start_back", "fresh_records", "finish_cycle"]
"""What to do beside the training max: `test` it in week 4 of the next month; `start_back`, begin one or two weeks
earlier in the cycle; `fresh_records`, give new records first; `finish_cycle`, do the missed session next."""

_FORWARD_AND_BACK: Final = "jimwendler.com, The Training Max: What You Need to Know (five forward, three back)"
_OWN: Final = "our choice: a missing signal is no evidence of progress"

SOURCES: Final[Mapping[Rule, str]] = MappingProxyType(
    {
        "nothing_logged": _OWN,
        "forecast": "our choice, after Wendler, 5/3/1 Forever p. 17-18: a step after every completed cycle",
        "lift_spared": _OWN,
        "lift_replaced": _OWN,
        "plates_short": _OWN,
        "month_careful": "our choice: after a careful month a doctor's word comes before heavier weights",
        "weeks_away": "t-nation.com, thread 221584 (Wendler)",
        "test_passed": "Wendler, 5/3/1 Forever p. 20-21; t-nation.com, thread 235856",
        "test_close": "Wendler, 5/3/1 Forever p. 20-21; t-nation.com, thread 230813",
        "test_low": "Wendler, 5/3/1 Forever p. 21, 23; t-nation.com, thread 253145",
        "test_failed": "our choice, after t-nation.com, thread 230813 (Wendler)",
        "first_miss": "Wendler, 5/3/1 2nd ed. p. 33; t-nation.com, thread 236783",
        "stall": _FORWARD_AND_BACK,
        "plus_set_met": "Wendler, 5/3/1 2nd ed. p. 23-24, 30",
        "top_set_met": "Wendler, 5/3/1 2nd ed. p. 23-24, 30; 5/3/1 Forever p. 17-18",
        "cycle_unfinished": "t-nation.com, thread 239001 (Wendler): a cycle is complete when its sessions are done",
        "estimate_low": "jimwendler.com, Building Strength and the Training Max",
        "five_cycles_up": _FORWARD_AND_BACK,
        "reported": "our choice: a lifter's own words can make the table's proposal more careful, never bolder",
    }
)
"""Each rule's source by title and page."""

BOOK_RESET: Final = "Wendler, 5/3/1 2nd ed. p. 31"
"""The source of the two other ways to reset after a stall."""


class Proposal(Closed):
    """What the training max of a lift becomes. It holds when the caller sends it back, never by itself."""

    model_config = ConfigDict(validate_by_name=True, validate_by_alias=True, serialize_by_alias=True)

    lift: Lift
    """The main lift."""
    from_kg: Annotated[float, Field(gt=0, alias="from")]
    """The training max as it is, in kg; in JSON `from`."""
    to_kg: Annotated[float, Field(gt=0, alias="to")]
    """The training max as it becomes, in kg, two decimals in `unit`, not rounded to plates; in JSON `to`."""
    unit: WeightUnit = Field(default="kg", exclude_if=lambda unit: unit == "kg")
    """What the request is given in; left out: kg."""
    rule: Rule
    """The rule that decided."""
    source: str
    """Where the rule comes from: title and page."""
    evidence: tuple[LoggedSet, ...]
    """The logged sets that the proposal rests on: those under their minimum first, then in the order of the weeks.
    Empty: it rests on none."""
    counters: Counters
    """The lift's counts after the month."""
    advice: Advice | None = None
    """What else to do; null: nothing."""
    words: str | None = None
    """What the lifter says of the lift, in the words of the report; null: nothing."""
