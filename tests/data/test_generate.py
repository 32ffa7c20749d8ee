"""The datasets: reproducible, disjoint, even."""

import itertools
import json
from collections import Counter
from pathlib import Path
from typing import get_args

import pytest

from data import generate
from data.generate import draw_requests, read, unseen_requests
from data.sentences import FURTHER, letters, phrases
from program.schema import Language

PARTS = ("train", "val", "test")
TRAINED = ("train", *FURTHER)


def test_the_committed_files_are_what_the_command_writes(tmp_path: Path) -> None:
    generate.write(tmp_path)
    written = sorted(path.relative_to(tmp_path) for path in tmp_path.rglob("*.*"))
    assert len(written) == 20
    for name in written:
        assert (tmp_path / name).read_bytes() == (generate.FOLDER / name).read_bytes(), name


@pytest.mark.parametrize("agent", ["task1", "task2"])
def test_no_lifter_is_in_two_parts_or_twice_in_one(agent: str) -> None:
    lifters = [lifter(row["request"]) for part in PARTS for row in read(agent, part)]
    assert len(lifters) == len(set(lifters))


def lifter(request: dict[str, object]) -> str:
    return json.dumps([request[key] for key in ("experience", "gender", "purpose", "rm_weight")], sort_keys=True)


def test_unseen_requests_are_of_lifters_that_nothing_was_trained_on() -> None:
    trained = {
        lifter(row["request"]) for agent in ("task1", "task2") for part in PARTS[:2] for row in read(agent, part)
    }
    seed = 2027
    assert any(lifter(one.model_dump(mode="json")) in trained for one in itertools.islice(draw_requests(seed), 1000))
    unseen = itertools.islice(unseen_requests(seed), 1000)
    assert not any(lifter(one.model_dump(mode="json")) in trained for one in unseen)


def test_both_agents_hold_out_the_same_requests() -> None:
    for part in PARTS:
        weeks = [
            {name: row["request"][name] for name in row["request"] if name != "seed"} for row in read("task2", part)
        ]
        assert [row["request"] for row in read("task1", part)] == weeks


def sentences(part: str) -> set[str]:
    return {letters(row["request"]["request"]).casefold() for row in read("intake", part)}


def wordings(part: str) -> set[str]:
    """The phrases and whole messages from which a part's sentences are made."""
    sections = [section for language in get_args(Language) for section in phrases(part, language).values()]
    written = [one for section in sections if isinstance(section, list) for one in section]
    return {letters(one["text"] if isinstance(one, dict) else one).casefold() for one in written}


@pytest.mark.parametrize("part", ["val", "test"])
@pytest.mark.parametrize("trained", TRAINED)
def test_no_held_out_sentence_occurs_in_training(part: str, trained: str) -> None:
    assert sentences(part) & sentences(trained) == set()


def test_training_that_goes_on_reads_other_sentences() -> None:
    for one, other in itertools.combinations(TRAINED, 2):
        assert sentences(one) & sentences(other) == set()


@pytest.mark.parametrize("part", ["val", "test"])
@pytest.mark.parametrize("trained", TRAINED)
def test_no_whole_phrase_of_a_held_out_sentence_occurs_in_training(part: str, trained: str) -> None:
    assert len(wordings(part)) > 500
    assert wordings(part) & wordings(trained) == set()


def test_the_input_space_is_covered_evenly() -> None:
    requests = list(itertools.islice(draw_requests(), 1440))
    cells = Counter((one.experience, one.female, one.purpose, one.days) for one in requests)
    assert len(cells) == 5 * 2 * 6 * 3
    assert max(cells.values()) - min(cells.values()) <= 4
    assert len({one.equipment for one in requests}) == 32
    assert {one.smallest_plate_kg for one in requests} == {0.5, 1.0, 1.25, 2.5}
