"""What a lifter's sentence says that makes the month safe, read by code, over whatever the model understood."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from program.lifter.constraints import RED_FLAGS, Constraints
from program.reading.asides import asides_in
from program.reading.cautions import cautions_in
from program.reading.mentions import names_in
from program.reading.normalised import normalised
from program.reading.pain import spared_in
from program.schema import LIFTS, UPPER_LIFTS, Caution, Joint

LONGEST: Final = 1000
"""Characters of a sentence that are read; the form takes 500."""


@dataclass(frozen=True, slots=True)
class Heard:
    """What code hears in a sentence."""

    cautions: tuple[Caution, ...]
    """What makes the month a careful one."""
    exclude: tuple[str, ...]
    """Exercises and main lifts that hurt or cannot be done."""
    avoid: tuple[Joint, ...]
    """Joints that hurt in them, or because of which they cannot be done."""
    wished: frozenset[str]
    """Parts and lifts that are named where more of them may be wished."""
    unfocused: frozenset[str]
    """Parts and lifts that are named, but only where no more of them is wished."""
    unmet: tuple[str, ...]
    """Wishes that cannot be obeyed, in the lifter's words."""

    @property
    def is_nothing(self) -> bool:
        """Whether nothing of what was read has to change for it."""
        return not (self.cautions or self.exclude or self.avoid or self.unfocused)


def heard(sentence: str) -> Heard:
    """What code hears in a sentence, in any spelling."""
    written = normalised(sentence[:LONGEST])
    text = written.lower() if len(written.lower()) == len(written) else written
    cautions, spared, asides = cautions_in(text), spared_in(text), asides_in(text)
    silent = [*spared.places, *((one.start, one.end) for one in asides)]
    silent += [(one.clause.start, one.clause.end) for one in cautions if one.caution in RED_FLAGS]
    wished, named = _wished(text, silent)
    return Heard(
        cautions=tuple(dict.fromkeys(one.caution for one in cautions)),
        exclude=spared.exercises,
        avoid=spared.joints,
        wished=wished,
        unfocused=named - wished,
        unmet=tuple(dict.fromkeys(written[one.start : one.end].strip() for one in asides if one.wish)),
    )


def made_safe(asked: Constraints, sentence: str, *, careful: bool = False) -> Constraints:
    """What is asked for, with what code hears in the sentence; of the two the safer holds.

    With a caution there is no `heavier` and no `more`. Chest pain and dizziness are for a doctor, and what is named
    with them is not trained first. What hurts is left out and spared, and nothing is trained first that is named only
    as what hurts, or in an aside. A shoulder that hurts in a lift takes out the bench and the press.

    Args:
        asked: What the model understood of the sentence.
        sentence: The lifter's words, in any spelling; empty: none.
        careful: Whether something else, the age of the form, asks for a careful month.
    """
    said = heard(sentence)
    if said.is_nothing and not asked.cautions and not careful:
        return asked
    cautions = (*asked.cautions, *said.cautions)
    presses = UPPER_LIFTS if "shoulder" in said.avoid else ()
    exclude = (*asked.exclude, *said.exclude, *presses)
    changed: dict[str, Any] = {
        "cautions": cautions,
        "exclude": exclude,
        "avoid": (*asked.avoid, *said.avoid),
        "focus": tuple(one for one in asked.focus if one not in said.unfocused and not _left_out(one, said.exclude)),
    }
    if cautions or careful:
        changed["intensity"] = "as_planned" if asked.intensity == "heavier" else asked.intensity
        changed["volume"] = "as_planned" if asked.volume == "more" else asked.volume
    if any(one in RED_FLAGS for one in cautions):
        changed["declined"] = "medical"
        changed["focus"] = tuple(one for one in changed["focus"] if one in said.wished)
    return Constraints.model_validate({**asked.model_dump(), **changed})


def _left_out(focus: str, exclude: Sequence[str]) -> bool:
    """Whether a focus is a main lift that is left out."""
    return focus in LIFTS and focus in exclude


def _wished(text: str, silent: Sequence[tuple[int, int]]) -> tuple[frozenset[str], frozenset[str]]:
    """What could be trained first and is named outside of `silent` places, and all that is named."""
    wished: set[str] = set()
    named: set[str] = set()
    for start, end, meanings in names_in(text):
        if "focus" in meanings:
            focus = str(meanings["focus"])
            named.add(focus)
            if not any(start < last and first < end for first, last in silent):
                wished.add(focus)
    return frozenset(wished), frozenset(named)
