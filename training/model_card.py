"""The model card of an adapter, written from what lies beside its weights."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from training.recipe import Recipe

_CARD = """# Adapter `{name}`

A LoRA adapter for {base}: it answers as the agent `{name}` ({purpose}).

## Training

- Data: {data}; a tenth of the prompts carry the errors of a spoilt answer, so that a retry is nothing new. See
  [the dataset's card](../../../data/{name}/README.md).
- Recipe: rank {rank}, alpha {alpha}, all linear layers; {schedule}. Loss on the answer alone: {train_loss} in
  training, {validation_loss} on {validation} held-out requests (nats a token).
- Machine: {processor}, {cores} cores; {minutes} minutes. {versions}.
- Again: {again}.

The prompt's form and the base's identity stand in `prompt.json`; on another base the adapter is refused.

## Evaluation

By `burnfit eval --save`, on {requests} requests of `data/{name}/test.jsonl`, none of which occurs in training;
constrained decoding, greedy.

| | |
| --- | --- |
| requests | {requests} |
| accepted from the model | {accepted} |
| accepted at the first attempt | {accepted_at_once} |
{as_coach}{details}| median time of an answer | {median_ms:.0f} ms |
| slowest | {slowest_ms} ms |

The times were taken on {eval_machine}.

## Limits

It knows this project's prompts and nothing else. Decoded without the grammar it may write what its schema forbids; the
validation node then sends it back. It gives no medical advice.

## Licence

Derived from Gemma: use and distribution are subject to the Gemma Terms of Use (ai.google.dev/gemma/terms), its
prohibited use policy included.
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
    stages = list(_stages(training))
    told = {
        **figures,
        **training["recipe"],
        **training,
        "name": folder.name,
        "purpose": purpose,
        "validation": validation_rows,
        "data": ", then ".join(
            dict.fromkeys(_DATA.format(name=folder.name, part=_recipe(one).part, pairs=one["pairs"]) for one in stages)
        ),
        "schedule": ", then ".join(_schedule(_recipe(one)) for one in stages),
        "again": ", then ".join(_command(folder.name, one) for one in stages),
        "minutes": round(sum(one["seconds"] for one in stages) / 60),
        "processor": machine["processor"],
        "cores": machine["cores"],
        "versions": ", ".join(f"{package} {version}" for package, version in training["versions"].items()),
        "as_coach": "" if exact is None else f"| exactly as expected | {exact} |\n",
        "details": "".join(f"| {what} | {count} |\n" for what, count in figures["details"].items()),
        "eval_machine": f"{figures['processor']}, {figures['cores']} cores",
    }
    (folder / "README.md").write_text(_CARD.format_map(told), encoding="utf-8")


def _recipe(stage: Mapping[str, Any]) -> Recipe:
    return Recipe(**stage["recipe"])


def _schedule(recipe: Recipe) -> str:
    hard = f", with {recipe.hard_negatives} hard negatives" if recipe.hard_negatives else ""
    averaged = ", averaged with the adapter before" if recipe.averaged else ""
    return _STAGE.format(**asdict(recipe)) + hard + averaged


def _command(name: str, stage: Mapping[str, Any]) -> str:
    recipe = _recipe(stage)
    further = " --further" if stage["before"] else ""
    of = "" if recipe.part == Recipe().part else f" --part {recipe.part}"
    hard = f" --hard-negatives {recipe.hard_negatives}" if recipe.hard_negatives else ""
    words = asdict(recipe) | {"averaged": " --averaged" if recipe.averaged else ""}
    return _COMMAND.format(name=name, further=further, of=of, hard=hard, **words)


def _stages(training: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """The reports of the trainings that went on from one another, the first one first."""
    before = training.get("before")
    if before is not None:
        yield from _stages(before)
    yield {"before": None, **training}
