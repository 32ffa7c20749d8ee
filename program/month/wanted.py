"""The sessions of a week with all that is wanted of them, however long they take."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from program.lifter.brief import Brief
from program.lifter.variations import body_weight_alone
from program.month.adjustments import supplemental_of
from program.month.lines import Lines
from program.month.loads import Loads
from program.month.minutes import BODY_WEIGHT_REST, general_warmup, rest_after
from program.month.plus_sets import joker_weights, reps_to_beat
from program.month.routine import Accessory, MainLift, SetKind, SupplementalLift, Variation, WorkSet
from program.month.session import Session
from program.month.seventh_week import WARM_UP
from program.month.splits import SPLITS
from program.month.stand_in_sets import LEADING_UP, leads_up, stand_in_supplemental, stand_in_work
from program.month.waves import DELOAD_WEEK, Work, warmup_sets, work_sets
from program.month.weights import Barbell
from program.schema import Lift, Prescription, WeekTemplate, WeightPlan
from program.units import in_kg, in_unit

Loaded = tuple[Work, float | None]
"""A set, and its weight in kg; None: another exercise stands in, and the lifter finds the weight."""


@dataclass(frozen=True)
class Wanted:
    """What the decisions of the two agents ask for, in sets with weights and rests."""

    brief: Brief
    plan: WeightPlan
    template: WeekTemplate
    loads: Loads

    def sessions(self, week: int, assistance: Sequence[Sequence[Prescription]]) -> tuple[Session, ...]:
        """The sessions of a week.

        Args:
            week: 1 to 4.
            assistance: The assistance of each session.
        """
        sessions: list[Session] = []
        trained: set[Lift] = set()
        led: set[Lift] = set()
        for lifts, prescriptions in zip(SPLITS[self.brief.days][self.template.split], assistance, strict=True):
            done = [lift for lift in lifts if self.loads.done(lift)]
            sessions.append(
                Session(
                    main=tuple(self._main(lift, week, again=lift in trained) for lift in done),
                    supplemental=tuple(self._supplemental(lifts, week, led)),
                    accessories=self._accessories(prescriptions, week),
                    warmup=general_warmup(self.brief.session_minutes),
                )
            )
            trained.update(done)
            led.update(done[:1])
        return tuple(sessions)

    @cached_property
    def _lines(self) -> Lines:
        return Lines(self.brief)

    def _main(self, lift: Lift, week: int, *, again: bool) -> MainLift:
        """A main lift.

        It has no plus set where it is done again in a week, as one hard set of a lift is enough, nor where it loads a
        sore joint or less work is wished.
        """
        total = None
        if exercise := self.loads.instead.get(lift):
            work = stand_in_work(self.brief, lift, exercise, self.plan, week)
            sets = self._sets(lift, "work", [(one, None) for one in work])
            if week != DELOAD_WEEK and leads_up(exercise):
                leading: list[Loaded] = [(Work(rate, reps, amrap=False), None) for rate, reps in LEADING_UP]
                sets = (*self._sets(lift, "warmup", leading), *sets)
            if body_weight_alone(exercise):
                total = sum(one.reps for one in work)
                sets = tuple(one.model_copy(update={"rest_s": BODY_WEIGHT_REST}) for one in sets)
        else:
            sets = self._on_the_bar(lift, week)
        sets = tuple(self._with_hints(lift, one) for one in sets)
        if again or lift in self.brief.sore_lifts or self.brief.constraints.volume == "less":
            sets = tuple(
                one.model_copy(update={"amrap": False, "reps_to_beat": None, "joker_kg": (), "joker_lb": ()})
                for one in sets
            )
        return MainLift(lift=lift, variation=self._variation(lift, week), sets=sets, total_reps=total)

    def _on_the_bar(self, lift: Lift, week: int) -> tuple[WorkSet, ...]:
        """Warm-up and work sets. The warm-ups lead up: each is heavier than the one before, all lighter than the work.

        There is none for which the bar is too heavy.
        """
        loads = self.loads.on_bar[lift]
        work = loads.weeks[week - 1]
        warmups: dict[float, Loaded] = {}
        for one in WARM_UP if work[-1].work.most_reps else warmup_sets(work[0].work.rate):
            kg = loads.barbell.weight(one.rate, one.reps)
            if kg is not None and kg < work[0].kg:
                warmups.setdefault(kg, (one, kg))
        return (
            *self._sets(lift, "warmup", list(warmups.values()), loads.barbell),
            *self._sets(lift, "work", work, loads.barbell),
        )

    def _with_hints(self, lift: Lift, one: WorkSet) -> WorkSet:
        """A plus set with the repetitions that beat the best so far, and in an anchor with weights for joker sets."""
        if not one.amrap or one.weight_kg is None:
            return one
        best, bar = self.brief.block.best_kg.by_lift.get(lift), self.loads.on_bar[lift].barbell
        kg = one.weight_kg if one.weight_lb is None else in_kg(one.weight_lb, "lb")
        jokers = joker_weights(kg, bar.bar_kg, bar.plates, role=self.brief.role, level=self.brief.experience)
        liftable = [kg for kg in jokers if kg <= bar.one_rep_max]
        return one.model_copy(
            update={
                "reps_to_beat": None if best is None else reps_to_beat(kg, best),
                "joker_kg": tuple(in_unit(kg, "kg") for kg in liftable),
                "joker_lb": tuple(map(bar.shown, liftable)) if bar.plates.unit == "lb" else (),
            }
        )

    def _variation(self, lift: Lift, week: int) -> Variation | None:
        exercise = self.loads.instead.get(lift)
        return self._lines.variation(exercise, week, sore=lift in self.brief.sore_lifts) if exercise else None

    def _supplemental(self, lifts: Sequence[Lift], week: int, led: Collection[Lift]) -> Iterator[SupplementalLift]:
        """A session's supplemental work; `led` are the lifts that another session of the week began with.

        Such a lift has the week's template in the first of them alone.
        """
        for place, lift in enumerate(filter(self.loads.done, lifts)):
            second, chosen_name = place > 0 or lift in led, self.template.supplemental
            name = supplemental_of(self.brief, self.plan.scheme, chosen_name, lift, second=second)
            chosen = self.loads.supplemental(lift, name)
            exercise = self.loads.instead.get(lift)
            number, reps = stand_in_supplemental(exercise, chosen) if exercise else (chosen.sets, chosen.reps)
            if week == DELOAD_WEEK or number == 0:
                continue
            rate = work_sets(self.plan, week)[0].rate if chosen.rate is None else chosen.rate
            asked = Work(rate, reps, amrap=False)
            loaded = (asked, self.loads.supplemental_kg(lift, asked, week))
            on_bar = self.loads.on_bar.get(lift)
            yield SupplementalLift(
                lift=lift,
                variation=self._variation(lift, week),
                template=chosen.template,
                sets=self._sets(lift, "supplemental", [loaded] * number, on_bar.barbell if on_bar else None),
            )

    def _sets(
        self, lift: Lift, kind: SetKind, asked: Sequence[Loaded], barbell: Barbell | None = None
    ) -> tuple[WorkSet, ...]:
        """Sets with their rests and plates."""
        top = max((work.rate for work, _ in asked), default=0)
        heaviest = max((kg for _, kg in asked if kg is not None), default=None)
        wished, level = self.brief.rest_s, self.brief.experience
        return tuple(
            WorkSet(
                kind=kind,
                rate=work.rate,
                reps=work.reps,
                amrap=work.amrap,
                most_reps=work.most_reps,
                rest_s=rest_after(kind, lift, heaviest, top, work.reps, wished, level=level),
                **_loaded(kg, barbell),
            )
            for work, kg in asked
        )

    def _accessories(self, prescriptions: Sequence[Prescription], week: int) -> tuple[Accessory, ...]:
        beside = {one.exercise for one in prescriptions}
        return tuple(self._lines.accessory(one, week, beside) for one in prescriptions)


def _loaded(kg: float | None, barbell: Barbell | None) -> dict[str, Any]:
    """The fields of a set that say what is on the bar."""
    if kg is None or barbell is None:
        return {"weight_kg": kg}
    side = barbell.per_side(kg)
    if barbell.plates.unit == "kg":
        return {"weight_kg": kg, "plates_kg": side}
    return {"weight_kg": in_unit(kg, "kg"), "weight_lb": barbell.shown(kg), "plates_lb": side}
