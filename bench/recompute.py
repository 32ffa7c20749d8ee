"""Computes a month's numbers again, in grams and exact fractions, with no code of the program itself."""

import math
from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any

REPS = {
    "5/3/1": (("5", "5", "5+"), ("3", "3", "3+"), ("5", "3", "1+"), ("5", "5", "5")),
    "5s PRO": (("5", "5", "5"),) * 4,
}
"""Repetitions of the three work sets in weeks 1 to 4; + is a plus set."""

SUPPLEMENTAL = {"FSL": None, "BBS": None, "BBB": (50, 60)}
"""A template's rates in percent of the training max; None: that of the week's first work set."""

WARMUP = {40: 5, 50: 5, 60: 3}
"""Rate and repetitions of the warm-up sets."""

EPLEY = Fraction("0.0333")

WEEKDAYS = {2: (0, 3), 3: (0, 2, 4), 4: (0, 1, 3, 4)}

SORE = {
    "lower_back": {"dead_lift"},
    "knee": {"squat"},
    "shoulder": {"bench_press", "over_head_press"},
    "wrist": {"bench_press"},
    "elbow": {"bench_press"},
    "hip": {"squat"},
    "neck": {"over_head_press"},
    "ankle": {"squat"},
}
"""Lifts that a joint to be spared makes lighter, and keeps from plus sets and supplemental work."""


def sore_lifts(month: Mapping[str, Any]) -> set[str]:
    """The lifts that a month's constraints spare."""
    return {lift for joint in (month["constraints"] or {}).get("avoid", ()) for lift in SORE[joint]}


def training_max_grams(record: Any, rate: int) -> Fraction:
    """The training max of a lift in g: `rate` percent of the record's 1RM, rounded to ten grams."""
    if isinstance(record, dict):
        kg = Fraction(str(record["weight_kg"]))
        best = kg if record["reps"] == 1 else kg * (1 + record["reps"] * EPLEY)
    else:
        best = Fraction(str(record))
    return Fraction(10 * round(best * rate))


def weight_grams(max_grams: Fraction, rate: int, body: dict[str, Any]) -> Fraction:
    """What the lifter can build, in g: the bar and as many pairs of the smallest plate as stay under the rate."""
    bar = 1000 * Fraction(str(body.get("bar_kg", 20)))
    pair = 2000 * Fraction(str(body.get("smallest_plate_kg", 1.25)))
    pairs = math.floor((max_grams * rate / 100 - bar) / pair)
    return bar + max(pairs, 0) * pair


def work_rates(plan: dict[str, Any], week: int) -> list[int]:
    """Rates of the three work sets of a week, 1 to 4."""
    first = plan["deloading_rate"] if week == 4 else plan["init_weight_rate"] + (week - 1) * plan["increase_rate_week"]
    return [first + number * plan["increase_rate_set"] for number in range(3)]


def plan_text(plan: dict[str, Any], scheme: str) -> str:
    """The plan in words."""
    weeks = []
    for week, reps in enumerate(REPS[scheme], start=1):
        sets = zip(work_rates(plan, week), reps, strict=True)
        weeks.append(
            "\n".join([f"Week{week}", *(f"SET{number} {rate}%x{rep}" for number, (rate, rep) in enumerate(sets, 1))])
        )
    return "\n\n".join(weeks) + "\n"


def barbell_sets(month: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """(place, lift, set) of every set on a bar."""
    for week in month["weeks"]:
        for day in week["days"]:
            for lift in (*day["main"], *day["supplemental"]):
                for number, one in enumerate(lift["sets"], start=1):
                    kind = one["kind"]
                    yield f"week {week['week']} day {day['day']} {lift['lift']} {kind} {number}", lift["lift"], one


def lifts_grams(body: dict[str, Any], month: dict[str, Any]) -> dict[str, Fraction]:
    """Each lift's training max in g."""
    rate = month["plan"]["training_max_rate"]
    grams = {lift: training_max_grams(record, rate) for lift, record in body["rm_weight"].items()}
    return grams | {lift: Fraction(10 * round(grams[lift] * 90 / 1000)) for lift in sore_lifts(month)}


def weights(body: dict[str, Any], month: dict[str, Any]) -> Iterator[tuple[float, float]]:
    """(kg as answered, kg as it is right) of every set on a bar."""
    grams = lifts_grams(body, month)
    for _, lift, one in barbell_sets(month):
        if one["weight_kg"] is not None:
            yield one["weight_kg"], float(weight_grams(grams[lift], one["rate"], body) / 1000)


def wrong_weights(body: dict[str, Any], month: dict[str, Any]) -> list[str]:
    """Training maxes and weights that do not follow from the records, the rates and the plates."""
    grams = lifts_grams(body, month)
    wrong = [
        f"training max of {lift}: {month['training_max'][lift]}, expected {float(expected / 1000)}"
        for lift, expected in grams.items()
        if month["training_max"][lift] != float(expected / 1000)
    ]
    for place, lift, one in barbell_sets(month):
        if one["weight_kg"] is None:
            continue
        expected = float(weight_grams(grams[lift], one["rate"], body) / 1000)
        if one["weight_kg"] != expected:
            wrong.append(f"{place}: {one['weight_kg']} kg at {one['rate']} %, expected {expected}")
    return wrong


def wrong_sets(body: dict[str, Any], month: dict[str, Any]) -> list[str]:
    """Sets that do not follow from the plan: rates, repetitions, plus sets, warm-ups, supplemental work."""
    wrong = []
    grams = lifts_grams(body, month)
    for week in month["weeks"]:
        rates = work_rates(month["plan"], week["week"])
        reps = REPS[month["plan"]["scheme"]][week["week"] - 1]
        for day in week["days"]:
            place = f"week {week['week']} day {day['day']}"
            for main in day["main"]:
                sore = main["lift"] in sore_lifts(month)
                asked = [(rate, rep.rstrip("+") if sore else rep) for rate, rep in zip(rates, reps, strict=True)]
                warmups = _leading(grams[main["lift"]], rates[0], body)
                wrong += [f"{place} {main['lift']}: {what}" for what in _wrong_main(main, asked, warmups)]
            for extra in day["supplemental"]:
                wrong += [f"{place} {extra['lift']}: {what}" for what in _wrong_extra(extra, rates[0])]
                if extra["lift"] in sore_lifts(month) or extra["lift"] not in [main["lift"] for main in day["main"]]:
                    wrong.append(f"{place} {extra['lift']}: supplemental work that does not belong here")
    return wrong


def _leading(max_grams: Fraction, first_rate: int, body: dict[str, Any]) -> list[tuple[int, str]]:
    """Rate and repetitions of the warm-ups that lead up: each heavier than the last, all lighter than the work sets."""
    heaviest = Fraction(0)
    warmups = []
    for rate, number in WARMUP.items():
        grams = weight_grams(max_grams, rate, body)
        if rate < first_rate and heaviest < grams < weight_grams(max_grams, first_rate, body):
            warmups.append((rate, str(number)))
            heaviest = grams
    return warmups


def _wrong_main(main: dict[str, Any], asked: list[tuple[int, str]], warmups: list[tuple[int, str]]) -> Iterator[str]:
    if _sets(main, "work") != asked:
        yield f"work sets {_sets(main, 'work')}, expected {asked}"
    kept = _sets(main, "warmup")
    if kept != warmups[len(warmups) - len(kept) :]:
        yield f"warm-up sets {kept}, expected the last of {warmups}"
    if [one["kind"] for one in main["sets"]] != ["warmup"] * len(kept) + ["work"] * 3:
        yield "sets out of order"
    if "variation" in main and kept:
        yield "a variation with warm-ups"
    if any((one["weight_kg"] is None) != ("variation" in main) for one in main["sets"]):
        yield "a weight where none can be known, or none where one can"


def _wrong_extra(extra: dict[str, Any], first_rate: int) -> Iterator[str]:
    possible = SUPPLEMENTAL[extra["template"]] or (first_rate,)
    done = {(one["kind"], one["rate"], one["amrap"]) for one in extra["sets"]}
    if len(done) != 1 or not done <= {("supplemental", rate, False) for rate in possible}:
        yield f"{extra['template']}: {done}"


def _sets(lift: dict[str, Any], kind: str) -> list[tuple[int, str]]:
    return [(one["rate"], f"{one['reps']}{'+' if one['amrap'] else ''}") for one in lift["sets"] if one["kind"] == kind]
