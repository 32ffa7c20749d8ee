"""What a request asks for, as a judge reads it, and the parts of a month's JSON."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

Json = Mapping[str, Any]

EPLEY = 0.0333
"""Share of the weight that each repetition adds to the estimated 1RM (Wendler, *5/3/1*, 2nd ed.)."""

EVERYTHING = frozenset({"barbell", "dumbbell", "machine", "cable", "bodyweight", "kettlebell", "band"})
"""The equipment of a request that names none."""

USUAL_MINUTES = 90
"""The longest session of a request that names no minutes."""

SHORTEST = 20
"""Minutes that the work sets of two lifts need: no sentence makes a session shorter."""

CAREFUL_AGE = 65
"""Age in years from which a month is a careful one."""

LOSE_WEIGHT, PERFORMANCE, ENDURANCE = 3, 4, 5
"""Goals with rules of their own: values of `purpose`."""

CAUTION = re.compile(
    r"임신|출산|제왕절개|골다공증|심장|협심증|부정맥|고혈압|혈압약|혈압이? 높"
    r"|가슴이 (?:조|답답|아프|아파)|가슴 통증|흉통|어지럽|어지러|현기증|수술"
    r"|pregnan|postpartum|gave birth|had a baby|c-section|osteoporosis|heart (?:attack|disease|condition|failure)"
    r"|blood pressure|hypertension|chest (?:pain|tight)|tight(?:ness)? in my chest|dizz|light-?headed|faint|surgery",
    re.IGNORECASE,
)
"""Words that ask for a doctor before a programme: pregnancy, birth, heart, blood pressure, chest pain, surgery …"""

_AGE = re.compile(
    r"(?:I'm|I am|나이[는가]?|만) ?(\d{2})\b(?! ?(?:kg|킬로|lb|minute|분))|\b(\d{2}) ?(?:years old|살|세(?!트))",
    re.IGNORECASE,
)

JOINT_WORDS: Mapping[str, "re.Pattern[str]"] = {
    joint: re.compile(words, re.IGNORECASE)
    for joint, words in {
        "lower_back": r"허리|lower back|my back",
        "knee": r"무릎|\bknees?\b",
        "shoulder": r"어깨|\bshoulders?\b",
        "wrist": r"손목|\bwrists?\b",
        "elbow": r"팔꿈치|\belbows?\b",
        "hip": r"고관절|\bhips?\b(?! thrust)",
        "neck": r"(?<![발손])목(?:이|도| ?디스크)|\bneck\b",
        "ankle": r"발목|\bankles?\b",
    }.items()
}
"""Joint -> how lifters name it, Korean and English."""

LIFT_WORDS: Mapping[str, "re.Pattern[str]"] = {
    lift: re.compile(words, re.IGNORECASE)
    for lift, words in {
        "bench_press": r"벤치|\bbench",
        "squat": r"스쿼트|스쾃|\bsquat",
        "dead_lift": r"데드|deadlift",
        "over_head_press": r"오버헤드|밀리터리|(?<!벤치)(?<!벤치 )(?<!레그 )(?<!체스트 )(?<!숄더 )프레스"
        r"|overhead|military|(?<!bench )(?<!leg )(?<!chest )\bpress\b",
    }.items()
}
"""Main lift -> how lifters and notes name it."""

_PAIN = re.compile(
    r"아프|아파|아픕|통증|찌릿|시큰|쑤[시셔]|안 좋|다쳤|부상|디스크|hurt|pain|ache|aching|sore|injur|\bbad\b",
    re.IGNORECASE,
)
_OVER = re.compile(r"안 아[프파픕]|다 나았|나아졌|no longer|used to|healed|pain-free", re.IGNORECASE)
_WHILE = re.compile(r"할 때|하면|when I|while|can't|cannot|못 하|못 해|won't let me", re.IGNORECASE)


@dataclass(frozen=True)
class Asked:
    """A request, narrowed by what the month says that it understood from the sentence."""

    body: Json
    month: Json

    @cached_property
    def constraints(self) -> Json:
        """What the month says that it understood."""
        return self.month.get("constraints") or {}

    @property
    def sentence(self) -> str:
        """The lifter's own words; empty if there are none."""
        return self.body.get("request") or ""

    @property
    def level(self) -> int:
        """1 first months to 5 competes."""
        return int(self.body["experience"])

    @property
    def goal(self) -> int:
        """1 strength, 2 muscle, 3 losing weight, 4 performance, 5 endurance, 6 health."""
        return int(self.body["purpose"])

    @property
    def female(self) -> bool:
        """Whether the lifter is a woman."""
        return self.body["gender"] in ("여성", "female")

    @property
    def korean(self) -> bool:
        """Whether the lifter reads Korean: by the sentence, else by the form."""
        if any(letter.isalpha() for letter in self.sentence):
            return bool(re.search("[\u3131-\u318e\uac00-\ud7a3]", self.sentence))
        return self.body["gender"] in ("남성", "여성")

    def best(self, lift: str) -> float | None:
        """The 1RM of a lift in kg, known or estimated from a best set; None: no record."""
        record = (self.body.get("rm_weight") or {}).get(lift)
        if isinstance(record, Mapping):
            kg, reps = float(record["weight_kg"]), int(record["reps"])
            return kg if reps == 1 else kg * (1 + EPLEY * reps)
        return None if record is None else float(record)

    @property
    def body_weight(self) -> float:
        """Body weight in kg; where it is not given, that of a light adult, so that doubt speaks for the month."""
        return float(self.body.get("body_weight_kg") or (54 if self.female else 70))

    def lightest_bar(self, lift: str) -> float:
        """The lightest empty bar that there is for a lift, in kg."""
        bar = self.body.get("bar_kg")
        if isinstance(bar, Mapping):
            bar = bar.get(lift)
        if isinstance(bar, (list, tuple)):
            bar = min(bar, default=None)
        return 20.0 if bar is None else float(bar)

    @cached_property
    def minutes(self) -> int:
        """The longest session in minutes: the form's, or the sentence's where that is narrower or the form has none."""
        form, said = self.body.get("minutes"), self.constraints.get("minutes")
        if said is None:
            return int(form or USUAL_MINUTES)
        return int(min(max(said, SHORTEST), form or 300))

    @cached_property
    def there_is(self) -> frozenset[str]:
        """The equipment that there is."""
        form = frozenset(self.body.get("equipment") or EVERYTHING)
        said = frozenset(self.constraints.get("equipment") or form)
        return (form & said) or said

    @cached_property
    def excluded(self) -> frozenset[str]:
        """Exercises and main lifts that must not occur."""
        return frozenset(self.constraints.get("exclude") or ())

    @cached_property
    def joints(self) -> frozenset[str]:
        """Joints that hurt: as the month understood them, and as the sentence plainly says."""
        named = {joint for joint, words in JOINT_WORDS.items() if words.search(self.sentence)}
        return frozenset(self.constraints.get("avoid") or ()) | (named if self._pain else frozenset())

    @property
    def _pain(self) -> bool:
        """Whether the sentence speaks of pain that is there."""
        return bool(_PAIN.search(self.sentence)) and not _OVER.search(self.sentence)

    @cached_property
    def hurting_lifts(self) -> frozenset[str]:
        """Main lifts that the sentence plainly says hurt, or cannot be done for pain: they must be replaced."""
        if not (self._pain or self.joints) or not _WHILE.search(self.sentence):
            return frozenset()
        return frozenset(lift for lift, words in LIFT_WORDS.items() if words.search(self.sentence))

    @cached_property
    def careful(self) -> bool:
        """Whether age or sentence ask for a doctor's word first."""
        ages = [int(one or other) for one, other in _AGE.findall(self.sentence)]
        return max([self.body.get("age") or 0, *ages]) >= CAREFUL_AGE or bool(CAUTION.search(self.sentence))


def days(month: Json) -> Iterator[tuple[int, Json]]:
    """(number of the week, day) of every session."""
    for week in month["weeks"]:
        for day in week["days"]:
            yield week["week"], day


def loading_weeks(month: Json) -> Iterator[Json]:
    """The weeks that are no deload."""
    return (week for week in month["weeks"] if not week.get("deload"))


def work_sets(lift: Json) -> list[Json]:
    """The sets of a lift that are no warm-up."""
    return [one for one in lift.get("sets") or () if one["kind"] != "warmup"]


def chosen(month: Json) -> Iterator[tuple[str, Json]]:
    """(place, exercise) of all assistance, and of what stands in for a main lift (with its most repetitions)."""
    for week, day in days(month):
        place = f"week {week} day {day['day']}"
        for one in day["accessories"]:
            yield place, one
        for lift in day["main"]:
            if lift.get("variation"):
                reps = max((one["reps"] for one in work_sets(lift)), default=1)
                yield place, {**lift["variation"], "sets": len(work_sets(lift)), "reps": reps}
