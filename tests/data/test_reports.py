"""The reports on months: labelled with words that stand in them, by writers who write in one part alone."""

import re
from collections import Counter
from itertools import combinations

import pytest

from data.messages import letters
from data.reports import HEARD, PARTS, VALUES, Part, Report, reports
from program.schema import LIFTS


@pytest.fixture(scope="module")
def every() -> dict[Part, list[Report]]:
    return {part: [*reports(part)] for part in PARTS}


def test_every_label_is_known_and_rests_on_words_of_the_report(every: dict[Part, list[Report]]) -> None:
    for report in (report for listed in every.values() for report in listed):
        assert set(report.lifts) <= set(LIFTS)
        assert {heard for heard, _ in report.lifts.values()} <= set(HEARD)
        assert all(value in VALUES[topic] for topic, value, _ in report.month)
        words = [words for _, words in report.lifts.values()] + [words for *_, words in report.month]
        words += [report.away[1]] if report.away else []
        assert [one for one in words if one not in report.text] == []
        assert report.away is None or report.away[0] >= 1


def test_the_parts_have_writers_and_reports_of_their_own(every: dict[Part, list[Report]]) -> None:
    for one, other in combinations(PARTS, 2):
        assert not {report.writer for report in every[one]} & {report.writer for report in every[other]}
        # "Thanks!" may be said by anybody.
        texts = [{letters(report.text) for report in every[part] if len(report.text) > 25} for part in (one, other)]
        assert not texts[0] & texts[1]
    assert len(every["test"]) >= 300


@pytest.mark.parametrize("part", PARTS)
def test_a_part_has_all_that_is_heard_in_both_languages(every: dict[Part, list[Report]], part: Part) -> None:
    heard = Counter(heard for report in every[part] for heard, _ in report.lifts.values())
    assert set(heard) == set(HEARD)
    korean = sum(bool(re.search("[가-힣]", report.text)) for report in every[part])
    assert 0.4 < korean / len(every[part]) < 0.7
