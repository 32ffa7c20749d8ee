"""Training an agent's adapter: its recipe, its dataset and its prompts brought together."""

import hashlib
import json
import logging
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from agents.agent import PROMPT_FORMAT, Agent, ModelAgent
from agents.prompt_hash import prompts_of
from agents.registry import agent_names, agents_for
from data.generate import FOLDER, has_part, part_hash, read
from data.parts import HELD_OUT, check_part
from models.adapter import WEIGHTS, files, trained_with
from models.base_model import BaseModel
from program.errors import RequestError
from service.model_loader import load_base
from service.settings import Settings
from training.pairs import pairs
from training.recipe import RECIPES, Stage, recipe_of, report_in, steps_in

LOG = logging.getLogger("burnfit.training")

CHECKPOINTS = Path(__file__).resolve().parent.parent / "runs"
"""A folder for each stage that has begun, named after its agent and all that its result depends on."""

VALIDATION_ROWS = 96
"""Rows of the val part that the loss is taken over after training: enough to see overfitting, in a minute."""


def find_agent(name: str) -> ModelAgent[Any]:
    """The model-backed agent called `name`, whether it is chosen to run or not.

    Raises:
        RequestError: There is none, or it decides by code.
        UnavailableError: It cannot be loaded.
    """
    if name not in (known := agent_names()):
        raise RequestError(f"no agent is called {name}: choose one of {', '.join(known)}")
    [agent] = [one for one in agents_for(name) if one.name == name]
    if not isinstance(agent, ModelAgent):
        raise RequestError(f"{name} decides by code: there is nothing to train")
    return agent


def train_agent(
    name: str,
    settings: Settings,
    output: Path | None = None,
    *,
    further: bool = False,
    data: Path = FOLDER,
    recipes: Path = RECIPES,
    **changes: Any,
) -> Path:
    """Train an agent's adapter on its dataset and write it; a training that was stopped goes on.

    Without `further` and `changes` the agent's recipe is followed from the base to the end. With them, or without a
    recipe, one stage is trained.

    Args:
        name: The agent.
        settings: Which base to train on, and where the adapters are.
        output: Folder for the adapter; None: the agent's own, or else that of its name among the settings' adapters.
        further: Whether to start from the agent's adapter as it is, with the pairs in another order.
        data: Folder of the datasets, each in a folder of its agent's name.
        recipes: Folder of the recipes.
        changes: Fields of `training.recipe.Stage` that differ from the defaults.

    Returns:
        The folder of the adapter.

    Raises:
        RequestError: No agent has this name, it has no dataset, a part is or contains what is held out, the recipe
            cannot be used, or a checkpoint belongs to another training.
        UnavailableError: The base model cannot be prepared or read, or there is no adapter to start from.
    """
    agent = find_agent(name)
    home = agent.home(settings.adapters)
    recipe = None if further or changes else recipe_of(name, recipes)
    if recipe is not None:
        stages = recipe.stages
    else:
        steps = steps_in(report_in(home)) if further else 0
        stages = (Stage(**{"seed": Stage().seed + steps, **changes}),)
    parts = list(dict.fromkeys(stage.part for stage in stages))
    _check_parts(name, parts, data)
    base = load_base(settings)
    if recipe is not None and recipe.base != base.name:
        LOG.warning("%s: the recipe was chosen for %s, this base is %s", name, recipe.base, base.name)
    work = _Training(agent, agents_for(name), base, data, output or home, start=home if further else None)
    return work.through(stages)


def _check_parts(name: str, parts: Sequence[str], data: Path) -> None:
    """Refuse parts that are missing, that are held out, or that have a request of a held-out part."""
    for part in parts:
        check_part(part)
        if part in HELD_OUT:
            raise RequestError(f"part {part} is held out to judge by: train on another, such as {Stage().part}")
    if missing := [str(data / name / f"{part}.jsonl") for part in (*parts, "val") if not has_part(name, part, data)]:
        raise RequestError(
            f"{name} has no data to be trained on, {' and '.join(missing)}: write it, as docs/extending.md tells"
        )
    held_out = {
        _request_hash(row): part for part in HELD_OUT if has_part(name, part, data) for row in read(name, part, data)
    }
    for part in parts:
        for number, row in enumerate(read(name, part, data), 1):
            if found := held_out.get(_request_hash(row)):
                raise RequestError(
                    f"row {number} of part {part} of {name} has a request of part {found}, which is held out to judge "
                    "by: take it out of one of the two"
                )


def _request_hash(row: Mapping[str, Any]) -> str:
    return _hash(row["request"])


def _hash(value: Any) -> str:
    return hashlib.sha256(json.dumps(value, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


@dataclass
class _Training:
    """A training from its start to its last stage."""

    agent: ModelAgent[Any]
    before: Sequence[Agent[Any]]
    base: BaseModel
    data: Path
    output: Path
    start: Path | None
    """Folder of the adapter that the next stage starts from."""

    def through(self, stages: Sequence[Stage]) -> Path:
        """Train stage after stage, pass over those that are finished, and return the folder of the adapter."""
        name = self.agent.name
        validation = read(name, "val", self.data)
        prompts = prompts_of(self.agent, validation, self.before)
        hashes: dict[str, str | None] = {}
        begun_from: str | None = None
        if self.start is not None:
            _, weights = files(self.base, self.start)
            hashes |= trained_with(self.start).get("data", {})
            begun_from = hashlib.sha256(weights.read_bytes()).hexdigest()
        folders: list[Path] = []
        for number, stage in enumerate(stages, 1):
            hashes[stage.part] = part_hash(name, stage.part, self.data)
            # All that the stage's result depends on: another recipe, dataset, base or prompt has another folder.
            depends_on = {
                "agent": name,
                "base": self.base.identity,
                "prompts": prompts["sha256"],
                "data": hashes[stage.part],
                "stage": asdict(stage),
                "from": begun_from,
            }
            begun_from = _hash(depends_on)
            folders.append(_claimed(CHECKPOINTS / f"{name}-{begun_from[:12]}", depends_on))
            last = number == len(stages)
            adapter = self.output if last else folders[-1] / "adapter"
            if last or not (adapter / WEIGHTS).is_file():
                LOG.info("%s: stage %d of %d: %d steps on %s", name, number, len(stages), stage.max_steps, stage.part)
                self._train(stage, adapter, folders[-1], validation, {"prompts": prompts, "data": hashes})
            else:
                LOG.info("%s: stage %d of %d is finished", name, number, len(stages))
            self.start = adapter
        for folder in folders:
            shutil.rmtree(folder)
        for other in sorted(CHECKPOINTS.glob(f"{name}-{'[0-9a-f]' * 12}")):
            LOG.info("%s belongs to another training of %s: delete it if nobody is to go on with it", other, name)
        return self.output

    def _train(
        self,
        stage: Stage,
        adapter: Path,
        checkpoints: Path,
        validation: Sequence[Mapping[str, Any]],
        origin: Mapping[str, Any],
    ) -> None:
        from training.train import train

        rows = read(self.agent.name, stage.part, self.data)
        report = train(
            self.base,
            list(pairs(self.agent, rows, self.before)),
            list(pairs(self.agent, validation[:VALIDATION_ROWS], self.before)),
            stage,
            adapter,
            checkpoints,
            prompt_format=PROMPT_FORMAT,
            origin=origin,
            start=self.start,
        )
        for checkpoint in checkpoints.glob("checkpoint-*"):
            shutil.rmtree(checkpoint)
        name = self.agent.name
        LOG.info("%s: loss %s, validation loss %s", name, report.train_loss, report.validation_loss)


def _claimed(folder: Path, depends_on: Mapping[str, Any]) -> Path:
    """The folder of a stage, with what its checkpoints belong to in `stage.json`.

    Raises:
        RequestError: The checkpoints in it belong to another stage.
    """
    file = folder / "stage.json"
    content = json.dumps(depends_on, ensure_ascii=False, indent=2) + "\n"
    if folder.is_dir() and any(folder.iterdir()) and not (file.is_file() and file.read_text("utf-8") == content):
        raise RequestError(f"{folder} holds checkpoints of another training: move it away, or delete it to begin anew")
    folder.mkdir(parents=True, exist_ok=True)
    file.write_text(content, encoding="utf-8")
    return folder
