"""Intake: what a lifter's message asks for, as a closed object that the later agents and code obey.

The model lists wishes. Each is the words of the message that it rests on, a topic and a value:
`["45분 안에","minutes",45]`. It can name no words that do not stand in the message, and no value beyond closed lists;
all of the lists are open for every message. Code checks that the words can mean the value (`program.reading.wishes`).
What tables of names find in the message is a hint in the prompt, no limit.
"""

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar, Final

from pydantic import ValidationInfo, field_validator

from agents.agent import Inputs, ModelAgent
from agents.intake_figures import figures
from agents.schemas import closed, items
from program.lifter.constraints import NO_CONSTRAINTS, Constraints
from program.reading.evidence import resting_on_words, spans, wishes_for
from program.reading.mentions import Meaning, mentions
from program.reading.normalised import has_markup, normalised, on_one_line
from program.reading.wishes import NUMBERS, TOPICS, VALUES, Topic, Wish, constraints_of, wish_error
from program.schema import LIFTS, WEEKDAYS, Closed

MOST_WISHES: Final = 12
"""Wishes that are read in a message; more is no message but an inventory."""

MOST_HINTS: Final = 12
"""Names in a message that are given as hints."""

WHEN_IN_DOUBT: Final[Mapping[str, float]] = {"avoid": 1.0, "caution": 1.0}
"""What is added to the score (logit) of the topics that err on the safe side."""

_TOPIC_OF: Final[Mapping[Meaning, Topic]] = {
    "avoid": "avoid", "exclude": "exclude", "focus": "focus", "have": "have", "lack": "lack", "minutes": "minutes",
    "days": "days", "reject": "decline",
}  # fmt: skip

_USUAL: Final[Mapping[Topic, Sequence[float]]] = {
    "minutes": range(10, 181, 5),
    "days": range(1, 8),
    "tm": range(60, 101),
    "rest": (15, 30, 45, *range(60, 601, 30)),
    "plate": (0.25, 0.5, 1, 1.25, 2, 2.5, 5, 10),
}
"""Values of each topic of numbers that can be read in any message; the numbers that stand in it can be read as well."""


class Reading(Closed):
    """A message's wishes as the model writes them."""

    wishes: tuple[Wish, ...]

    @field_validator("wishes", mode="before")
    @classmethod
    def _of_lists(cls, value: Any) -> Any:
        """Each wish from its list: words, topic, value; of a swap words, topic, lift, exercise."""
        lists = [one for one in value if isinstance(one, list) and len(one) > 2] if isinstance(value, list) else []
        if not isinstance(value, list) or len(lists) < len(value):
            raise ValueError(f"expected lists of words, topic and value, got {value!r}")
        return [
            {"words": words, "topic": topic, "value": values[0] if len(values) == 1 else ">".join(map(str, values))}
            for words, topic, *values in lists
        ]

    @field_validator("wishes")
    @classmethod
    def _words_mean_values(cls, value: tuple[Wish, ...], info: ValidationInfo) -> tuple[Wish, ...]:
        message = (info.context or {})["message"]
        if errors := [error for wish in value if (error := wish_error(wish, message))]:
            raise ValueError("; ".join(errors))
        return value


class Intake(ModelAgent[Constraints]):
    """The lifter's message in; what it asks for out."""

    name = "intake"
    obeys_sentence = False
    answer_type = Constraints
    logit_bias: ClassVar[Mapping[str, float]] = WHEN_IN_DOUBT

    def runs(self, inputs: Inputs) -> bool:
        """Whether the request carries a message."""
        return bool(_written(inputs).strip())

    def question(self, inputs: Inputs) -> list[str]:
        """The message on one line, and the names that tables find in it with what they may mean."""
        hints = ", ".join(f"{words}={value}" for words, _, value in _hints(inputs))
        return [f"문장: {_message(inputs)}", *([f"힌트: {hints}"] if hints else [])]

    def schema(self, inputs: Inputs) -> dict[str, Any]:
        """A list of wishes: words of the message, a topic and one of its values."""
        message = _message(inputs)
        if not (runs := spans(message)):
            return closed({"wishes": {"type": "array", "maxItems": 0}})
        words = {"$ref": "#/$defs/words"}
        wishes = [items(words, {"enum": [topic]}, *_values(topic, message)) for topic in TOPICS]
        listed = {"type": "array", "items": {"anyOf": wishes}, "maxItems": MOST_WISHES}
        return {"$defs": {"words": {"enum": runs}}, **closed({"wishes": listed})}

    def read(self, inputs: Inputs, value: Any) -> Constraints:
        """What the wishes ask for together; a message with JSON, headings or tags of prompts in it is declined."""
        asked = constraints_of(Reading.model_validate(value, context={"message": _message(inputs)}).wishes)
        if asked.declined is None and has_markup(_written(inputs)):
            return asked.model_copy(update={"declined": "off_topic"})
        return asked

    def fallback(self, inputs: Inputs) -> Constraints:
        """Nothing was understood: the form's fields alone hold."""
        return NO_CONSTRAINTS

    def draft(self, inputs: Inputs) -> str:
        """Every name meant as it mostly is: what is named is mostly wished."""
        wishes = (Wish(topic=topic, value=value, words=words) for words, topic, value in _hints(inputs))
        resting = (resting_on_words(_message(inputs), [wish], wish_error) for wish in wishes)
        return _written_out([wish for found in resting for wish in found or ()])

    def details(self, rows: Sequence[Mapping[str, Any]], answers: Sequence[Constraints]) -> Mapping[str, str]:
        """Right answers by field, language, length and number of wishes; safe wishes that were missed."""
        return figures(rows, answers)

    def completion(self, inputs: Inputs, answer: Constraints) -> str:
        """Wishes that ask for `answer`, each resting on the first words that can mean it."""
        return _written_out(wishes_for(answer, _message(inputs)))

    def target(self, inputs: Inputs, row: Mapping[str, Any]) -> str:
        """The row's wishes, resting on the words that its readers marked."""
        wishes = [Wish(topic=topic, value=value, words=words) for topic, value, words in row["wishes"]]
        resting = resting_on_words(_message(inputs), wishes, wish_error)
        assert resting is not None, "the dataset's source keeps such messages out"
        return _written_out(resting)


def _written_out(wishes: Sequence[Wish]) -> str:
    """Wishes as the model writes them: JSON without spaces."""
    lists = [
        [one.words, one.topic, *(str(one.value).split(">") if one.topic == "swap" else [one.value])]
        for one in wishes[:MOST_WISHES]
    ]
    return json.dumps({"wishes": lists}, ensure_ascii=False, separators=(",", ":"))


def _written(inputs: Inputs) -> str:
    """The lifter's message in its plain spelling."""
    return normalised(inputs.request.request or "")


def _message(inputs: Inputs) -> str:
    """The lifter's message on one line, without what is no message."""
    return on_one_line(_written(inputs))


def _hints(inputs: Inputs) -> list[tuple[str, Topic, str | int]]:
    """Words of the message, what they are mostly about, and the value that they name."""
    hints: list[tuple[str, Topic, str | int]] = []
    for mention in mentions(_message(inputs))[:MOST_HINTS]:
        meaning, value = next(iter(mention.meanings.items()))
        hints.append((mention.words, _TOPIC_OF[meaning], value))
    return hints


def _values(topic: Topic, message: str) -> tuple[dict[str, Any], ...]:
    """Schemas of what follows a topic: one of its values, of a swap the lift and the exercise."""
    if topic == "swap":
        return {"enum": list(LIFTS)}, {"enum": list(VALUES["include"])}
    if topic in ("weekdays", "off"):
        day = "|".join(WEEKDAYS)
        return ({"type": "string", "pattern": f"^({day})(,({day})){{0,6}}$"},)
    if topic in NUMBERS:
        lowest, highest = NUMBERS[topic]
        named = (float(one) for one in re.findall(r"\d{1,3}(?:\.\d{1,2})?", message))
        listed = {*_USUAL[topic], *(one for one in named if lowest <= one <= highest)}
        whole = {int(one) for one in listed if one == int(one)}
        return ({"enum": sorted(whole | listed if topic == "plate" else whole)},)
    return ({"enum": list(VALUES[topic])},)
