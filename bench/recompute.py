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

USUAL_BAR = 20

WARMUP = {40: 5, 50: 5, 60: 3}
"""Rate and repetitions of the warm-up sets."""

EPLEY = Fraction("0.0333")

WEEKDAYS = {2: (0, 3), 3: (0, 2, 4), 4: (0, 1, 3, 4)}

SORE = {
    "lower_back": {"dead_lift", "squat"},
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
    """The training max of a lift in g: `rate` percent of the record's 1RM, rounded to ten grams, 10 g to 600 kg."""
    return Fraction(min(max(10 * round(best_grams(record) / 1000 * rate), 10), 600_000))


def best_grams(record: Any) -> Fraction:
    """A record's 1RM in g."""
    if isinstance(record, dict):
        kg = Fraction(str(record["weight_kg"]))
        return 1000 * (kg if record["reps"] == 1 else kg * (1 + record["reps"] * EPLEY))
    return 1000 * Fraction(str(record))


def bars_grams(body: dict[str, Any], lift: str) -> list[Fraction]:
    """The bars in g that a request has for a lift."""
    given = body.get("bar_kg")
    if isinstance(given, dict):
        given = given.get(lift)
    several = given if isinstance(given, list | tuple) else [USUAL_BAR if given is None else given]
    return [1000 * Fraction(str(bar)) for bar in several]


def pair_grams(body: dict[str, Any]) -> Fraction:
    """A pair of the smallest plates in g."""
    return 2000 * Fraction(str(body.get("smallest_plate_kg") or 1.25))


def _most_by_reps(best: Fraction, one: dict[str, Any]) -> Fraction:
    return best * (85 if one["reps"] >= 5 else 100) / 100


def most_grams(max_grams: Fraction, best: Fraction, one: dict[str, Any]) -> Fraction:
    """What a set may weigh at most: the 1RM, 85 % of it from five repetitions, 10 points above the set's rate."""
    above_rate: Fraction = max_grams * (one["rate"] + 10) / 100
    return min(_most_by_reps(best, one), above_rate)


def weight_grams(max_grams: Fraction, best: Fraction, one: dict[str, Any], bar: Fraction, pair: Fraction) -> Fraction:
    """What the lifter can build, in g: the bar and as many pairs as stay under the set's rate, and 85 % in fives."""
    asked = min(Fraction(max_grams * one["rate"]) / 100, _most_by_reps(best, one))
    return bar + max(math.floor((asked - bar) / pair), 0) * pair


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
    """(kg as answered, kg that the rate, the bar and the plates give) of every set on a bar.

    The two differ where a week is raised to be more than the week before, and where a deload is lighter than its rate.
    """
    grams, pair = lifts_grams(body, month), pair_grams(body)
    for lift in grams:
        done = [one for _, name, one in barbell_sets(month) if name == lift and one["weight_kg"] is not None]
        if done:
            best = best_grams(body["rm_weight"][lift])
            _, bar = min((len(_unbuildable(done, bar, pair)), bar) for bar in bars_grams(body, lift))
            for one in done:
                yield one["weight_kg"], float(weight_grams(grams[lift], best, one, bar, pair) / 1000)


def wrong_weights(body: dict[str, Any], month: dict[str, Any]) -> list[str]:
    """Training maxes and weights that do not follow from records, rates, bars and plates, or that break a limit."""
    grams, pair = lifts_grams(body, month), pair_grams(body)
    wrong = [
        f"training max of {lift}: {month['training_max'][lift]}, expected {float(expected / 1000)}"
        for lift, expected in grams.items()
        if month["training_max"][lift] != float(expected / 1000)
    ]
    for lift in grams:
        best = best_grams(body["rm_weight"][lift])
        tried = [list(_wrong_lift(month, lift, grams[lift], best, bar, pair)) for bar in bars_grams(body, lift)]
        wrong += sorted(tried, key=len)[0]
    return wrong


def _grams(one: dict[str, Any]) -> Fraction:
    return 1000 * Fraction(str(one["weight_kg"]))


def _unbuildable(sets: list[dict[str, Any]], bar: Fraction, pair: Fraction) -> list[dict[str, Any]]:
    return [one for one in sets if _grams(one) < bar or (_grams(one) - bar) % pair]


def _wrong_lift(
    month: dict[str, Any], lift: str, max_grams: Fraction, best: Fraction, bar: Fraction, pair: Fraction
) -> Iterator[str]:
    """What is wrong with a lift's weights if they are done with one bar."""
    work: dict[int, list[dict[str, Any]]] = {}
    for week in month["weeks"]:
        for day in week["days"]:
            for done in (*day["main"], *day["supplemental"]):
                sets = [one for one in done["sets"] if one["weight_kg"] is not None]
                if done["lift"] == lift and sets:
                    place = f"week {week['week']} day {day['day']} {lift}"
                    yield from (
                        f"{place}: {one['weight_kg']} kg cannot be built" for one in _unbuildable(sets, bar, pair)
                    )
                    for one in sets:
                        if _grams(one) > most_grams(max_grams, best, one):
                            yield f"{place}: {one['weight_kg']} kg x {one['reps']} at {one['rate']} % is too heavy"
                    if sets[-1]["kind"] == "work":
                        work[week["week"]] = [one for one in sets if one["kind"] == "work"]
                    for one in sets:
                        floor = weight_grams(max_grams, best, one, bar, pair)
                        if one["kind"] == "warmup" and _grams(one) != floor:
                            yield f"{place}: {one['weight_kg']} kg at {one['rate']} %, expected {float(floor / 1000)}"
    yield from _wrong_work(work, lift, max_grams, best, bar, pair)


def _wrong_work(
    work: dict[int, list[dict[str, Any]]], lift: str, max_grams: Fraction, best: Fraction, bar: Fraction, pair: Fraction
) -> Iterator[str]:
    """Weeks that do not rise or are raised without need, and a deload that is not lighter."""
    for week, sets in work.items():
        floors = [weight_grams(max_grams, best, one, bar, pair) for one in sets]
        weights = [_grams(one) for one in sets]
        if week == 4 and 1 in work:
            heaviest = max(_grams(one) for one in work[1])
            if weights != [min(floor, heaviest - pair) for floor in floors]:
                yield f"week 4 {lift}: {weights}, expected the rates and less than {heaviest}"
        elif week > 1 and week - 1 in work:
            before = work[week - 1]
            old = (max(map(_grams, before)), sum(map(_grams, before)), sum(one["reps"] for one in before))
            new = (max(weights), sum(weights), sum(one["reps"] for one in sets))
            plain = (max(floors), sum(floors), sum(one["reps"] for one in sets))
            if all(after <= earlier for after, earlier in zip(new, old, strict=True)):
                yield f"week {week} {lift}: not more than the week before"
            if weights != floors and any(after > earlier for after, earlier in zip(plain, old, strict=True)):
                yield f"week {week} {lift}: {weights}, expected {floors}"
        elif weights != floors:
            yield f"week {week} {lift}: {weights}, expected {floors}"


def wrong_sets(month: dict[str, Any]) -> list[str]:
    """Sets that do not follow from the plan: rates, repetitions, plus sets, warm-ups, supplemental work."""
    wrong = []
    less = (month["constraints"] or {}).get("volume") == "less"
    for week in month["weeks"]:
        rates = work_rates(month["plan"], week["week"])
        reps = REPS[month["plan"]["scheme"]][week["week"] - 1]
        trained: set[str] = set()
        for day in week["days"]:
            place = f"week {week['week']} day {day['day']}"
            for main in day["main"]:
                sore = less or main["lift"] in sore_lifts(month) or main["lift"] in trained
                trained.add(main["lift"])
                asked = [(rate, rep.rstrip("+") if sore else rep) for rate, rep in zip(rates, reps, strict=True)]
                check = _wrong_stand_in if "variation" in main else _wrong_main
                if week["week"] == 4 and check is _wrong_main:
                    asked = _for_the_bar(asked, _sets(main, "work"), work_rates(month["plan"], 1)[0])
                wrong += [f"{place} {main['lift']}: {what}" for what in check(main, asked)]
            for extra in day["supplemental"]:
                wrong += [f"{place} {extra['lift']}: {what}" for what in _wrong_extra(extra, rates[0])]
                if extra["lift"] in sore_lifts(month) or extra["lift"] not in [main["lift"] for main in day["main"]]:
                    wrong.append(f"{place} {extra['lift']}: supplemental work that does not belong here")
    return wrong


def _for_the_bar(asked: list[tuple[int, str]], done: list[tuple[int, str]], first: int) -> list[tuple[int, str]]:
    """A deload's sets: where the bar is too heavy for a rate, the set has the rate of a later one, as all before it.

    Where it is too heavy for all of them, each is for three at the rate of week 1's first set.
    """
    if done == [(first, "3")] * len(asked):
        return done
    rates = [rate for rate, _ in asked]
    lightest = done[0][0] if done and done[0][0] in rates else rates[0]
    return [(max(rate, lightest), reps) for rate, reps in asked]


def _wrong_main(main: dict[str, Any], asked: list[tuple[int, str]]) -> Iterator[str]:
    work = [one for one in main["sets"] if one["kind"] == "work"]
    longer = [(rate, f"{int(rep) + 1}" if rep == "5" else rep) for rate, rep in asked]
    if any(one not in pair for one, pair in zip(_sets(main, "work"), zip(asked, longer, strict=True), strict=True)):
        yield f"work sets {_sets(main, 'work')}, expected {asked}"
    if any(one["weight_kg"] is None for one in main["sets"]):
        yield "a weight is missing"
        return
    warmups = [one for one in main["sets"] if one["kind"] == "warmup"]
    book = [(rate, str(number)) for rate, number in WARMUP.items() if rate < asked[0][0]]
    kept = _sets(main, "warmup")
    if kept != [one for one in book if one in kept] or any(_grams(one) >= _grams(work[0]) for one in warmups):
        yield f"warm-up sets {kept}, expected some of {book}, lighter than the work sets"
    if [one["kind"] for one in main["sets"]] != ["warmup"] * len(kept) + ["work"] * 3:
        yield "sets out of order"


def _wrong_stand_in(main: dict[str, Any], asked: list[tuple[int, str]]) -> Iterator[str]:
    """What is wrong with the sets of an exercise that stands in for a lift."""
    warmups = [one for one in main["sets"] if one["kind"] == "warmup"]
    sets = [one for one in main["sets"] if one["kind"] == "work"]
    rates = [rate for rate, _ in asked]
    if len(warmups) > 2 or main["sets"] != [*warmups, *sets]:
        yield "a variation that is led up to otherwise than by two sets"
    if any(one["weight_kg"] is not None for one in main["sets"]) or any(one["rate"] not in rates for one in sets):
        yield "a variation with a weight, or with a rate that the plan has not"
    if any(one["amrap"] for one in sets):
        yield "a plus set without a weight"
    if "total_reps" in main:
        if main["total_reps"] != sum(one["reps"] for one in sets) or any(one["amrap"] for one in sets):
            yield f"sets that are not the total of {main['total_reps']}"
    elif len(sets) != 3 or any(one["reps"] < 3 for one in sets):
        yield "not three sets of three or more"


def _wrong_extra(extra: dict[str, Any], first_rate: int) -> Iterator[str]:
    possible = SUPPLEMENTAL[extra["template"]] or (first_rate,)
    done = {(one["kind"], one["rate"], one["amrap"]) for one in extra["sets"]}
    if len(done) != 1 or not done <= {("supplemental", rate, False) for rate in possible}:
        yield f"{extra['template']}: {done}"


def _sets(lift: dict[str, Any], kind: str) -> list[tuple[int, str]]:
    return [(one["rate"], f"{one['reps']}{'+' if one['amrap'] else ''}") for one in lift["sets"] if one["kind"] == kind]
