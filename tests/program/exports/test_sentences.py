"""A lifter's sentence that is quoted in the notes, in every file that a month becomes."""

import io
from datetime import UTC, datetime

import pytest
from icalendar import Calendar
from pypdf import PdfReader

from program.exports.calendar import calendar
from program.exports.liftoscript import liftoscript
from program.exports.pdf import pdf
from program.exports.plan_csv import plan_csv
from program.month.routine import Routine
from tests.coached import Coached, lifter
from tests.program.exports.test_liftoscript import Parsed
from tests.program.exports.test_plan_csv import rows

SENTENCES = (
    "=cmd|'/c calc'!A1 을 꼭 넣어 주세요",
    "<script>alert(1)</script> 을 꼭 넣어 주세요",
    "[무료](javascript:alert(1)) 을 꼭 넣어 주세요",
    "\u202eתוכנית\u202c 을 꼭 넣어 주세요",
)


def month(sentence: str) -> Routine:
    made = Coached().routine(lifter(gender="남성", start_date="2026-12-28"))
    return made.model_copy(update={"notes": (*made.notes, f"'{sentence}'은 알아듣지 못했습니다.")})


@pytest.mark.parametrize("sentence", SENTENCES)
def test_a_sentence_is_text_in_every_file(sentence: str) -> None:
    quoted, plain = month(sentence), month("")
    text = " ".join(PdfReader(io.BytesIO(pdf(quoted))).pages[0].extract_text().split())
    assert "을 꼭 넣어 주세요" in text
    assert sentence.split("을")[0].strip() in text or "\u202e" in sentence
    assert "\u202e" not in text
    assert rows(plan_csv(quoted)) == rows(plan_csv(plain))
    assert Parsed().read(liftoscript(quoted)).sets == Parsed().read(liftoscript(plain)).sets
    made = datetime(2026, 12, 1, tzinfo=UTC)
    files = [Calendar.from_ical(calendar(one, made)).walk("VEVENT") for one in (quoted, plain)]
    assert files[0] == files[1]
