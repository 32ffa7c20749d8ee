"""A month on paper, its text read back by pypdf."""

import io
import unicodedata
from collections.abc import Iterator
from itertools import groupby
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pypdf import PdfReader
from reportlab.pdfgen.canvas import Canvas

from program.exports import paper
from program.exports.pdf import pdf
from program.exports.typeface import MISSING, characters, shown
from program.lifter.brief import Brief
from program.month.routine import Accessory, Addition, Routine, TrainingWeek, WeekAddition
from program.schema import Language, WeekTemplate, WeightPlan
from program.wording import labels
from tests.coached import Coached, lifter
from tests.program.drawn import decisions
from tests.program.exports.test_plan_csv import routine


def pages(data: bytes) -> list[str]:
    """The text of each page, single spaces between words."""
    return [" ".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(data)).pages]


def heights(data: bytes) -> list[float]:
    """How high above the page's lower edge each text stands, in points."""
    found: list[float] = []

    def visit(text: str, _: Any, place: list[float], *__: Any) -> None:
        if text.strip():
            found.append(place[5])

    for page in PdfReader(io.BytesIO(data)).pages:
        page.extract_text(visitor_text=visit)
    return found


def month(**fields: Any) -> Routine:
    return Coached().routine(lifter(**{"gender": "남성", "start_date": "2026-12-28", **fields}))


def expected(week: TrainingWeek, language: Language) -> Iterator[str]:
    """What must stand on a week's page, set by set; equal sets have one line with as many boxes."""
    for day in week.days:
        for part in day.in_order:
            yield from _part(part, language)


def _part(part: Any, language: Language) -> Iterator[str]:
    if isinstance(part, Accessory):
        name = part.name if language == "ko" else part.name_en
        letter = f"{part.superset} " if part.superset else ""
        yield f"{'□' * part.sets} {letter}{name}"
        yield _rest(part.rest_s)
        return
    for one, same in groupby(part.sets):
        plus = "+ ____" if one.amrap else ""
        reps = f"{one.reps}–{one.most_reps}" if one.most_reps else f"{one.reps}{plus}"
        boxes = "□" * len(list(same))
        if one.weight_kg is None:
            yield f"× {reps} {_rest(one.rest_s)}"
            continue
        bare = "빈 바" if language == "ko" else "bar alone"
        plates = "+".join(f"{kg:g}" for kg in one.plates_kg or ()) or bare
        kind = {"warmup": ("워밍업", "warm-up"), "work": ("본 세트", "work")}.get(one.kind)
        head = kind[language == "en"] if kind else part.template
        yield f"{boxes} {head} {one.rate}% {one.weight_kg:g} kg × {reps} {plates} {_rest(one.rest_s)}"


def _rest(seconds: int) -> str:
    return f"{seconds // 60}:{seconds % 60:02d}"


MONTHS: list[dict[str, Any]] = [
    {},
    {"purpose": 2, "minutes": 180, "days_per_week": 3},
    {"gender": "male", "purpose": 2, "start_date": None},
    {"week4": "tm_test"},
    {"week4": "none", "days_per_week": 2, "weekdays": ["mon", "fri"], "start_date": None},
    {"equipment": ["bodyweight", "band"], "days_per_week": 3},
]


@pytest.mark.parametrize("fields", MONTHS, ids=str)
def test_every_set_is_on_its_weeks_page(fields: dict[str, Any]) -> None:
    made = month(**fields)
    language: Language = "en" if fields.get("gender") == "male" else "ko"
    first, *weeks = pages(pdf(made, language))
    assert len(weeks) == len(made.weeks)
    for week, text in zip(made.weeks, weeks, strict=True):
        for line in expected(week, language):
            assert line in text, (line, text)
        sets = sum(
            part.sets if isinstance(part, Accessory) else len(part.sets) for day in week.days for part in day.in_order
        )
        assert text.count("□") == sets
        for day in week.days:
            assert not day.date or day.date.isoformat() in text
            assert all(one.cue.rstrip(".") in text for one in day.accessories)
    assert all(day.warmup in first for day in made.weeks[0].days)
    assert all(note in first for note in made.notes)
    if not fields.get("equipment"):
        assert all(f"{round(kg, 1):g} kg" in first for kg in made.training_max.values())
        assert f"{made.plan.init_weight_rate}% × 5" in first
        assert all(name in first for name in labels.LIFT[language].values())


def test_hangul_is_whole_and_english_has_none() -> None:
    text = "".join(pages(pdf(month(gender="남성"))))
    assert "트레이닝 맥스(TM): 1RM의 90%" in text
    assert "오버헤드 프레스" in text
    assert MISSING not in text
    assert unicodedata.is_normalized("NFC", text)
    english = "".join(pages(pdf(month(gender="male"), "en")))
    assert not any("가" <= letter <= "힣" for letter in english)


def test_the_same_month_gives_the_same_bytes_also_after_another() -> None:
    made, other = month(), month(purpose=2, gender="여성")
    first = pdf(made)
    second = pdf(other)
    assert pdf(made) == first != second
    assert len(first) < 100_000


def test_one_month_is_drawn_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    def save(canvas: Any) -> None:
        busy.append(not paper._DRAWING.acquire(blocking=False))
        saved(canvas)

    saved, busy = Canvas.save, list[bool]()
    monkeypatch.setattr(Canvas, "save", save)
    assert pdf(month()) == pdf(month())
    assert busy == [True, True], "reportlab keeps its place in the font's file while it saves"


@settings(max_examples=12, suppress_health_check=[HealthCheck.too_slow])
@given(decisions(), st.sampled_from(["ko", "en"]))
def test_any_month_has_a_page_a_week_and_all_its_sets(
    drawn: tuple[Brief, WeightPlan, WeekTemplate], language: Language
) -> None:
    made = routine(*drawn)
    _, *weeks = pages(pdf(made, language))
    assert len(weeks) == len(made.weeks)
    for week, text in zip(made.weeks, weeks, strict=True):
        boxes = [len(main.sets) for day in week.days for main in day.main]
        boxes += [len(extra.sets) for day in week.days for extra in day.supplemental]
        boxes += [one.sets for day in week.days for one in day.accessories]
        assert text.count("□") == sum(boxes)


KEPT = "<b>굵게</b> <script>alert(1)</script> [링크](javascript:x) =1+1"
EVIL = f"{KEPT} \u202eוה\u202c\x1b[31m\x00 \u2028뷁 👩‍🚀 (\\) %s"


def test_a_text_stays_text_and_what_the_font_lacks_is_shown_as_missing() -> None:
    made = month()
    week, *others = made.weeks
    day, *days = week.days
    accessory = day.accessories[0].model_copy(update={"name": EVIL, "cue": EVIL})
    day = day.model_copy(
        update={"accessories": (accessory, *day.accessories[1:]), "additions": (Addition(agent="x", text=EVIL),)}
    )
    beside = WeekAddition(agent="x", text=f"{EVIL} 산책", minutes=30, offset=1)
    week = week.model_copy(update={"days": (day, *days), "additions": (beside,)})
    changed = made.model_copy(update={"weeks": (week, *others), "notes": (EVIL,)})
    data = pdf(changed, texts=[("한마디", EVIL)])
    first, second, *_ = pages(data)
    assert first.count(KEPT) == 2
    assert "한마디" in first
    assert second.replace(" ", "").count(KEPT.replace(" ", "")) >= 4
    assert "산책, 약 30분" in second
    assert "2026-12-29" in second
    assert not {"\x1b", "\x00", "\u202e", "\u2028"} & set("".join(pages(data)))
    assert b"/JavaScript" not in data
    assert b"/URI" not in data


@given(st.text())
def test_every_text_can_be_shown(text: str) -> None:
    assert set(map(ord, shown(text))) <= characters()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("가각힣", f"가각{MISSING}"),
        (unicodedata.normalize("NFD", "가각"), "가각"),
        ("a\u200bb\u202ec\x00d", "abcd"),
        (" a \t\n b ", "a b"),
        ("뷁", MISSING),
        ("漢字", MISSING * 2),
        ("ㅋㅋ ㅠ", "ㅋㅋ ㅠ"),
        ("e\u0301q\u0301", "éq"),
        ("“5–3” … × ≤ ₩", "“5–3” … × ≤ ₩"),
    ],
)
def test_how_a_text_is_shown(text: str, expected: str) -> None:
    assert shown(text) == expected


def test_all_that_months_say_is_in_the_font() -> None:
    hangul = {bytes([high, low]).decode("euc_kr") for high in range(0xB0, 0xC9) for low in range(0xA1, 0xFF)}
    assert len(hangul) == 2350
    assert {ord(letter) for letter in hangul} <= characters()
    assert {ord(letter) for letter in "□×·–—‘’“”…′″→%+()[]"} <= characters()


def test_what_does_not_fit_on_a_page_goes_on_on_the_next() -> None:
    made = month()
    long = "낱말이 많은 문장입니다. " * 400
    first, second, *others = pages(pdf(made.model_copy(update={"notes": (long, "가" * 9000, "끝")})))
    assert len(others) >= 4
    assert min(heights(pdf(made.model_copy(update={"notes": (long,)})))) > 20
    everything = "".join((first, second, *others))
    assert everything.count("낱말이") == 400
    assert everything.count("가" * 20) >= 200
    week = made.weeks[0]
    day = week.days[0].model_copy(update={"accessories": week.days[0].accessories * 30})
    crowded = made.model_copy(update={"weeks": (week.model_copy(update={"days": (day, *week.days[1:])}),)})
    found = "".join(pages(pdf(crowded))[1:])
    sets = sum(one.sets for one in day.accessories)
    assert found.count("□") >= sets
