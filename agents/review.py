"""Review: what a lifter's report on the month before says of each lift and of the month that follows.

The model lists statements. Each is words of the report, a topic and a value: `["허리가 당겼어요","dead_lift","hold"]`.
The topic is a lift, with a choice among what the table allows for it, or something that the whole month needs. A lift
that the report says nothing of has the table's proposal, which no choice is bolder than.
"""

import json
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar, Final

from agents import facts
from agents.agent import Inputs, ModelAgent
from agents.review_figures import figures
from agents.schemas import closed, items
from program.errors import RequestError
from program.progression.choices import Choice, tables_choice
from program.progression.past import Past
from program.progression.proposal import Proposal
from program.progression.review import MONTH_TOPICS, NO_REVIEW, VALUES, Review, open_choices, statement_error
from program.reading.evidence import spans
from program.reading.normalised import normalised, on_one_line
from program.schema import LIFTS, Language, Lift

MOST_SAID: Final = 10
"""Statements that are read in a report."""


class MonthReview(ModelAgent[Review]):
    """The report on the month before, and what was lifted, in; what follows from its words out."""

    name = "review"
    obeys_sentence = False
    answer_type = Review
    titles: ClassVar[Mapping[Language, str]] = {"ko": "지난달 평가", "en": "Review of the last month"}
    prints_answer = False

    def runs(self, inputs: Inputs) -> bool:
        """Whether there is a report on the month before; a log alone leaves nothing to choose, the table reads it."""
        return inputs.request.past is not None and bool(_report(inputs))

    def question(self, inputs: Inputs) -> list[str]:
        """The report on one line, and the table's choice for each open lift with the repetitions that it rests on."""
        lifts = (f"{facts.LIFT[lift]} {_told(listed)}" for lift, listed in _choices(inputs).items())
        return [f"보고: {_report(inputs)}", f"기록: {', '.join(lifts)}"]

    def schema(self, inputs: Inputs) -> dict[str, Any]:
        """A list of statements: words of the report, a topic and one of its values, of a lift one that is allowed."""
        if not (runs := spans(_report(inputs))):
            return closed({"said": {"type": "array", "maxItems": 0}})
        words = {"$ref": "#/$defs/words"}
        values: dict[str, Sequence[str | int]] = {lift: [*listed] for lift, listed in _choices(inputs).items()}
        values |= {topic: VALUES[topic] for topic in MONTH_TOPICS}
        statements = [items(words, {"enum": [topic]}, {"enum": [*listed]}) for topic, listed in values.items()]
        said = {"type": "array", "items": {"anyOf": statements}, "maxItems": MOST_SAID}
        return {"$defs": {"words": {"enum": runs}}, **closed({"said": said})}

    def read(self, inputs: Inputs, value: Any) -> Review:
        """The review from its lists of words, topic and value."""
        said = value.get("said") if isinstance(value, Mapping) else None
        if isinstance(said, list):
            said = [
                dict(zip(("words", "topic", "value"), one, strict=False)) if isinstance(one, list) else one
                for one in said
            ]
        return Review.model_validate({"said": said})

    def check(self, inputs: Inputs, answer: Review) -> list[str]:
        """Words that do not stand in the report, and choices that are not allowed for a lift."""
        report, choices = _report(inputs), _choices(inputs)
        bold = (
            f"{one.topic}: {one.value!r} is not allowed for it, expected {', '.join(listed) or 'none'}"
            for one in answer.said
            if one.topic in LIFTS and one.value not in (listed := choices.get(one.topic, {}))
        )
        return [*(error for one in answer.said if (error := statement_error(one, report))), *bold]

    def fallback(self, inputs: Inputs) -> Review:
        """Nothing is understood: the table's proposals hold, and the pain that code hears in the report."""
        return NO_REVIEW

    def details(self, rows: Sequence[Mapping[str, Any]], answers: Sequence[Review]) -> Mapping[str, str]:
        """Right decisions by lift, month and language; pain that was missed."""
        return figures(rows, answers)

    def same(self, one: Review, other: Review) -> bool:
        """Whether two reviews say the same; the words that it rests on may differ."""
        return _values(one) == _values(other)

    def completion(self, inputs: Inputs, answer: Review) -> str:
        """The review as the model writes it: lists of words, topic and value."""
        lists = [[one.words, one.topic, one.value] for one in answer.said[:MOST_SAID]]
        return json.dumps({"said": lists}, ensure_ascii=False, separators=(",", ":"))


def _past(inputs: Inputs) -> Past:
    if inputs.request.past is None:
        raise RequestError("there is no month before: give `past` in the request")
    return inputs.request.past


def _report(inputs: Inputs) -> str:
    return on_one_line(normalised(_past(inputs).report or ""))


def _choices(inputs: Inputs) -> Mapping[Lift, Mapping[Choice, Proposal]]:
    return open_choices(_past(inputs), inputs.request.week4)


def _told(listed: Mapping[Choice, Proposal]) -> str:
    """The table's choice, and the repetitions of the sets that it rests on."""
    choice = tables_choice(listed)
    reps = "·".join(str(one.reps) for one in listed[choice].evidence)
    return f"{choice} {reps}".rstrip()


def _values(review: Review) -> set[tuple[str, str | int]]:
    return {(one.topic, one.value) for one in review.said}
