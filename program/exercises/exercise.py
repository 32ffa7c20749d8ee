"""What an assistance exercise is: the fields of a row of the catalogue and the values that they may have."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal, get_args

from program.schema import Category, Equipment, Joint, Level

PushPattern = Literal["horizontal_push", "vertical_push", "fly", "triceps", "lateral_raise"]
PullPattern = Literal["horizontal_pull", "vertical_pull", "rear_delt", "biceps", "shrug"]
LegsCorePattern = Literal[
    "squat", "lunge", "hinge", "knee_extension", "knee_flexion", "glute", "calf", "jump", "core", "carry"
]
Pattern = Literal[PushPattern, PullPattern, LegsCorePattern]
"""The movement that an exercise belongs to; `jump` is explosive work, cleans included."""
PATTERNS: tuple[Pattern, ...] = get_args(Pattern)

PATTERN_CATEGORY: Mapping[Pattern, Category] = MappingProxyType(
    {
        pattern: "push"
        if pattern in get_args(PushPattern)
        else "pull"
        if pattern in get_args(PullPattern)
        else "legs_core"
        for pattern in PATTERNS
    }
)
"""The assistance category (push, pull, single leg or core: Wendler, *5/3/1 Forever*) of each pattern."""

UpperMuscle = Literal[
    "chest", "front_delt", "side_delt", "rear_delt", "triceps", "biceps", "upper_back", "lats", "traps"
]
LowerMuscle = Literal["quads", "hamstrings", "glutes", "calves", "abs", "lower_back"]
Muscle = Literal[UpperMuscle, LowerMuscle]
"""A muscle group, as weekly sets are counted."""
MUSCLES: tuple[Muscle, ...] = get_args(Muscle)

Unit = Literal["reps", "seconds"]
UNITS: tuple[Unit, ...] = get_args(Unit)

Strength = Literal["press", "pull", "squat", "hinge"]
"""What a lifter's records say of body-weight exercises: how strong they push, pull, squat and bend from the hip."""
STRENGTHS: tuple[Strength, ...] = get_args(Strength)

Tag = Literal["bends_trunk", "supine", "prone", "impact", "overhead", "supported", "staple", "rack", "bench", "wished"]
"""What a caution or a choice asks of an exercise.

- `bends_trunk`: the trunk bends or turns under load: crunches, sit-ups, leg raises, twists, side bends.
- `supine`: lying flat on the back.
- `prone`: lying on the belly or the hips.
- `impact`: the feet leave the floor.
- `overhead`: a weight or the body is pressed or held above the head.
- `supported`: a pad or a bench carries the chest or the back, or a machine guides the weight.
- `staple`: what most good gyms teach first.
- `rack`: a heavy bar is taken from a rack.
- `bench`: it needs a bench, or a sturdy box of its height.
- `wished`: it is only done in the place of a main lift, where the lifter asks for it: few gyms have what it needs.
"""
TAGS: tuple[Tag, ...] = get_args(Tag)


@dataclass(frozen=True, slots=True)
class Exercise:
    """One assistance exercise."""

    id: str
    """Lower snake case, as the model writes it."""
    name: str
    """As Korean gyms write it."""
    name_en: str
    """English name."""
    category: Category
    """Always the category of the pattern."""
    pattern: Pattern
    """The movement it belongs to."""
    muscles: tuple[Muscle, ...]
    """One to three, prime movers first."""
    equipment: frozenset[Equipment]
    """Everything it needs, all of it at once."""
    joints: frozenset[Joint]
    """Joints that it loads much: a lifter with pain in one of them leaves it out."""
    level: Level
    """The least experience that it needs."""
    per_side: bool
    """Whether one side works at a time: repetitions are per side, and a set takes twice as long."""
    unit: Unit
    """What a prescription counts: repetitions, or the seconds of a hold or a carry."""
    seconds: int
    """Seconds that one repetition takes, 1 to 10; 1 where seconds are counted."""
    most_reps: int | None
    """The most repetitions, or seconds, that a set of it may have; None: as many as the week's scheme says."""
    strength: Strength | None
    """The strength that decides how often a lifter can do it; None: any weight can be chosen, or its level tells."""
    share: int
    """Percent of the body weight that it moves, up to 110; 0 if and only if `strength` is None.

    Of a squat or lunge it is what one working leg bears. Where the movement is weaker than the record it is compared
    with, as pressing overhead is than the bench press, it is as much more.
    """
    easier: str | None
    """The id of the next easier exercise of the same movement; None: this is the easiest."""
    harder: str | None
    """The id of the next harder exercise of the same movement; None: this is the hardest."""
    alternative: str
    """The id of an exercise that does the same work, where this one is taken or not liked."""
    cue: str
    """One thing to watch, in Korean; up to 60 characters."""
    cue_en: str
    """One thing to watch, in English; up to 80 characters."""
    tags: frozenset[Tag]
    """What cautions and the choice of exercises need to know of it."""
