"""The datasets: reproducible, disjoint, even; generated when they are needed, and what the manifest says."""

import itertools
import json
from collections import Counter
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from agents import CORE
from agents.prompt_hash import inputs_of
from agents.validation import Verdict, judge
from data import generate
from data.generate import FOLDER, has_part, manifest, part_hash, read
from data.messages import letters, messages
from data.requests import draw_requests, unseen_requests
from program.errors import RequestError, UnavailableError
from program.lifter.constraints import Constraints
from tests.data.conftest import Rows

PARTS = ("train", "val", "test")
INTAKE = CORE[0]


def test_the_manifest_the_held_out_parts_and_the_cards_are_what_the_command_writes(written: Path) -> None:
    assert manifest(written) == manifest()
    files = [path.relative_to(written) for path in written.rglob("*.*") if generate.GENERATED not in path.parts]
    assert len(files) == 1 + 5 * 3
    for name in files:
        assert (written / name).read_bytes() == (FOLDER / name).read_bytes(), name


def test_the_manifest_says_how_many_rows_a_part_has(rows: Rows) -> None:
    counted = {name: {part: len(rows(name, part)) for part in parts} for name, parts in manifest().items()}
    assert counted == {name: {part: one["rows"] for part, one in parts.items()} for name, parts in manifest().items()}


@pytest.mark.parametrize("agent", ["task1", "task2"])
def test_no_lifter_is_in_two_parts_or_twice_in_one(agent: str, rows: Rows) -> None:
    lifters = [lifter(row["request"]) for part in PARTS for row in rows(agent, part)]
    assert len(lifters) == len(set(lifters))


def lifter(request: dict[str, object]) -> str:
    return json.dumps([request[key] for key in ("experience", "gender", "purpose", "rm_weight")], sort_keys=True)


def test_unseen_requests_are_of_lifters_that_nothing_was_trained_on(rows: Rows) -> None:
    trained = {
        lifter(row["request"]) for agent in ("task1", "task2") for part in PARTS[:2] for row in rows(agent, part)
    }
    seed = 2027
    assert any(lifter(one.model_dump(mode="json")) in trained for one in itertools.islice(draw_requests(seed), 1000))
    unseen = itertools.islice(unseen_requests(seed), 1000)
    assert not any(lifter(one.model_dump(mode="json")) in trained for one in unseen)


def test_both_agents_hold_out_the_same_requests(rows: Rows) -> None:
    for part in PARTS:
        weeks = [
            {name: row["request"][name] for name in row["request"] if name != "seed"} for row in rows("task2", part)
        ]
        assert [row["request"] for row in rows("task1", part)] == weeks


@pytest.mark.parametrize("part", ["val", "test"])
def test_no_held_out_message_occurs_in_training(part: str, rows: Rows) -> None:
    held_out, trained = ({letters(row["request"]["request"]) for row in rows("intake", one)} for one in (part, "train"))
    assert held_out & trained == set()


def test_most_messages_are_trained_on_as_they_were_written(rows: Rows) -> None:
    trained = {row["request"]["request"] for row in rows("intake", "train")}
    written = {message.text for message in messages("train")}
    assert len(written - trained) < 0.005 * len(written)


def test_each_message_of_training_is_taught_with_words_of_its_own(rows: Rows) -> None:
    for row in rows("intake", "train")[::20]:
        inputs = inputs_of(row, CORE)
        assert judge(INTAKE, inputs, INTAKE.target(inputs, row)) == Verdict(Constraints.model_validate(row["answer"]))


def test_the_input_space_is_covered_evenly() -> None:
    requests = list(itertools.islice(draw_requests(), 1440))
    cells = Counter((one.experience, one.female, one.purpose, one.days) for one in requests)
    assert len(cells) == 5 * 2 * 6 * 3
    assert max(cells.values()) - min(cells.values()) <= 4
    assert len({one.equipment for one in requests}) == 128
    assert {one.smallest_plate_kg for one in requests} == {0.5, 1.0, 1.25, 2.5}


class Letters:
    """A source of a dataset with a letter in each row."""

    def __init__(self, alphabet: str = "abcdef") -> None:
        self.PARTS = {"test": 1, "val": 2, "train": 2, "more": 1}
        self.made: list[str] = []
        self._alphabet = alphabet

    def rows(self, part: str, before: Any) -> list[dict[str, Any]]:
        self.made.append(part)
        start = len(list(before))
        return [{"letter": letter} for letter in self._alphabet[start : start + self.PARTS[part]]]


@pytest.fixture
def source(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Letters:
    """The source of the dataset `letters`, which is written in `tmp_path`; its generated parts are gone."""
    source = Letters()
    use(monkeypatch, source)
    generate.write(tmp_path, ["letters"])
    for file in (tmp_path / generate.GENERATED / "letters").iterdir():
        file.unlink()
    source.made.clear()
    return source


def use(monkeypatch: pytest.MonkeyPatch, source: Any) -> None:
    monkeypatch.setattr(generate, "source_of", lambda name: source if name == "letters" else None)


def test_a_part_is_generated_once_with_the_parts_before_it(source: Letters, tmp_path: Path) -> None:
    assert [read("letters", "more", tmp_path) for _ in range(2)] == [[{"letter": "f"}]] * 2
    assert source.made == ["more", "train"], "the held-out parts are committed"
    assert read("letters", "train", tmp_path) == [{"letter": "d"}, {"letter": "e"}]
    assert len(source.made) == 2


@pytest.mark.usefixtures("source")
def test_a_file_that_was_changed_is_generated_again(tmp_path: Path) -> None:
    read("letters", "train", tmp_path)
    file = tmp_path / generate.GENERATED / "letters" / "train.jsonl"
    file.write_text('{"letter": "x"}\n')
    assert read("letters", "train", tmp_path)[0] == {"letter": "d"}


@pytest.mark.usefixtures("source")
def test_what_is_generated_otherwise_than_the_manifest_says_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    use(monkeypatch, Letters("abcxyz"))
    with pytest.raises(
        UnavailableError, match=r"part train of the dataset letters .* `python -m data\.generate letters`"
    ):
        read("letters", "train", tmp_path)
    generate.write(tmp_path, ["letters"])
    assert read("letters", "train", tmp_path)[0] == {"letter": "x"}


def test_a_hash_is_known_before_a_part_is_generated(source: Letters, tmp_path: Path) -> None:
    known = part_hash("letters", "train", tmp_path)
    assert (known, source.made) == (manifest(tmp_path)["letters"]["train"]["sha256"], [])
    read("letters", "train", tmp_path)
    assert part_hash("letters", "train", tmp_path) == known
    assert part_hash("letters", "nothing", tmp_path) is None


@pytest.mark.usefixtures("source")
def test_a_missing_part_is_refused_with_what_to_write(tmp_path: Path) -> None:
    assert has_part("letters", "train", tmp_path)
    assert not has_part("letters", "nothing", tmp_path)
    with pytest.raises(RequestError, match=r"letters has no part nothing: write .*nothing\.jsonl, or a source"):
        read("letters", "nothing", tmp_path)
    with pytest.raises(RequestError, match=r"numbers has no source: write data/sources/numbers\.py"):
        generate.write(tmp_path, ["numbers"])


@pytest.mark.parametrize(
    "part", ["./test", "../task1/test", "", "Test", "a.b", "test/../train", "/etc/passwd", "train\n"]
)
def test_a_path_is_not_the_name_of_a_part(part: str) -> None:
    with pytest.raises(RequestError, match="is not the name of a part: expected a name such as train, not a path"):
        read("task1", part)


def test_every_dataset_of_the_manifest_has_a_source_with_its_parts() -> None:
    for name, parts in manifest().items():
        assert list(getattr(generate.source_of(name), "PARTS", SimpleNamespace())) == list(parts)
