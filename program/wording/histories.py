"""What a lifter reads of a training log: which rows were not read, what was taken to be so, and what fits no plan."""

from collections.abc import Mapping
from typing import Final

from program.histories.limits import HEAVIEST_KG, MOST_REPS
from program.histories.reasons import NoteCode, Reason, UnmatchedReason
from program.schema import Language

_UNREAD: Final[Mapping[Language, Mapping[Reason, str]]] = {
    "en": {
        "broken_row": "The quotation marks of this row do not close: export the file again.",
        "cut_off": "The row ends too early: the file was cut off, export it again.",
        "too_many_cells": "The row has more cells than the header: put text and numbers with the delimiter in quotes.",
        "missing": "The cell is empty: fill it in.",
        "unknown_kind": "This kind of set is not known.",
        "not_a_number": "This is not a number that can be read: write digits, such as 5 or 62.5.",
        "unclear_number": "The comma could stand before decimals or thousands: write a point, or fewer digits.",
        "not_whole": "Repetitions are whole numbers.",
        "negative": "The number is below zero.",
        "no_weight": "A set on the bar weighs more than 0 kg.",
        "too_heavy": f"The weight is above {HEAVIEST_KG} kg: check it, and its unit.",
        "too_many_reps": f"The number is above {MOST_REPS}: check whether it is in the right column.",
        "unknown_unit": "The unit is not known: write kg or lb.",
        "unknown_date": "This is not a date that can be read: write it as 2026-05-15.",
        "unclear_date": "Day and month could be the other way round, and no other date of the file tells: write it as "
        "2026-05-15.",
        "future_date": "The date is after today: correct it.",
        "duplicate": "The same row is there already: it counts once.",
    },
    "ko": {
        "broken_row": "이 행의 따옴표가 닫히지 않았습니다. 파일을 다시 내보내세요.",
        "cut_off": "행이 중간에 끊겼습니다. 파일을 다시 내보내세요.",
        "too_many_cells": "머리글보다 칸이 많습니다. 구분 기호가 들어 있는 글이나 숫자는 따옴표로 묶으세요.",
        "missing": "칸이 비어 있습니다. 값을 적으세요.",
        "unknown_kind": "알 수 없는 세트 종류입니다.",
        "not_a_number": "숫자로 읽을 수 없습니다. 5나 62.5처럼 숫자로 적으세요.",
        "unclear_number": "쉼표가 소수점인지 천 단위 구분인지 알 수 없습니다. 소수점은 마침표로 적으세요.",
        "not_whole": "횟수는 정수로 적으세요.",
        "negative": "0보다 작은 숫자입니다.",
        "no_weight": "바벨 세트의 무게는 0kg보다 무거워야 합니다.",
        "too_heavy": f"무게가 {HEAVIEST_KG}kg을 넘습니다. 무게와 단위를 확인하세요.",
        "too_many_reps": f"숫자가 {MOST_REPS}보다 큽니다. 칸이 밀리지 않았는지 확인하세요.",
        "unknown_unit": "알 수 없는 단위입니다. kg이나 lb로 적으세요.",
        "unknown_date": "날짜로 읽을 수 없습니다. 2026-05-15처럼 적으세요.",
        "unclear_date": "어느 쪽이 월이고 일인지 파일의 다른 날짜로도 알 수 없습니다. 2026-05-15처럼 적으세요.",
        "future_date": "오늘보다 뒤의 날짜입니다. 날짜를 고치세요.",
        "duplicate": "똑같은 행이 이미 있어 한 번만 셌습니다.",
    },
}

_COLUMN: Final[Mapping[Language, str]] = {"en": "Column ", "ko": "열 "}

_NOTE: Final[Mapping[Language, Mapping[NoteCode, str]]] = {
    "en": {
        "kilograms_assumed": "The file names no unit: its weights are taken to be in kg.",
        "day_first": "Dates such as 03/04/2026 begin with the day, as other dates of the file do.",
        "month_first": "Dates such as 03/04/2026 begin with the month, as other dates of the file do.",
        "rpe_left_out": "An RPE that is none from 1 to 10 was left out; the set counts.",
    },
    "ko": {
        "kilograms_assumed": "파일에 단위가 없어 무게를 kg으로 읽었습니다.",
        "day_first": "03/04/2026 같은 날짜는 파일의 다른 날짜처럼 일이 먼저인 것으로 읽었습니다.",
        "month_first": "03/04/2026 같은 날짜는 파일의 다른 날짜처럼 월이 먼저인 것으로 읽었습니다.",
        "rpe_left_out": "1~10이 아닌 RPE는 빼고 세트만 읽었습니다.",
    },
}

_UNMATCHED: Final[Mapping[Language, Mapping[UnmatchedReason, str]]] = {
    "en": {
        "not_trained": "The file has no session of this lift for this planned day.",
        "below_plan": "The session was done, but no set is as heavy as the planned top set.",
        "beside_plan": "This session fits no planned top set: it is left out.",
        "before_month": "Sessions from before the month are left out.",
    },
    "ko": {
        "not_trained": "이 날 계획한 훈련이 파일에 없습니다.",
        "below_plan": "훈련은 했지만 계획한 톱 세트만큼 무거운 세트가 없습니다.",
        "beside_plan": "계획한 톱 세트와 맞지 않는 훈련이라 뺐습니다.",
        "before_month": "이번 달 이전의 훈련은 뺐습니다.",
    },
}


def unread_sentence(reason: Reason, column: str | None, language: Language) -> str:
    """Why a row was not read, and what to do.

    Args:
        reason: Why, as a code.
        column: The name of the column that is to blame, as the file has it; None: the whole row.
        language: The lifter's.
    """
    sentence = _UNREAD[language][reason]
    return sentence if column is None else f"{_COLUMN[language]}'{column}': {sentence}"


def note_sentence(code: NoteCode, rows: int, language: Language) -> str:
    """What was taken to be so, and in how many rows."""
    sentence = _NOTE[language][code]
    return f"{sentence} ({rows}{'개 행' if language == 'ko' else ' rows' if rows > 1 else ' row'})"


def unmatched_sentence(reason: UnmatchedReason, language: Language) -> str:
    """Why a planned top set has no set that counts, or a session counts for no planned one."""
    return _UNMATCHED[language][reason]
