"""Phrases with alternatives, and what is written with them."""

import random
from pathlib import Path

import pytest

from data import sentences
from data.sentences import VARIANTS, Writer, phrases


@pytest.fixture
def written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The file of the part `plain` in English, whose phrases are read instead of the project's."""
    monkeypatch.setattr(sentences, "PHRASES", tmp_path)
    phrases.cache_clear()
    monkeypatch.setattr(sentences, "phrases", phrases.__wrapped__)
    for part in ("train", "plain"):
        (tmp_path / part).mkdir()
    return tmp_path / "plain" / "en.toml"


def test_alternatives_stand_for_a_phrase_each(written: Path) -> None:
    written.write_text('lighter = ["[less|lower] weight[ please|]", "go easy"]', encoding="utf-8")
    assert sorted(sentences.phrases("plain", "en")["lighter"]) == [
        "go easy",
        "less weight",
        "less weight please",
        "lower weight",
        "lower weight please",
    ]


def test_of_many_combinations_a_few_are_drawn_always_the_same(written: Path) -> None:
    written.write_text('lighter = ["[a|b|c|d|e] [f|g|h|i|j] [k|l|m|n|o]"]', encoding="utf-8")
    drawn = sentences.phrases("plain", "en")["lighter"]
    assert len(set(drawn)) == VARIANTS
    assert drawn == sentences.phrases("plain", "en")["lighter"]


def test_an_alternative_that_is_left_out_leaves_no_space_behind(written: Path) -> None:
    written.write_text('lighter = ["go [very|] easy"]', encoding="utf-8")
    assert sorted(sentences.phrases("plain", "en")["lighter"]) == ["go easy", "go very easy"]


def test_a_part_for_going_on_has_the_phrases_of_training_too(written: Path) -> None:
    (written.parent.parent / "train" / "en.toml").write_text('opener = ["hello"]', encoding="utf-8")
    written.write_text('opener = ["hi [coach|there]"]', encoding="utf-8")
    first, *own = sentences.phrases("plain", "en")["opener"]
    assert first == "hello"
    assert sorted(own) == ["hi coach", "hi there"]


def test_what_a_held_out_part_has_too_is_left_out_of_training_that_goes_on(written: Path) -> None:
    (written.parent.parent / "test").mkdir()
    held_out = 'lighter = ["Go easy!"]\n[[whole]]\ntext = "light, please"'
    (written.parent.parent / "test" / "en.toml").write_text(held_out, encoding="utf-8")
    whole = '[[whole]]\ntext = "Light please"\nintensity = "lighter"'
    written.write_text(f'lighter = ["go [easy|light]"]\n{whole}', encoding="utf-8")
    assert sentences.phrases("plain", "en") == {"lighter": ["go light"], "whole": []}


def test_no_message_shows_how_its_phrases_are_written() -> None:
    for language in ("ko", "en"):
        writer = Writer("plain", language, random.Random(5)).messages()
        assert not any(sign in next(writer).text for sign in "|{}" for _ in range(300))
