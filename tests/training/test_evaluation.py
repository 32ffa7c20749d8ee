"""The figures of held-out requests and sentences, and the cards that they are written to."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest

from agents import CORE, registry
from agents.agent import ModelAgent
from agents.prompt_hash import inputs_of
from data.generate import FOLDER, part_hash, read
from service.service import Service
from service.settings import Settings
from tests.graph.toys import Doubler, Number, Toy, even
from tests.scripted import ScriptedModel
from training.evaluation import Figures, evaluate, judging, save
from training.recipe import Stage

MONTHS, SENTENCES = 3, 40
ROWS = {agent: SENTENCES if agent.name == "intake" else MONTHS for agent in CORE}


def said(agent: ModelAgent[Any], row: Mapping[str, Any]) -> str:
    """The expected answer to a held-out row."""
    return agent.target(inputs_of(row, CORE), row)


def judged(script: Mapping[str, list[str]]) -> dict[str, Figures]:
    return evaluate(Service(ScriptedModel(script), Settings()), MONTHS, SENTENCES)


def perfect() -> dict[str, list[str]]:
    return {
        agent.name: [said(agent, row) for row in read(agent.name, "test")[:number]] for agent, number in ROWS.items()
    }


def test_a_model_that_answers_as_expected_has_full_marks() -> None:
    figures = judged(perfect())
    assert [one["accepted_at_once"] for one in figures.values()] == [SENTENCES, MONTHS, MONTHS]
    assert [one["as_coach"] for one in figures.values()] == [SENTENCES, MONTHS, None]
    assert figures["intake"]["details"]["`avoid` right"] == f"{SENTENCES} of {SENTENCES} (100.0 %)"


def test_what_the_coach_had_to_answer_is_not_accepted() -> None:
    script = perfect()
    script["task1"] = ["no", "no", "no", "no", script["task1"][1], script["task1"][2]]
    figures = judged(script)["task1"]
    assert (figures["requests"], figures["accepted"], figures["accepted_at_once"]) == (3, 2, 1)


def test_a_joint_that_was_not_spared_is_counted_as_missed() -> None:
    rows = read("intake", "test")[:SENTENCES]
    sore = [number for number, row in enumerate(rows) if "avoid" in row["answer"]]
    script = perfect()
    script["intake"][sore[0]] = said(CORE[0], {**rows[sore[0]], "wishes": []})
    details = judged(script)["intake"]["details"]
    assert details["joints to avoid, missed"].startswith(f"1 of {len(sore)} ")
    assert details["`avoid` right"].startswith(f"{SENTENCES - 1} of {SENTENCES} ")


def test_figures_and_a_card_are_saved_beside_the_adapters(tmp_path: Path) -> None:
    figures = judged(perfect())
    for name in figures:
        (tmp_path / name).mkdir()
        trained = {
            "recipe": asdict(Stage(max_steps=7)),
            "base": "gemma-3-270m",
            "pairs": 11,
            "steps": 7,
            "train_loss": 0.5,
            "validation_loss": 0.6,
            "seconds": 120.0,
            "machine": {"processor": "abacus", "cores": 2},
            "versions": {"torch": "2.13.0"},
        }
        if name == "task2":
            early = asdict(Stage(max_steps=9, seed=1))
            del early["part"], early["hard_negatives"], early["averaged"]  # as in a report from before these fields
            trained["before"] = {**trained, "recipe": early}
            trained |= {"recipe": asdict(Stage(max_steps=7, part="more", hard_negatives=5, averaged=True)), "pairs": 5}
        (tmp_path / name / "training.json").write_text(json.dumps(trained))
    save(figures, tmp_path)
    assert json.loads((tmp_path / "task2" / "evaluation.json").read_text()) == figures["task2"]
    card = (tmp_path / "task1" / "README.md").read_text()
    assert "Again: `burnfit train task1 --steps 7 --learning-rate 0.0003`." in card
    further = (tmp_path / "task2" / "README.md").read_text()
    assert "`burnfit train task2 --steps 9 --learning-rate 0.0003`, then `burnfit train task2 --further" in further
    assert "--further --part more --steps 7 --learning-rate 0.0003 --hard-negatives 5 --averaged`." in further
    assert "`data/task2/train.jsonl`, 11 requests with the answers to them, then `data/task2/more.jsonl`, 5" in further
    assert "9 steps of 8 at a learning rate of 0.0003, seed 1, then 7 steps" in further
    assert "with 5 hard negatives, averaged with the adapter before." in further
    assert "4 minutes" in further
    assert "| exactly as expected | 3 |" in card
    assert "Gemma Terms of Use" in card
    assert "exactly as expected" not in (tmp_path / "task2" / "README.md").read_text()
    assert "| joints to avoid, missed |" in (tmp_path / "intake" / "README.md").read_text()


class BareToy(Toy):
    """A toy that asks the bare base."""

    @property
    def adapter(self) -> str | None:
        return None


class DetailedToy(BareToy):
    """A toy with a figure of its own."""

    def details(self, rows: Sequence[Mapping[str, Any]], answers: Sequence[Number]) -> Mapping[str, str]:
        return {"over 4": str(sum(one.value > 4 for one in answers))}


def toy_rows(folder: Path, name: str, *values: int) -> None:
    """A test part with these answers, each to a held-out request."""
    (folder / name).mkdir()
    rows = [
        {"request": row["request"], "answers": {}, "answer": {"value": value}}
        for row, value in zip(read("task1", "test"), values, strict=False)
    ]
    (folder / name / "test.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")


@pytest.fixture
def held_out(tmp_path: Path) -> Path:
    """The datasets of the three agents, in a folder where others can be added."""
    for agent in CORE:
        (tmp_path / agent.name).symlink_to(FOLDER / agent.name)
    return tmp_path


def with_toys(monkeypatch: pytest.MonkeyPatch, *toys: Any) -> None:
    monkeypatch.setattr(registry, "AGENTS", (*CORE, *toys))


def test_every_agent_with_a_test_part_is_judged_the_optional_ones_too(
    monkeypatch: pytest.MonkeyPatch, held_out: Path
) -> None:
    toy = BareToy("toy")
    toy.optional = True  # type: ignore[misc]  # as the name of a toy
    with_toys(monkeypatch, toy, Doubler("twice", "toy"))
    toy_rows(held_out, "toy", 2, 4, 6)
    settings, left_out = judging(Settings(), held_out)
    assert settings.agents == ("intake", "task1", "task2", "toy")
    assert left_out == []
    model = ScriptedModel(perfect() | {"base": [even(2), even(3), even(4), even(8)]})
    figures = evaluate(Service(model, settings), MONTHS, SENTENCES, held_out)
    assert list(figures) == ["intake", "task1", "task2", "toy"]
    judged_toy = figures["toy"]
    assert [judged_toy[key] for key in ("requests", "accepted", "accepted_at_once", "as_coach")] == [3, 3, 2, 2]


def test_it_is_said_which_agent_is_not_judged_and_why(
    monkeypatch: pytest.MonkeyPatch, held_out: Path, tmp_path: Path
) -> None:
    with_toys(monkeypatch, BareToy("fresh"), Toy("untrained"), BareToy("later", "untrained"), Doubler("code", "fresh"))
    for name in ("untrained", "later"):
        toy_rows(held_out, name, 2)
    settings, left_out = judging(Settings(adapters=tmp_path / "none"), held_out)
    assert settings.agents == ("intake", "task1", "task2")
    assert left_out == [
        f"fresh is not judged: it has no test part, {held_out / 'fresh' / 'test.jsonl'}",
        "untrained is not judged: untrained has no adapter yet, `burnfit train untrained` first",
        "later is not judged: untrained has no adapter yet, `burnfit train untrained` first",
    ]


def test_where_others_are_as_good_none_is_counted_as_expected(monkeypatch: pytest.MonkeyPatch, held_out: Path) -> None:
    toy = BareToy("toy")
    toy.one_right = False  # type: ignore[misc]  # as the name of a toy
    with_toys(monkeypatch, toy)
    toy_rows(held_out, "toy", 2)
    model = ScriptedModel(perfect() | {"base": [even(4)]})
    figures = evaluate(Service(model, judging(Settings(), held_out)[0]), MONTHS, SENTENCES, held_out)
    assert (figures["toy"]["accepted"], figures["toy"]["as_coach"]) == (1, None)


def test_a_later_agent_is_judged_on_its_own_rows_with_the_answers_that_they_have() -> None:
    model = ScriptedModel(perfect())
    evaluate(Service(model, Settings()), MONTHS, SENTENCES)
    rows = read("task2", "test")[:MONTHS]
    assert [call.prompt for call in model.of("task2")] == [CORE[2].prompt(inputs_of(row, CORE)) for row in rows]
    assert any("intake" in row["answers"] for row in rows), "wishes of a sentence are among them"


def test_an_agents_own_details_stand_in_its_figures(monkeypatch: pytest.MonkeyPatch, held_out: Path) -> None:
    with_toys(monkeypatch, DetailedToy("toy"))
    toy_rows(held_out, "toy", 2, 4, 6)
    model = ScriptedModel(perfect() | {"base": [even(2), even(8), even(6)]})
    figures = evaluate(Service(model, judging(Settings(), held_out)[0]), MONTHS, SENTENCES, held_out)
    assert figures["toy"]["details"] == {"over 4": "2"}


def test_it_is_said_which_adapter_was_trained_on_other_data(
    monkeypatch: pytest.MonkeyPatch, held_out: Path, tmp_path: Path
) -> None:
    with_toys(monkeypatch, Toy("toy"))
    toy_rows(held_out, "toy", 2)
    part = held_out / "toy" / "train.jsonl"
    part.write_text("{}\n")
    folder = tmp_path / "adapters" / "toy"
    folder.mkdir(parents=True)
    (folder / "adapter_model.safetensors").touch()
    data = {"train": part_hash("toy", "train", held_out)}
    trained = {"template": "", "base": {"name": "", "identity": ""}, "data": data}
    (folder / "prompt.json").write_text(json.dumps(trained))
    settings = Settings(adapters=tmp_path / "adapters")
    assert judging(settings, held_out)[1] == []
    part.write_text("{} \n")
    [line] = judging(settings, held_out)[1]
    assert line.startswith("toy was trained on other data than there is now (train)")
    assert line.endswith("train it again with `burnfit train toy`")
