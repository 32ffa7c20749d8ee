"""Intake: what a lifter's own sentence asks for, as a closed object that the later agents and code obey.

The model marks the sentence up: for each name that code finds in it (an exercise, a joint, a number of minutes, a drug)
it says what that is meant as, if as anything. So it can invent nothing, and each decision is about words that it sees.
What no name stands for it says in fields of their own.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field

from agents.agent import Inputs, ModelAgent
from agents.schemas import closed
from program.exercises.kinds import members
from program.lifter.constraints import FOCUSES, NO_CONSTRAINTS, Constraints, Declined, Focus, Intensity, Volume
from program.reading.mentions import EQUIPMENT_READ, Meaning, Mention, mentions
from program.reading.normalised import normalised
from program.schema import JOINTS, Closed, Equipment, Joint

MOST_NAMED = 24
"""Names that are read in a sentence; more is no sentence but an inventory."""

MOST_UNNAMED = 3
"""Entries of a list that a sentence may fill without naming them."""

_FEW = 3
"""Kinds of equipment, out of five, of which a sentence says that they are there; of more it says what lacks."""

WHEN_IN_DOUBT: Mapping[str, float] = {"avoid": 2.2, "reject": 1.5}
"""What is added to the score (logit) of the marks that err on the safe side.

In a first answer a joint is spared if the model thinks it at least a ninth (e^-2.2) as likely as any other mark, and a
topic declined if at least a fifth (e^-1.5). A month lighter than needed costs a lifter less than a sore joint that is
loaded; a needless note costs less than a missed question for a doctor.
"""

_MARKUP = re.compile(r'\{\s*"(?:.*\}|.*)|#{2,}[^\n]*|</?\|?\w+\|?>', re.DOTALL)
"""JSON, headings of prompts and tags of chats: nothing that a lifter writes. What stands there is never read, and the
sentence is declined for it."""

UNMEANT: Literal["none"] = "none"
"""What a name is marked with that the sentence wishes nothing about."""


class Reading(Closed):
    """A sentence marked up: what each name in it is meant as, and what is wished without a name."""

    named: dict[str, Meaning | Literal["none"]]
    """Words of the sentence -> what they are meant as."""
    volume: Volume = "as_planned"
    intensity: Intensity = "as_planned"
    avoid: tuple[Joint, ...] = ()
    """Joints to spare that the sentence speaks of in other words."""
    focus: tuple[Focus, ...] = ()
    """What to train with preference that the sentence speaks of in other words."""
    equipment: Annotated[tuple[Equipment, ...], Field(min_length=1)] | None = None
    """What there is, where the names do not say it."""
    declined: Declined | None = None
    """What is asked for that the service does not do, where the names do not say it."""


class Intake(ModelAgent[Constraints]):
    """The lifter's sentence in; what it asks for out."""

    name = "intake"
    obeys_sentence = False
    answer_type = Constraints
    logit_bias: ClassVar[Mapping[str, float]] = WHEN_IN_DOUBT

    def runs(self, inputs: Inputs) -> bool:
        """Whether the request carries a sentence."""
        return bool(_written(inputs).strip())

    def question(self, inputs: Inputs) -> list[str]:
        """The sentence on one line, and the names that code finds in it."""
        named = ", ".join(mention.words for mention in _named(inputs))
        return [f"문장: {_sentence(inputs)}", *([f"언급: {named}"] if named else [])]

    def schema(self, inputs: Inputs) -> dict[str, Any]:
        """A mark for each name in the sentence, and closed lists."""
        properties = {
            "named": closed({name.words: {"enum": [*name.meanings, UNMEANT]} for name in _named(inputs)}),
            "volume": {"enum": ["less", "as_planned", "more"]},
            "intensity": {"enum": ["lighter", "as_planned", "heavier"]},
            "avoid": _some_of(JOINTS),
            "focus": _some_of(FOCUSES),
            "equipment": {"anyOf": [{"type": "null"}, {**_some_of(EQUIPMENT_READ), "minItems": 1, "maxItems": 5}]},
            "declined": {"enum": [None, "medical", "drugs", "diet", "off_topic"]},
        }
        return closed(properties)

    def read(self, inputs: Inputs, value: Any) -> Constraints:
        """What a marked sentence asks for; with markup of prompts in it, it is declined."""
        asked = _asked(_named(inputs), Reading.model_validate(value))
        if asked.declined is None and _MARKUP.search(_written(inputs)):
            return asked.model_copy(update={"declined": "off_topic"})
        return asked

    def check(self, inputs: Inputs, answer: Constraints) -> list[str]:
        """Nothing beyond the schema: what it does not name cannot be marked."""
        return []

    def fallback(self, inputs: Inputs) -> Constraints:
        """Nothing was understood: the form's fields alone hold."""
        return NO_CONSTRAINTS

    def draft(self, inputs: Inputs) -> str:
        """Every name meant as it mostly is: what is named is mostly wished."""
        marks = {name.words: next(iter(name.meanings)) for name in _named(inputs)}
        return Reading(named={**marks}).model_dump_json()

    def details(self, rows: Sequence[Mapping[str, Any]], answers: Sequence[Constraints]) -> Mapping[str, str]:
        """Right answers by field, language and kind of wish; joints and requests to decline that were missed."""
        pairs = [(Constraints.model_validate(row["answer"]), answer) for row, answer in zip(rows, answers, strict=True)]
        counted = {
            f"`{field}` right": [getattr(right, field) == getattr(answer, field) for right, answer in pairs]
            for field in Constraints.model_fields
            if field != "cautions"
        }
        counted["joints to avoid, missed"] = [
            not set(right.avoid) <= set(answer.avoid) for right, answer in pairs if right.avoid
        ]
        counted["requests to decline, missed"] = [answer.declined is None for right, answer in pairs if right.declined]
        groups: dict[str, list[bool]] = {}
        for row, (right, answer) in zip(rows, pairs, strict=True):
            for group in ({"ko": "Korean", "en": "English"}[row["language"]], *row["kind"].split("+")):
                groups.setdefault(f"whole object right: {group}", []).append(right == answer)
        return {what: _share(hits) for what, hits in (*counted.items(), *sorted(groups.items()))}

    def completion(self, inputs: Inputs, answer: Constraints) -> str:
        """JSON without spaces of the sentence as it is marked up when it asks for `answer`."""
        return _marked(_named(inputs), answer).model_dump_json()


def _written(inputs: Inputs) -> str:
    """The lifter's sentence in its plain spelling."""
    return normalised(inputs.request.request or "")


def _sentence(inputs: Inputs) -> str:
    """The lifter's sentence on one line, without what is no sentence."""
    return " ".join(_MARKUP.sub(" ", _written(inputs)).split())


def _named(inputs: Inputs) -> tuple[Mention, ...]:
    """The names in the lifter's sentence that the model is to mark."""
    return mentions(_sentence(inputs))[:MOST_NAMED]


def _asked(named: Sequence[Mention], reading: Reading) -> Constraints:
    """What the marks ask for: of several limits the narrowest; equipment that is there, else all but what lacks."""

    def meant(meaning: Meaning) -> list[Any]:
        return [mention.meanings[meaning] for mention in named if reading.named.get(mention.words) == meaning]

    lacking, equipment = meant("lack"), reading.equipment or meant("have")
    if lacking and not equipment:
        equipment = [kind for kind in EQUIPMENT_READ if kind not in lacking]
    return Constraints(
        volume=reading.volume,
        intensity=reading.intensity,
        focus=(*meant("focus"), *reading.focus),
        avoid=(*meant("avoid"), *reading.avoid),
        equipment=tuple(equipment) or None,
        exclude=tuple(meant("exclude")),
        minutes=min(meant("minutes"), default=None),
        days_per_week=min(meant("days"), default=None),
        declined=(*meant("reject"), reading.declined)[0],
    )


def _marked(named: Sequence[Mention], asked: Constraints) -> Reading:
    """The marks that ask for `asked`; what the names do not say goes into the fields of its own."""
    marks = {mention.words: _mark(mention, named, asked) for mention in named}
    reading = Reading(named=marks, volume=asked.volume, intensity=asked.intensity)
    understood = _asked(named, reading)
    return reading.model_copy(
        update={
            "avoid": tuple(joint for joint in asked.avoid if joint not in understood.avoid),
            "focus": tuple(focus for focus in asked.focus if focus not in understood.focus),
            "equipment": asked.equipment if asked.equipment != understood.equipment else None,
            "declined": asked.declined if asked.declined != understood.declined else None,
        }
    )


def _mark(mention: Mention, named: Sequence[Mention], asked: Constraints) -> Meaning | Literal["none"]:
    """What the sentence means this name as when it asks for `asked`: rather what no other name says."""
    possible = [meaning for meaning in mention.meanings if _wishes(asked, meaning, mention.meanings[meaning])]
    alone = [
        meaning
        for meaning in possible
        if all(other is mention or other.meanings.get(meaning) != mention.meanings[meaning] for other in named)
    ]
    return (*alone, *possible, UNMEANT)[0]


def _wishes(asked: Constraints, meaning: Meaning, value: str | int) -> bool:
    """Whether `asked` asks for what a name of this meaning says."""
    match meaning:
        case "avoid":
            return value in asked.avoid
        case "exclude":
            return set(members(str(value))) <= set(asked.exclude)
        case "focus":
            return value in asked.focus
        case "have":
            return asked.equipment is not None and len(asked.equipment) <= _FEW and value in asked.equipment
        case "lack":
            return asked.equipment is not None and value not in asked.equipment
        case "minutes":
            return value == asked.minutes
        case "days":
            return value == asked.days_per_week
        case "reject":
            return value == asked.declined


def _share(hits: Sequence[bool]) -> str:
    return f"{sum(hits)} of {len(hits)} ({100 * sum(hits) / len(hits):.1f} %)" if hits else "none"


def _some_of(values: tuple[str, ...]) -> dict[str, Any]:
    return {"type": "array", "items": {"enum": list(values)}, "maxItems": MOST_UNNAMED}
