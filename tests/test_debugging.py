"""The way of docs/debugging.md, gone command by command with the fault that it tells of and a scripted model."""

import json
import logging
import re
import shlex
import sys
from collections.abc import Iterator
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from api.cli import main as cli
from api.http.app import create_app
from program.errors import UnavailableError
from program.month import rules
from program.schema import RoutineRequest
from service.service import Service
from service.settings import Settings
from tests.api.conftest import EXAMPLES, coach_script
from tests.scripted import ScriptedModel
from tests.test_readme import BURNFIT, READMES, ROOT, blocks, commands, posted, text_of

PAGE = ROOT / "docs" / "debugging.md"
BEFORE, AFTER, EACH = re.split(r"^## (?:The fix|What each command .*)$", text_of(PAGE), flags=re.MULTILINE)

[STATE] = [json.loads(block) for block in blocks(PAGE, "json")]
GOOD_WEEK: str = STATE["pending"]["task2"]["text"]
"""What the page's model answers, whatever it is asked."""

PLAN = json.dumps(STATE["answers"]["task1"])

OTHER_RUN, RUN = re.findall(r"^([0-9a-f]{32}) .* done$", BEFORE, flags=re.MULTILINE)
[NEW_RUN] = re.findall(r"^\+\+\+ (\w+)$", AFTER, flags=re.MULTILINE)
[BROKEN_RUN] = re.findall(r" resume (\w+)$", EACH, flags=re.MULTILINE)

NOTE = "- The task2 answer came from the coach's rules instead of the model."

SHELL_AND_OUTPUT = re.compile(r"^```sh\n(.*?)^```\n\n```text\n(.*?)^```$", flags=re.MULTILINE | re.DOTALL)


@pytest.fixture
def fault(tmp_path: Path) -> Iterator[pytest.MonkeyPatch]:
    """The page's fault: weeks are judged by rules in which its right line is the wrong one; undone, it is fixed."""
    wrong, right = (line[1:] for line in blocks(PAGE, "diff")[0].splitlines())
    source = Path(rules.__file__).read_text(encoding="utf-8")
    assert source.count(right) == 1
    file = tmp_path / "planted.py"
    file.write_text(source.replace(right, wrong), encoding="utf-8")
    spec = spec_from_file_location("planted", file)
    assert spec is not None
    assert spec.loader is not None
    planted = module_from_spec(spec)
    spec.loader.exec_module(planted)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("agents.task2.week_errors", planted.week_errors)
        yield patch


class Session:
    """Somebody who types the page's commands, in a folder with the page's `state.json`.

    Args:
        fault: In the code, until it is undone.
        patch: Undone by whoever gives it.
        capsys: Where the commands print.
        folder: Where they are typed.
    """

    def __init__(
        self, fault: pytest.MonkeyPatch, patch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], folder: Path
    ) -> None:
        self._fault = fault
        self._patch = patch
        self._capsys = capsys
        self._folder = folder
        self._run_ids: dict[str, str] = {}
        patch.chdir(folder)
        self.writes("state.json", STATE)

    def fixes(self) -> None:
        """Mend the line."""
        self._fault.undo()

    def asks(self, **script: list[str | Exception]) -> ScriptedModel:
        """From here on the commands ask this model."""
        model = ScriptedModel(script)
        self._patch.setattr(Service, "lazily", classmethod(lambda _, settings, *_asked: Service(model, settings)))
        return model

    def writes(self, name: str, value: Any) -> None:
        (self._folder / name).write_text(json.dumps(value, ensure_ascii=False), encoding="utf-8")

    def calls(self, run_id: str, page_id: str) -> None:
        """The page has another id for this run."""
        self._run_ids[page_id] = run_id

    def types(self, command: str, status: int = 0) -> str:
        """What a command of the page prints here, with the page's ids of runs."""
        program, *words = shlex.split(command)
        assert program == BURNFIT
        self._patch.setattr(sys, "argv", ["burnfit", *(self._run_ids.get(word, word) for word in words)])
        with pytest.raises(SystemExit) as left:
            cli.main()
        printed = self._capsys.readouterr()
        assert left.value.code == status, printed.err
        text = printed.out
        for page_id, run_id in self._run_ids.items():
            text = text.replace(run_id, page_id)
        return text

    def reads(self, command: str) -> Any:
        """The JSON that a command of the page prints."""
        return json.loads(self.types(f"{BURNFIT} {command}"))

    def replays(self) -> str:
        """What the page's replay prints; a month that differs is of the page's new run."""
        printed = self.types(f"{BURNFIT} replay {RUN} --from task2")
        for run_id in re.findall(r"^\+\+\+ (\w+)$", printed, flags=re.MULTILINE):
            self.calls(run_id, NEW_RUN)
            printed = printed.replace(run_id, NEW_RUN)
        return printed


@pytest.fixture
def session(
    fault: pytest.MonkeyPatch, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> Session:
    """A session that begins as the page does: with the fault, and the months of two requests since then."""
    monkeypatch.setenv("BURNFIT_AGENTS", "intake,task1,task2,conditioning")  # as where the settings name none
    someone = Session(fault, monkeypatch, capsys, tmp_path)
    other_week = coach_script(RoutineRequest.model_validate(EXAMPLES["3"]))["task2"]
    for page_id, request, weeks in ((RUN, STATE["request"], [GOOD_WEEK]), (OTHER_RUN, EXAMPLES["3"], other_week)):
        someone.asks(task1=[PLAN], task2=[*weeks * 3])
        someone.writes("request.json", request)
        month = someone.reads("routine request.json --format json")
        assert month["provenance"]["task2"] | {"ms": 0} == {"source": "coach", "attempts": 3, "ms": 0}
        someone.calls(month["run_id"], page_id)
    someone.asks(task2=[GOOD_WEEK] * 9)
    return someone


def assert_shows(block: str, printed: str) -> None:
    """What the page shows is printed, in its order; `…` stands for what it leaves out, white space does not count."""
    rest = "".join(printed.split())
    pieces = "".join(block.split()).split("…")
    assert rest.startswith(pieces[0])
    assert rest.endswith(pieces[-1])
    for piece in pieces:
        assert piece in rest
        rest = rest[rest.index(piece) + len(piece) :]


def test_the_story_goes_as_it_is_told(session: Session) -> None:
    shown = 0
    for part in (BEFORE, AFTER):
        for shell, block in SHELL_AND_OUTPUT.findall(part):
            printed = [
                session.replays() if " replay " in command else session.types(command) for command in shell.splitlines()
            ]
            assert_shows(block, "\n".join(printed))
            shown += len(printed)
        session.fixes()
    assert shown == sum(BURNFIT in line for line in (BEFORE + AFTER).splitlines())


def test_the_state_of_the_page_is_what_the_run_had(session: Session) -> None:
    request = RoutineRequest.model_validate(STATE["request"])
    readme = [posted(command)[1] for command in commands(READMES[0]) if command.startswith("curl")]
    assert RoutineRequest.model_validate(readme[1]) == request
    assert RoutineRequest.model_validate(session.reads(f"show {RUN}")["request"]) == request
    assert session.reads(f"show {RUN} --node task2")[0]["update"]["pending"]["task2"]["text"] == GOOD_WEEK
    assert session.reads(f"show {RUN} --node validate")[0]["update"]["answers"] == STATE["answers"]


def test_show_has_the_rejected_weeks_with_errors_that_contradict_themselves(session: Session) -> None:
    visits = [visit["update"] for visit in session.reads(f"show {RUN} --node validate")]
    assert [update["sources"] for update in visits] == [
        {"task1": "model"},
        {},
        {},
        {"task2": "coach"},
        {"conditioning": "code"},
    ]
    for update in visits[1:4]:
        [attempt] = update["attempts"]["task2"]
        assert attempt["text"] == GOOD_WEEK
        [error] = attempt["errors"]
        push, pull = map(int, re.findall(r" (\d+)\b", error))
        assert error.endswith("expected at least as much pull")
        assert pull >= push


def test_the_node_alone_is_rejected_as_in_the_run(session: Session) -> None:
    done = session.reads("node task2 state.json")
    [rejected] = session.reads(f"show {RUN} --node validate")[1]["update"]["attempts"]["task2"]
    assert done["update"]["pending"]["task2"]["text"] == rejected["text"]
    assert done["errors"] == rejected["errors"]


def test_validate_alone_rejects_the_good_week_until_the_fix(session: Session) -> None:
    model = session.asks()
    judged = session.reads("node validate state.json")
    assert (judged["next"], judged["update"]["answers"]) == (["task2"], {})
    session.fixes()
    judged = session.reads("node validate state.json")
    assert (judged["next"], judged["update"]["sources"]) == (["conditioning"], {"task2": "model"})
    assert judged["update"]["attempts"]["task2"][0]["errors"] == []
    assert model.calls == []


def test_the_rule_lets_less_pull_pass(session: Session) -> None:
    week = json.loads(GOOD_WEEK)
    [named] = re.findall(r"^push exercises .* Take (.*?) out of `state.json`", BEFORE, flags=re.MULTILINE | re.DOTALL)
    pull = re.findall(r"`(\w+)`", named)
    week["days"] = {place: [one for one in day if one not in pull] for place, day in week["days"].items()}
    assert [len(day) for day in week["days"].values()] == [3, 3, 3]
    pending = STATE["pending"]["task2"] | {"text": json.dumps(week)}
    session.writes("state.json", STATE | {"pending": {"task2": pending}})
    [attempt] = session.reads("node validate state.json")["update"]["attempts"]["task2"]
    first, *others = attempt["errors"]
    assert f"`{first}`" in BEFORE
    assert others == [first.replace("days.1", f"days.{day}") for day in (2, 3)]


def test_the_replay_gives_the_models_month_after_the_fix(session: Session) -> None:
    assert session.replays().endswith(": the same month\n")
    session.fixes()
    assert f"-{NOTE}" in session.replays().splitlines()
    [composed] = session.reads(f"show {NEW_RUN} --node compose")
    month = composed["update"]["routine"]
    assert month["provenance"]["task2"] | {"ms": 0} == {"source": "model", "attempts": 1, "ms": 0}
    done = [[one["id"] for one in day["accessories"]] for day in month["weeks"][0]["days"]]
    [coachs_week] = coach_script(RoutineRequest.model_validate(STATE["request"]))["task2"]
    for week, whose in ((GOOD_WEEK, True), (coachs_week, False)):
        chosen = json.loads(week)["days"].values()
        assert all(set(ids) <= set(day) for ids, day in zip(done, chosen, strict=True)) is whose
    [visit, _] = session.reads(f"show {NEW_RUN} --node validate")
    assert f'"sources": {json.dumps(visit["update"]["sources"])}' in AFTER


def test_each_way_to_try_a_node_asks_the_model_so(session: Session) -> None:
    session.fixes()
    bare, free, again, hot = (command for command in commands(PAGE) if " node task2 state.json --" in command)
    model = session.asks(task2=["{}", GOOD_WEEK, GOOD_WEEK], base=[GOOD_WEEK])
    assert json.loads(session.types(bare))["errors"] == []
    written = json.loads(session.types(free))
    assert written["update"]["pending"]["task2"]["schema"] is None
    assert "answer: 'split' is a required property" in written["errors"]
    retried = json.loads(session.types(again))["update"]["pending"]["task2"]
    assert f"- {shlex.split(again)[-1]}\n" in retried["prompt"]
    session.types(hot)
    by_bare, by_free, _, by_hot = model.calls
    assert (by_bare.adapter, by_bare.schema is None) == (None, False)
    assert (by_free.adapter, by_free.schema is None) == ("task2", True)
    assert by_hot.sampling.temperature == float(shlex.split(hot)[-1])


def test_a_run_that_failed_is_resumed_where_it_did(session: Session) -> None:
    session.fixes()
    session.writes("request.json", STATE["request"])
    session.asks(task1=[PLAN], task2=[UnavailableError("the disk is gone"), GOOD_WEEK])
    session.types(f"{BURNFIT} routine request.json", status=2)
    newest = session.types(f"{BURNFIT} runs --limit 1").splitlines()[-1].rstrip()
    assert newest.endswith("failed in task2")
    session.calls(newest.split()[0], BROKEN_RUN)
    assert session.reads(f"show {BROKEN_RUN}")["steps"][-1]["error"] == "UnavailableError('the disk is gone')"
    [resume] = [command for command in commands(PAGE) if " resume " in command]
    assert "Dumbbell bench press" in session.types(resume)


def test_the_log_leads_to_the_run(session: Session, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING, logger="burnfit"):
        session.replays()
    rejected = [record for record in caplog.records if "rejected" in record.message]
    assert len(rejected) == 3
    for record in rejected:
        assert vars(record)["agent"] == "task2"
        assert session.reads(f"show {vars(record)['run_id']} --node task2")


def test_the_node_over_http_is_run_as_the_options_say() -> None:
    path, body, headers = next(posted(command) for command in commands(PAGE) if command.startswith("curl"))
    model = ScriptedModel({"base": ["I would say 90 %"]})
    app = create_app(Settings(), load=lambda settings: Service(model, settings))
    with TestClient(app) as client:
        app.state.worker_pool.wait()
        answered = client.post(path, json=body, headers=headers)
    assert answered.status_code == 200
    assert "not JSON" in answered.json()["errors"][0]
    [call] = model.calls
    assert f"- {body['options']['feedback']}\n" in call.prompt
    assert (call.adapter, call.schema) == (None, None)
