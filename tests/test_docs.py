"""What the pages in docs/ promise: commands and their answers, problems, tools, names and files."""

import json
import re
import shlex
import sys
import threading
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, get_args

import pytest
import typer
from fastapi.testclient import TestClient
from httpx2 import Response

from agents import AGENTS
from agents.agent import ModelAgent
from api import mcp
from api.cli import main as cli
from api.http import body_limits
from api.http.app import create_app
from graph.sqlite_run_store import SqliteRunStore
from graph.state import RunState
from program.reading.evidence import resting_on_words
from program.reading.wishes import TOPICS, Wish, wish_error
from program.schema import RoutineRequest, Template
from service import model_loader as loading
from service.once import Once
from service.service import Service
from service.settings import Settings
from tests.api import conftest as service
from tests.api.conftest import MakeClient
from tests.api.serving import serving
from tests.api.test_crowd import everything, head
from tests.api.test_mcp import ask
from tests.api.test_runs import events
from tests.keys import bearing, make_key
from tests.scripted import ScriptedModel
from tests.test_readme import BURNFIT, DOCUMENTS, ROOT, all_commands, blocks, commands, text_of
from training import evaluation
from training import pipeline as training

make_client, example = service.make_client, service.example
"""The fixtures of the tests of the service."""

DOCS = ROOT / "docs"
HTTP = DOCS / "http.md"
ADDRESS = f"http://127.0.0.1:{Settings().port}"

CURLS_CONTENT_TYPE = "application/x-www-form-urlencoded"
"""What curl says of a body unless it is told otherwise."""

ELLIPSIS = "…"
"""Stands for what a page leaves out: a value, the rest of a list or an object, the end of a text."""


MOST_MONTHS = 7
"""The most answers that a command of a page needs: those of the run that it may name, and of a programme's months, for
which the model may be asked three times each."""


def curl_commands(document: Path) -> list[str]:
    return [command for command in commands(document) if command.startswith("curl ")]


def status_of(command: str) -> int:
    """The status that the page shows beside a curl command."""
    found = re.search(r"  # (\d{3})$", command)
    assert found, f"no status beside {command}"
    return int(found[1])


def answer_shown(document: Path, command: str) -> str | None:
    """The block right below a command's, if there is one."""
    found = re.search(re.escape(command) + r"\n```\n\n```text\n(.*?)^```$", text_of(document), re.MULTILINE | re.DOTALL)
    return found[1] if found else None


def sent(client: TestClient, command: str, run_id: str) -> Response:
    """The app's answer to what a curl command sends; every part of the command must be known."""
    path, body, headers, method = "", None, {}, "GET"
    words = iter(shlex.split(command, comments=True)[1:])
    for word in words:
        if word == "-H":
            name, value = next(words).split(": ", 1)
            headers[name.lower()] = value
        elif word in ("-d", "--data-binary"):
            text = next(words).replace("$RUN", run_id)
            body = (ROOT / text[1:]).read_text(encoding="utf-8") if text.startswith("@") else text
        elif word == "-X":
            method = next(words)
        elif word != "-s":
            assert word.startswith(f"{ADDRESS}/"), word
            path = word.removeprefix(ADDRESS).replace("$RUN", run_id)
    if body is None:
        return client.request(method, path, headers=headers)
    return client.post(path, content=body, headers={"content-type": CURLS_CONTENT_TYPE} | headers)


def as_json(shown: str) -> str:
    """The text of a block with its bare ellipses in a form that JSON knows."""
    bare = re.compile(rf'("(?:[^"\\]|\\.)*")|([,{{]\s*){ELLIPSIS}(?=\s*}})|{ELLIPSIS}')

    def written(found: re.Match[str]) -> str:
        text, before_the_rest = found.groups()
        return text or (f'{before_the_rest}"{ELLIPSIS}": 0' if before_the_rest else f'"{ELLIPSIS}"')

    return bare.sub(written, shown)


def agrees(shown: Any, real: Any) -> bool:
    """Whether an answer is what a page shows of it."""
    match shown:
        case str() if shown.endswith(ELLIPSIS):
            return shown == ELLIPSIS or (isinstance(real, str) and real.startswith(shown.removesuffix(ELLIPSIS)))
        case dict():
            named = {key: value for key, value in shown.items() if key != ELLIPSIS}
            whole = isinstance(real, dict) and (named.keys() == real.keys() or ELLIPSIS in shown)
            return whole and all(key in real and agrees(value, real[key]) for key, value in named.items())
        case [*first, last] if last == ELLIPSIS:
            return isinstance(real, list) and len(real) > len(first) and agrees(first, real[: len(first)])
        case list():
            same_length = isinstance(real, list) and len(shown) == len(real)
            return same_length and all(agrees(one, other) for one, other in zip(shown, real, strict=True))
        case _:
            return bool(shown == real)


@pytest.mark.parametrize(
    ("shown", "real", "expected"),
    [
        ('{"a": 1, …}', {"a": 1, "b": 2}, True),
        ('{"a": 1}', {"a": 1, "b": 2}, False),
        ('{"a": …}', {"a": {"b": [2]}}, True),
        ('{"a": …}', {}, False),
        ("[1, …]", [1, 2, 3], True),
        ("[1, …]", [2, 3], False),
        ("[1, 2]", [1], False),
        ('"not …"', "not this", True),
        ('"not …"', "this", False),
    ],
)
def test_what_a_page_leaves_out_may_be_anything_and_the_rest_may_not(shown: str, real: Any, expected: bool) -> None:
    assert agrees(json.loads(as_json(shown)), real) == expected


@pytest.mark.parametrize("command", curl_commands(HTTP))
def test_a_curl_command_is_answered_as_shown(command: str, make_client: MakeClient, example: dict[str, Any]) -> None:
    client = make_client(*[example] * MOST_MONTHS)
    run_id = client.post("/routine", json=example).json()["run_id"]
    answered = sent(client, command, run_id)
    assert answered.status_code == status_of(command), answered.text
    shown = answer_shown(HTTP, command)
    if shown is None:
        return
    if shown.startswith("id: "):
        stream = iter(events(answered.text))
        for name, data in events(as_json(shown).replace("\n", "\r\n")):
            assert any(name == event and agrees(data, real) for event, real in stream), f"no event {name}: {data}"
    else:
        assert agrees(json.loads(as_json(shown)), answered.json()), answered.text


def test_every_answer_block_belongs_to_a_command() -> None:
    shown = [answer_shown(HTTP, command) for command in curl_commands(HTTP)]
    assert [one for one in shown if one is not None] == blocks(HTTP, "text")


def test_every_route_is_on_the_page_and_no_other(make_client: MakeClient) -> None:
    described = make_client().get("/openapi.json").json()["paths"]
    routes = {f"{method.upper()} {path}" for path, methods in described.items() for method in methods}
    named = re.findall(r"^\| `((?:GET|POST|DELETE) [^`]+)` \|", text_of(HTTP), flags=re.MULTILINE)
    assert set(named) == routes | {"GET /docs", "GET /openapi.json"}


def _bad_request(make_client: MakeClient) -> Response:
    json_sent = {"content-type": "application/json"}
    return make_client().post("/routine", content='{"experience": 3,', headers=json_sent)


def _not_loaded(_: MakeClient) -> Response:
    ended = threading.Event()

    def load(settings: Settings) -> Service:
        assert ended.wait(30)
        return Service(ScriptedModel({}), settings)

    with TestClient(create_app(Settings(), load=load)) as client:
        answered = client.get("/readyz")
        ended.set()
    return answered


def _failing(*texts: Any, **settings: Any) -> Callable[[MakeClient], Response]:
    """What a month is answered with when the model says these texts."""

    def answered(make_client: MakeClient) -> Response:
        request = json.loads((ROOT / "examples" / "3.json").read_text(encoding="utf-8"))
        return make_client(script={"task1": list(texts)}, **settings).post("/routine", json=request)

    return answered


def _node_without_its_plan(make_client: MakeClient) -> Response:
    request = json.loads((ROOT / "examples" / "3.json").read_text(encoding="utf-8"))
    return make_client().post("/graph/nodes/task2", json={"state": request})


def _being_worked_on(make_client: MakeClient) -> Response:
    request = json.loads((ROOT / "examples" / "3.json").read_text(encoding="utf-8"))
    sent = Once.of("key", "/routine", RoutineRequest.model_validate(request))
    store, run_id = SqliteRunStore(Settings().runs), "0" * 32
    with store.claim(run_id):
        store.create(run_id, request, idempotency_key=sent.key, body_hash=sent.body_hash)
        answered = make_client().post("/routine", json=request, headers={"idempotency-key": sent.key})
    store.close()
    return answered


def _asked_too_often(make_client: MakeClient) -> Response:
    client, headers = make_client(), bearing(make_key("app", rate="1/min"))
    client.get("/runs", headers=headers)
    return client.get("/runs", headers=headers)


def _slow_body(make_client: MakeClient) -> Response:  # noqa: ARG001 - as all of them
    with pytest.MonkeyPatch.context() as patch, serving(0.01, log_level="error") as server:
        patch.setattr(body_limits, "LONGEST_BODY_S", 0.0)
        with server.connect(head(), b"{") as opened:
            first, _, answer = everything(opened).partition(b"\r\n\r\n")
    return Response(int(first.split()[1]), content=answer)


PROBLEMS: Mapping[int, Callable[[MakeClient], Response]] = {
    400: _bad_request,
    401: lambda make_client: make_client(require_keys=True).get("/runs"),
    403: lambda make_client: make_client().post("/month/request", headers={"origin": "https://evil.example"}),
    404: lambda make_client: make_client().get(f"/runs/{'0' * 32}"),
    405: lambda make_client: make_client().get("/routine"),
    408: _slow_body,
    409: _being_worked_on,
    413: lambda make_client: make_client().post("/routine", content=b" " * 70_000),
    415: lambda make_client: make_client().post(
        "/routine", content=b"{}", headers={"content-type": CURLS_CONTENT_TYPE}
    ),
    421: lambda make_client: make_client().get("/runs", headers={"host": "evil.example"}),
    422: _node_without_its_plan,
    429: _asked_too_often,
    500: _failing(ZeroDivisionError()),
    502: _failing("no", "no", "no", fallback=False),
    503: _not_loaded,
}
"""How each problem comes about."""


def problems_shown() -> Iterator[tuple[int, str]]:
    """The statuses of the page's table, each with its example."""
    for status, detail in re.findall(r"^\| (\d{3}) \| .* \| (.*) \|$", text_of(HTTP), flags=re.MULTILINE):
        yield int(status), detail


def test_the_page_has_every_problem() -> None:
    assert [status for status, _ in problems_shown()] == list(PROBLEMS)


@pytest.mark.parametrize(("status", "detail"), list(problems_shown()))
def test_a_problem_reads_as_shown(status: int, detail: str, make_client: MakeClient) -> None:
    answered = PROBLEMS[status](make_client)
    assert answered.status_code == status, answered.text
    assert agrees(detail, answered.json()["detail"]), answered.json()["detail"]
    for member in ("agent", "attempts"):
        assert (member in answered.json()) == (status == 502)
    assert ("retry-after" in answered.headers) == (status in (409, 429, 503))


def test_the_tools_and_resources_are_those_of_the_server() -> None:
    tools = ask(lambda client: client.list_tools()).tools
    table = text_of(HTTP).split("| tool |")[1].split("\n\n")[0]
    named = re.findall(r"^\| `(\w+)` \|", table, flags=re.MULTILINE)
    assert named == [tool.name for tool in tools]
    [catalogue] = ask(lambda client: client.list_resources()).resources
    [template] = ask(lambda client: client.list_resource_templates()).resource_templates
    assert set(re.findall(r"`(exercises://[^`]+)`", text_of(HTTP))) == {str(catalogue.uri), template.uri_template}


def mentioned() -> list[str]:
    """The `burnfit` commands of the pages outside their shell blocks: in a line of text, or in a block of it."""
    found: dict[str, None] = {}
    for document in DOCUMENTS:
        found |= dict.fromkeys(re.findall(r"`burnfit ([^`\n]+)`", text_of(document)))
        for block in blocks(document, "text"):
            found |= dict.fromkeys(re.findall(rf"^(?:\$ )?{BURNFIT} (.+)$", block, flags=re.MULTILINE))
    return list(found)


@pytest.mark.parametrize("arguments", mentioned())
def test_a_burnfit_command_that_is_mentioned_exists_with_its_options(arguments: str) -> None:
    name, *words = shlex.split(arguments)
    known: Any = typer.main.get_command(cli.app)
    assert name in known.commands
    options = {option for parameter in known.commands[name].params for option in parameter.opts}
    assert {word for word in words if word.startswith("--")} <= options


LONG = ("prepare", "train", "eval", "serve", "mcp")
"""Commands that take long, or have no end; the tests of MCP run the one that reads standard input."""


@pytest.mark.parametrize(
    "command", [one for one in all_commands(BURNFIT) if shlex.split(one)[1] in LONG and not one.endswith(" mcp")]
)
def test_a_command_that_takes_long_begins_with_it(command: str, monkeypatch: pytest.MonkeyPatch) -> None:
    begun: list[str] = []

    def begins(name: str, result: Any) -> Callable[..., Any]:
        def begin(*_: Any, **__: Any) -> Any:
            begun.append(name)
            return result

        return begin

    monkeypatch.setattr(loading, "prepare_base", begins("prepare", Path()))
    monkeypatch.setattr(training, "train_agent", begins("train", Path()))
    monkeypatch.setattr(evaluation, "evaluate", begins("eval", {}))
    monkeypatch.setattr(mcp, "create_server", begins("mcp", None))
    monkeypatch.setattr(mcp, "http_app", begins("http", None))
    monkeypatch.setattr(cli, "_serve", begins("serve", None))
    monkeypatch.setattr(cli, "_serve_replicas", begins("serve", None))
    name, *words = shlex.split(command)[1:]
    monkeypatch.setattr(sys, "argv", ["burnfit", name, *words])
    with pytest.raises(SystemExit) as left:
        cli.main()
    assert left.value.code == 0
    assert begun == (["mcp", "http", "serve"] if name == "mcp" else [name])


def test_the_state_has_the_keys_of_the_page() -> None:
    [section] = re.findall(r"^## The state$(.*?)^## ", text_of(DOCS / "architecture.md"), re.MULTILINE | re.DOTALL)
    assert set(re.findall(r"^\| `(\w+)` \|", section, flags=re.MULTILINE)) == set(RunState.__annotations__)


TRAINED = [one for one in AGENTS if isinstance(one, ModelAgent) and one.adapter is not None]
"""The agents that answer with an adapter: a new one answers with the bare base model until it is trained."""


@pytest.mark.parametrize("agent", TRAINED, ids=lambda agent: agent.name)
def test_an_adapters_folder_has_the_files_of_the_page(agent: ModelAgent[Any]) -> None:
    [section] = re.findall(r"^## Adapters$(.*?)^## ", text_of(DOCS / "models.md"), re.MULTILINE | re.DOTALL)
    named = set(re.findall(r"^\| `([\w.]+)` \|", section, flags=re.MULTILINE))
    assert {file.name for file in (Settings().adapters / agent.name).iterdir()} == named


def test_the_glossary_explains_the_words_that_a_month_is_answered_with() -> None:
    explained = re.findall(r"^\| ([^|]+?)(?: \(\w+\))? \|", text_of(DOCS / "glossary.md"), re.MULTILINE)
    templates = {*get_args(Template), "5s PRO"} - {"none"}
    assert templates | {"training max", "plus set", "provenance", "draft", "adapter"} <= set(explained)
    words = [word for word in explained if word not in ("word", "---")]
    assert len(words) == len(set(words)), "a word is explained twice"


def test_the_message_that_is_to_be_added_can_be_used() -> None:
    [block] = blocks(DOCS / "data.md", "json")
    row = json.loads(block)
    wishes = [Wish(topic=topic, value=value, words=words) for topic, value, words in row["wishes"]]
    assert [wish_error(wish, row["text"]) for wish in wishes] == [None] * len(wishes)
    assert resting_on_words(row["text"], wishes, wish_error)


def test_the_page_names_every_topic_of_a_wish() -> None:
    page = text_of(DOCS / "data.md")
    assert [topic for topic in TOPICS if f"`{topic}`" not in page] == []
