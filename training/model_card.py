"""The model card of an adapter, written from the files beside its weights."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from training.recipe import Stage, recipe_of, reports_in

_CARD = """# Adapter `{name}`

A LoRA adapter for {base}: it answers as the agent `{name}` ({purpose}).

## Training

- Data: {data}. One prompt in ten has the errors of a spoilt answer in it, so that the model learns to retry. See
  [the dataset's card](../../../data/{name}/README.md).
- Recipe: rank {rank}, alpha {alpha}, all linear layers; {schedule}. Loss on the answer alone: {train_loss} in
  training, {validation_loss} on {validation} held-out requests (nats per token).
- Machine: {processor}, {cores} cores; {minutes} minutes. {versions}.
- Again: {again}.

`prompt.json` says which base and which prompts the adapter was trained with. It is not loaded with others.

## Evaluation

Measured by `burnfit eval --save` on {requests} requests of `data/{name}/test.jsonl`; none of them occurs in training.
Decoding was constrained and greedy.

| | |
| --- | --- |
| requests | {requests} |
| accepted from the model | {accepted} |
| accepted at the first attempt | {accepted_at_once} |
{as_coach}{details}| median time of an answer | {median_ms:.0f} ms |
| slowest | {slowest_ms} ms |

The times were taken on {eval_machine}.

## Limits

It knows this project's prompts and nothing else. Decoded without the grammar, it may write what its schema forbids; the
validation node then asks again. It gives no medical advice.

## Licence

The adapter is derived from Gemma. The Gemma Terms of Use (ai.google.dev/gemma/terms) and the prohibited use policy in
them apply to its use and distribution.
"""

_STAGE = "{max_steps} steps of {batch_size} at a learning rate of {learning_rate}, seed {seed}"
_COMMAND = "`burnfit train {name}{further}{of} --steps {max_steps} --learning-rate {learning_rate}{hard}{averaged}`"
_DATA = "`data/{name}/{part}.jsonl`, {pairs} requests with the answers to them"


def write_card(folder: Path, purpose: str, validation_rows: int) -> None:
    """Write `README.md` into an adapter's folder, from its `training.json` and `evaluation.json`.

    Args:
        folder: The adapter's folder, named after its agent.
        purpose: What the agent decides, in one line.
        validation_rows: Requests that the validation loss was taken over.

    Raises:
        OSError: One of the files cannot be read, or the card cannot be written.
    """
    training: Mapping[str, Any] = json.loads((folder / "training.json").read_text(encoding="utf-8"))
    figures: Mapping[str, Any] = json.loads((folder / "evaluation.json").read_text(encoding="utf-8"))
    exact = figures["as_coach"]
    machine = training["machine"]
    stages = reports_in(training)
    values = {
        **figures,
        **training["recipe"],
        **training,
        "name": folder.name,
        "purpose": purpose,
        "validation": validation_rows,
        "data": ", then ".join(
            dict.fromkeys(_DATA.format(name=folder.name, part=_stage(one).part, pairs=one["pairs"]) for one in stages)
        ),
        "schedule": ", then ".join(_schedule(_stage(one)) for one in stages),
        "again": _again(folder.name, stages),
        "minutes": round(sum(one["seconds"] for one in stages) / 60),
        "processor": machine["processor"],
        "cores": machine["cores"],
        "versions": ", ".join(f"{package} {version}" for package, version in training["versions"].items()),
        "as_coach": "" if exact is None else f"| exactly as expected | {exact} |\n",
        "details": "".join(f"| {what} | {count} |\n" for what, count in figures["details"].items()),
        "eval_machine": f"{figures['processor']}, {figures['cores']} cores",
    }
    (folder / "README.md").write_text(_CARD.format_map(values), encoding="utf-8")


def _stage(report: Mapping[str, Any]) -> Stage:
    return Stage(**report["recipe"])


def _schedule(stage: Stage) -> str:
    hard = f", with {stage.hard_negatives} hard negatives" if stage.hard_negatives else ""
    averaged = ", averaged with the adapter before" if stage.averaged else ""
    return _STAGE.format(**asdict(stage)) + hard + averaged


def _again(name: str, reports: Sequence[Mapping[str, Any]]) -> str:
    """How to train the adapter again: by its recipe where the reports are on the recipe's stages."""
    recipe = recipe_of(name)
    if recipe is not None and list(recipe.stages) == [_stage(one) for one in reports]:
        return f"`burnfit train {name}`, by [its recipe](../../../training/recipes/{name}.toml)"
    return ", then ".join(_command(name, one) for one in reports)


def _command(name: str, report: Mapping[str, Any]) -> str:
    stage = _stage(report)
    further = " --further" if report["before"] else ""
    of = "" if stage.part == Stage().part else f" --part {stage.part}"
    hard = f" --hard-negatives {stage.hard_negatives}" if stage.hard_negatives else ""
    words = asdict(stage) | {"averaged": " --averaged" if stage.averaged else ""}
    return _COMMAND.format(name=name, further=further, of=of, hard=hard, **words)
