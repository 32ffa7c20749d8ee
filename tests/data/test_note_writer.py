"""The dataset of coach_note: what is held out, and how varied its phrases are."""

import json
import re
from typing import Any, get_args

import pytest

from data.messages import letters
from data.note_writer import phrases
from program.schema import Language
from tests.data.conftest import Rows

PARTS = ("train", "val", "test")


def lifter(row: dict[str, Any]) -> str:
    return json.dumps([row["request"][key] for key in ("experience", "gender", "purpose", "rm_weight")], sort_keys=True)


def test_no_lifter_is_in_two_parts_or_in_another_agents_dataset(rows: Rows) -> None:
    lifters = [lifter(row) for part in PARTS for row in rows("coach_note", part)]
    assert len(lifters) == len(set(lifters))
    others = {lifter(row) for agent in ("task1", "task2") for part in PARTS for row in rows(agent, part)}
    assert others & set(lifters) == set()


def wordings(part: str, language: Language) -> list[str]:
    sections = [section for place in phrases(part, language).values() for section in place.values()]
    return [letters(phrase) for section in sections for phrase in section]


@pytest.mark.parametrize("language", get_args(Language))
def test_no_held_out_phrase_is_trained_on(language: Language) -> None:
    trained, val, test = (set(wordings(part, language)) for part in PARTS)
    assert trained & (val | test) == set()
    assert val & test == set()


@pytest.mark.parametrize("language", get_args(Language))
def test_every_place_of_a_note_has_many_phrases_and_no_two_alike(language: Language) -> None:
    for place, sections in phrases("train", language).items():
        assert sum(map(len, sections.values())) >= 25, place
    for part in PARTS:
        assert len(wordings(part, language)) == len(set(wordings(part, language)))


@pytest.mark.parametrize("language", get_args(Language))
def test_every_part_can_say_every_fact(language: Language) -> None:
    def facts(part: str) -> dict[str, set[str]]:
        return {place: set(sections) for place, sections in phrases(part, language).items()}

    assert facts("train") == facts("val") == facts("test")


@pytest.mark.parametrize("part", PARTS)
def test_numbers_stand_in_slots_alone_but_for_the_weeks(part: str) -> None:
    for language in get_args(Language):
        for place in phrases(part, language).values():
            for phrase in (one for section in place.values() for one in section):
                assert not re.search(r"\d", re.sub(r"[Ww]eek [34]|[34]주차", "", phrase)), phrase


def test_both_languages_and_notes_of_two_and_three_sentences_occur(rows: Rows) -> None:
    notes = rows("coach_note", "train")
    korean = sum(row["language"] == "ko" for row in notes) / len(notes)
    assert 0.4 < korean < 0.6
    assert {len(row["answer"]["sentences"]) for row in notes} == {2, 3}
