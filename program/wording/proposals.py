"""What a lifter reads of a proposal: the lift, the old and the new training max, why, and what next."""

from collections.abc import Iterator, Mapping
from typing import Final

from program.progression.choices import Choice, choice_of
from program.progression.layouts import LayoutNote
from program.progression.proposal import Advice, Proposal, Rule
from program.progression.table import CYCLES_FORWARD
from program.schema import Language
from program.units import in_unit
from program.wording import labels
from program.wording.particles import with_particles
from program.wording.weights import in_words, number

_UP: Final[frozenset[Rule]] = frozenset({"forecast", "test_passed", "plus_set_met", "top_set_met"})
"""Rules after which the training max goes up by a full step, unless the lifter chose less."""

_CHANGED: Final[Mapping[Language, str]] = {
    "ko": "{lift} TM {old}{unit} → {new}{unit}.",
    "en": "{lift}: TM {old} → {new} {unit}.",
}
_KEPT: Final[Mapping[Language, str]] = {
    "ko": "{lift} TM {old}{unit} 유지.",
    "en": "{lift}: TM stays at {old} {unit}.",
}

_SET: Final[Mapping[Language, str]] = {
    "ko": "{week}주차 {weight}×{reps}회",
    "en": "week {week}, {weight} × {reps}",
}

_WHY: Final[Mapping[Language, Mapping[Rule, str]]] = {
    "ko": {
        "nothing_logged": "마지막 본 세트의 기록이 없어 올릴 근거가 없습니다.",
        "forecast": "사이클을 마칠 때마다 한 단계씩 올린다고 본 예상치입니다.",
        "lift_spared": "아픈 곳 때문에 가볍게 해서 이번 달로는 힘을 판단할 수 없습니다.",
        "plates_short": "가진 원판으로는 계산한 무게를 다 맞출 수 없어, 이번 달로는 힘을 판단할 수 없습니다.",
        "lift_replaced": "다른 운동으로 대신해서 이번 달로는 힘을 판단할 수 없습니다.",
        "month_careful": "몸 상태에 맞춰 가볍게 한 달입니다. 의사가 괜찮다고 하기 전에는 올리지 마세요.",
        "weeks_away": "2주 이상 쉬었으니 아직 올리지 않습니다.",
        "test_passed": "TM 테스트를 통과했습니다({set}).",
        "test_close": "TM 테스트({set})를 보면 지금 TM이 알맞지만, 올리기에는 횟수가 모자랍니다.",
        "test_low": "TM 테스트({set})를 보면 TM이 너무 높았습니다. 그 세트로 추정한 1RM에서 다시 계산했습니다.",
        "test_failed": "TM 테스트에서 한 번도 들지 못했습니다({set}).",
        "first_miss": "최소 횟수에 처음으로 못 미쳤습니다({set}).",
        "stall": "두 사이클 연속으로 최소 횟수에 못 미쳤습니다({set}).",
        "plus_set_met": "'+' 세트({set})에서 최소 횟수를 채웠습니다.",
        "top_set_met": "정해진 횟수를 모두 채웠습니다({set}).",
        "cycle_unfinished": "사이클에서 가장 무거운 본 세트의 기록이 아직 없습니다.",
        "estimate_low": "최소 횟수는 채웠지만 '+' 세트({set})로 추정한 1RM이 TM의 바탕이 된 1RM보다 낮습니다.",
        "five_cycles_up": "테스트나 리셋 없이 {cycles}사이클을 올렸으니 여유가 줄어들 때입니다.",
        "reported": "이렇게 적으셨습니다: '{words}'.",
    },
    "en": {
        "nothing_logged": "No top set is logged, so there is no reason to raise it.",
        "forecast": "This is a forecast with one step for each completed cycle.",
        "lift_spared": "You spared the lift, so the month cannot judge your strength.",
        "plates_short": "Your plates made less than was asked, so the month cannot judge your strength.",
        "lift_replaced": "Another exercise stood in, so the month cannot judge your strength.",
        "month_careful": "It was a careful month: do not raise the TM before your doctor agrees.",
        "weeks_away": "You were away for two weeks or more, so it does not go up yet.",
        "test_passed": "You passed the TM test ({set}).",
        "test_close": "The TM test ({set}) shows that the TM is right; to raise it takes more reps.",
        "test_low": "The TM test ({set}) shows that the TM was too high; the new one follows from that set.",
        "test_failed": "The weight of the TM test did not move ({set}).",
        "first_miss": "You missed the minimum for the first time ({set}).",
        "stall": "You missed the minimum in two cycles in a row ({set}).",
        "plus_set_met": "Your '+' set reached its minimum ({set}).",
        "top_set_met": "You did all the reps ({set}).",
        "cycle_unfinished": "The heaviest top set of the cycle is not logged yet.",
        "estimate_low": "You did the minimum, but your '+' set ({set}) points to less than the 1RM behind the TM.",
        "five_cycles_up": "The TM went up for {cycles} cycles without a test or a reset: there is little room left.",
        "reported": "You wrote: '{words}'.",
    },
}
"""Why."""

_AS_USUAL: Final[Mapping[Language, Mapping[Rule, str]]] = {
    "ko": {
        "nothing_logged": "다음 달에는 무게와 횟수를 적으세요.",
        "forecast": "기록이 생기면 기록으로 정합니다.",
        "lift_spared": "아프지 않으면 이 TM에서 이어 가세요.",
        "plates_short": "원판이 더 생기면 이 TM에서 이어 가세요.",
        "lift_replaced": "다시 할 수 있으면 이 TM에서 이어 가세요.",
        "test_passed": "다음 달은 이 TM으로 시작하세요.",
        "test_close": "같은 TM으로 한 달 더 하세요.",
        "test_low": "여기서 다시 쌓아 올리세요.",
        "test_failed": "세 단계 내렸으니 여기서 다시 쌓아 올리세요.",
        "first_miss": "같은 TM으로 사이클을 한 번 더 하세요.",
        "stall": "이 종목만 낮춰서 다시 쌓아 올리세요.",
        "plus_set_met": "다음 달은 이 TM으로 시작하세요.",
        "top_set_met": "다음 달은 이 TM으로 시작하세요.",
    },
    "en": {
        "nothing_logged": "Write down weight and reps next month.",
        "forecast": "What you log takes its place.",
        "lift_spared": "Go on from here once nothing hurts.",
        "plates_short": "Go on from here when you have more plates.",
        "lift_replaced": "Go on from here when you can do the lift again.",
        "test_passed": "Start the next month with it.",
        "test_close": "Train another month with it.",
        "test_low": "Build up again from there.",
        "test_failed": "Go three steps back and build up again.",
        "first_miss": "Repeat the cycle with the same TM.",
        "stall": "Take this lift alone back and build up again.",
        "plus_set_met": "Start the next month with it.",
        "top_set_met": "Start the next month with it.",
    },
}
"""What next, where the proposal is the rule's own and advises nothing else."""

_CHOSEN: Final[Mapping[Language, Mapping[str, str]]] = {
    "ko": {
        "smaller_step": "한 단계를 다 올리지 않고 {rise}{unit}만 올리기로 했습니다.",
        "hold": "다만 이번에는 올리지 않고 기다리기로 했습니다.",
    },
    "en": {
        "smaller_step": "By choice it goes up by {rise} {unit}, less than a full step.",
        "hold": "By choice it waits for a cycle.",
    },
}
"""Where the lifter chose a smaller step than the rule says."""

_REPORTED: Final[Mapping[Language, Mapping[Choice, str]]] = {
    "ko": {
        "smaller_step": "한 단계를 다 올리지 않고 {rise}{unit}만 올립니다.",
        "hold": "다음 달은 올리지 않고 같은 TM으로 합니다.",
        "back": "이 종목만 낮춰서 다시 쌓아 올립니다.",
    },
    "en": {
        "smaller_step": "So it goes up by {rise} {unit}, less than a full step.",
        "hold": "So it does not go up next month.",
        "back": "So this lift alone goes back, to build up again.",
    },
}
"""What follows from the lifter's report; a test is told as advice."""

_HURTS: Final[Mapping[Language, str]] = {
    "ko": "아프거나 조심해야 할 일이 있다고 적으셨습니다.",
    "en": "You wrote of pain, or of something to be careful with.",
}
"""Why, where the lift waits for more than is said of it."""

_ADVICE: Final[Mapping[Language, Mapping[Advice, str]]] = {
    "ko": {
        "test": "다음 달 4주차에 TM을 테스트하세요.",
        "start_back": "사이클을 1~2주 되돌려 다시 시작하세요.",
        "fresh_records": "4주 이상 쉬었으니 먼저 기록을 다시 재고, 사이클은 1~2주 되돌려 시작하세요.",
        "finish_cycle": "빠진 세션을 이어서 하고 기록하세요.",
    },
    "en": {
        "test": "Test the TM in week 4 of the next month.",
        "start_back": "Start again one or two weeks earlier in the cycle.",
        "fresh_records": "After four weeks or more test your records first, and start one or two weeks earlier.",
        "finish_cycle": "Do the session that you missed next, and log it.",
    },
}
_OR_TEST: Final[Mapping[Language, str]] = {
    "ko": "내리는 대신 지금 TM({old}{unit})을 그대로 두고 한 달 더 한 뒤 4주차에 테스트해도 됩니다.",
    "en": "Or stay at {old} {unit} and test it in week 4 of the next month.",
}
"""The other way after five cycles up."""

_LAYOUT: Final[Mapping[Language, Mapping[LayoutNote, str]]] = {
    "ko": {
        "one_month": "한 달에는 리더와 앵커가 함께 들어가지 않아 기본 한 달로 짰습니다. 8주부터 나눌 수 있습니다.",
        "beginner": "첫해에는 리더와 앵커로 나누지 않아도 꾸준히 늘기 때문에 기본 한 달을 이어서 짰습니다.",
        "losing_weight": "감량 중에는 회복이 느려 추가 세트가 많은 리더 대신 기본 한 달을 이어서 짰습니다.",
        "health": "건강이 목표라면 무거운 테스트가 필요 없어 리더와 앵커 대신 기본 한 달을 이어서 짰습니다.",
        "careful": "조심해야 하는 동안에는 '+' 세트와 테스트를 하지 않으므로 기본 한 달을 이어서 짰습니다.",
    },
    "en": {
        "one_month": "One month has no room for a leader and an anchor, so it stands alone; eight weeks have room.",
        "beginner": "In the first year you get stronger without leaders and anchors: plain months follow each other.",
        "losing_weight": "You recover more slowly while losing weight, so plain months take the place of hard leaders.",
        "health": "Training for health needs no heavy tests, so plain months take the place of leaders and anchors.",
        "careful": "While you have to be careful there are no '+' sets and no tests: plain months follow each other.",
    },
}


def proposal_text(proposal: Proposal, language: Language) -> str:
    """The proposal as a coach says it: the lift, the old and the new training max, why, and what next.

    A training max is told as it is kept, to two decimals: a step may be smaller than the plates.

    Args:
        proposal: The table's proposal, or one that was chosen in its place.
        language: What to write in.
    """
    name = labels.LIFT[language][proposal.lift]
    unit = proposal.unit
    old, new = in_unit(proposal.from_kg, unit), in_unit(proposal.to_kg, unit)
    rise = round(new - old, 2)
    values = {
        "lift": name[0].upper() + name[1:],
        "old": number(old),
        "new": number(new),
        "rise": number(rise),
        "unit": unit,
        "set": _deciding_set(proposal, language),
        "cycles": str(CYCLES_FORWARD),
        "words": (proposal.words or "").rstrip(" .,!?"),
    }
    head = _CHANGED[language] if rise else _KEPT[language]
    heard = proposal.rule == "reported" and proposal.words is None
    why = _HURTS[language] if heard else _WHY[language][proposal.rule]
    parts = [head, why, *_next(proposal, language)]
    return with_particles(" ".join(parts).format_map(values))


def layout_text(note: LayoutNote, language: Language) -> str:
    """Why a programme has original months, although leaders and an anchor were asked for.

    Args:
        note: The reason.
        language: What to write in.
    """
    return _LAYOUT[language][note]


def _next(proposal: Proposal, language: Language) -> Iterator[str]:
    """What was chosen instead of what the rule says, and what the lifter does next."""
    choice, rule = choice_of(proposal), proposal.rule
    if rule == "reported" and choice in _REPORTED[language]:
        yield _REPORTED[language][choice]
    chosen = rule in _UP and choice != "step"
    if chosen:
        yield _CHOSEN[language]["smaller_step" if choice == "smaller_step" else "hold"]
    if rule == "five_cycles_up" and choice == "back":
        yield _OR_TEST[language]
    elif proposal.advice:
        yield _ADVICE[language][proposal.advice]
    elif not chosen and rule in _AS_USUAL[language]:
        yield _AS_USUAL[language][rule]


def _deciding_set(proposal: Proposal, language: Language) -> str:
    """The set that decided: one under its minimum, else that of the latest week."""
    if not proposal.evidence:
        return ""
    done = proposal.evidence[0 if proposal.rule in ("first_miss", "stall") else -1]
    weight = in_words(done.weight_kg, proposal.unit, language)
    return _SET[language].format(week=done.week, weight=weight, reps=done.reps)
