"""The developer's page: the graph, the list of runs, a run node by node, a node alone, two months side by side."""

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from html import unescape
from typing import Any

import pytest
from fastapi.testclient import TestClient
from httpx2 import Response

from api.pages import inside, inside_form, site
from api.pages.inside_graph import picture
from api.pages.inside_text import parts_of, visible
from graph.build import build_graph
from graph.drawing import as_json
from graph.replay import Replay, prepare_replay
from graph.run_history import Run
from graph.sqlite_run_store import SqliteRunStore
from models.language_model import Call, Completion
from program.errors import UnavailableError
from program.schema import RoutineRequest
from service import runs
from service.runs import Runs
from service.settings import Settings
from tests import test_debugging as story
from tests.api import conftest as service
from tests.api.conftest import MakeClient, coach_script
from tests.api.test_runs import KILLED, break_off
from tests.scripted import ScriptedModel

make_client, example = service.make_client, service.example
"""The fixtures of the tests of the service."""

fault = story.fault
"""The fault that docs/debugging.md tells of."""

WORDS = "no lunges, my knee hurts"
NASTY = "<b>knee</b> <script>alert('x')</script> [a](javascript:alert(1)) \u202egnol\u202c \u200b& 무릎"
"""A sentence with all that a page could take for something else than text."""


class Telling(ScriptedModel):
    """Tells which parts of its answers it chose: the values, whatever they are."""

    def complete(self, call: Call, cancel: Any = None) -> Completion:
        completion = super().complete(call, cancel)
        chosen = re.finditer(r'(?<=:)"?([\w ./-]+)"?(?=[,}])', completion.text)
        return replace(completion, chosen=tuple(one.span(1) for one in chosen))


def scripted(*bodies: dict[str, Any], **weeks: Sequence[Any]) -> Telling:
    """Answers each request as the coach would; before the first week it says what `weeks` has."""
    script: dict[str, list[Any]] = {**coach_script(*map(RoutineRequest.model_validate, bodies))}
    for agent, texts in weeks.items():
        script[agent] = [*texts, *script[agent]]
    return Telling(script)


def text_of(html: str) -> str:
    """What a reader reads of a page: no tags, white space once."""
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", html)).split())


def part(page: Response, visit: str) -> str:
    """The HTML of a visit of a node on the page of a run."""
    found = re.search(rf'<article id="{visit}" .*?</article>', page.text, re.DOTALL)
    assert found, f"no visit {visit}"
    return found[0]


def field(page: Response, name: str) -> str:
    """What stands in a text field of a page."""
    found = re.search(rf'<textarea name="{name}"[^>]*>\n(.*?)</textarea>', page.text, re.DOTALL)
    assert found, f"no field {name}"
    return unescape(found[1])


def asks(client: TestClient, body: dict[str, Any]) -> str:
    """Ask for a month; returns the id of its run."""
    run_id: str = client.post("/routine", json=body).raise_for_status().json()["run_id"]
    return run_id


def listed(page: Response) -> list[str]:
    """The starts of the ids of the runs in the list, newest first."""
    return re.findall(r'class="id" href="/inside/runs/([0-9a-f]{32})"', page.text)


@pytest.fixture
def rejected(make_client: MakeClient, example: dict[str, Any]) -> tuple[TestClient, str]:
    """A run whose second answer of task2 was accepted."""
    client = make_client(model=scripted(example, task2=['{"split":"none"}']))
    return client, asks(client, example)


def test_without_a_run_the_page_has_the_graph(make_client: MakeClient) -> None:
    client = make_client()
    page = client.get("/inside")
    drawn = client.get("/graph").json()
    assert page.text.count('class="edge conditional"') == sum(edge["conditional"] for edge in drawn["edges"])
    assert page.text.count('class="edge"') == sum(not edge["conditional"] for edge in drawn["edges"])
    assert re.findall(r'<text class="name"[^>]*>(\w+)<', page.text) == drawn["nodes"]
    assert "No run is recorded yet" in page.text


def test_the_lines_of_the_picture_begin_and_end_at_its_nodes() -> None:
    drawn, graph = picture(build_graph()), as_json(build_graph())
    boxes = {box.name: box for box in drawn.boxes}
    for line, edge in zip(drawn.lines, graph["edges"], strict=True):
        numbers = [float(one) for one in re.findall(r"[\d.]+", line.path)]
        for (x, y), name in ((numbers[:2], edge["source"]), (numbers[-2:], edge["target"])):
            box = boxes[name]
            assert box.x <= x <= box.right
            assert box.y <= y <= box.y + box.height
    for one in drawn.boxes:
        assert 0 < one.x < one.right < drawn.width
        assert 0 < one.y < one.y + one.height < drawn.height


def test_the_graph_has_the_last_run_on_it(rejected: tuple[TestClient, str]) -> None:
    client, run_id = rejected
    for page in (client.get("/inside"), client.get(f"/inside/runs/{run_id}")):
        says = text_of(page.text[page.text.index("<svg") : page.text.index("</svg>")])
        assert "task2 model answered 2 attempts, 14 ms" in says
        assert "task1 model answered 1 attempt, 7 ms" in says
        assert "intake not in this run" in says


def test_runs_are_searched_on_the_page(make_client: MakeClient, example: dict[str, Any]) -> None:
    bodies = [example | {"request": WORDS}, example | {"request": "어깨가 아파요"}, example]
    model = scripted(*bodies[:2], task2=[])
    client = make_client(model=model)
    made = [asks(client, body) for body in bodies[:2]]
    model._left |= {"task1": [*coach_script(RoutineRequest.model_validate(example))["task1"]], "task2": ["{}"] * 3}
    made.append(asks(client, bodies[2]))
    for query, found in (
        ("", [2, 1, 0]),
        ("text=&status=&agent=&source=", [2, 1, 0]),
        ("text=knee&status=&agent=&source=", [0]),
        ("text=어깨가", [1]),
        (f"text={made[1][:9]}", [1]),
        ("source=coach", [2]),
        ("agent=intake", [1, 0]),
        ("status=failed", []),
    ):
        assert listed(client.get(f"/inside?{query}")) == [made[index] for index in found], query
    assert "No run fits this search" in client.get("/inside?status=failed").text
    refused = client.get("/inside?status=over")
    assert refused.status_code == 422
    assert "a search that cannot be used: status" in text_of(refused.text)


def test_the_list_comes_page_by_page(
    make_client: MakeClient, example: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(inside, "PAGE", 2)
    client = make_client(model=scripted(*[example | {"request": WORDS}] * 5))
    made = [asks(client, example | {"request": WORDS}) for _ in range(5)]
    seen, address = [], "/inside?text=lunges"
    while True:
        page = client.get(address)
        seen += listed(page)
        following = re.search(r'href="(/inside\?[^"]*)#list-title" rel="next"', page.text)
        if following is None:
            break
        address = unescape(following[1])
        assert "text=lunges" in address
    assert seen == made[::-1]


def test_a_run_is_told_node_by_node(rejected: tuple[TestClient, str]) -> None:
    client, run_id = rejected
    page = client.get(f"/inside/runs/{run_id}")
    run = client.get(f"/runs/{run_id}").json()
    first, second = (run["steps"][index]["update"]["pending"]["task2"] for index in (2, 4))
    for visit, pending, verdict in (("task2-1", first, "rejected"), ("task2-2", second, "accepted")):
        shown = part(page, visit)
        assert pending["prompt"] in unescape(shown)
        assert json.dumps(pending["schema"], ensure_ascii=False, indent=2) in unescape(shown)
        assert pending["text"] in unescape(re.sub("</?(?:mark|span)[^>]*>", "", shown))
        assert f">{verdict}<" in shown
    assert "'compound' is a required property" in text_of(part(page, "task2-1"))
    assert "What the retry was told" not in part(page, "task2-1")
    told = text_of(part(page, "task2-2")).split("What the retry was told")[1].split("Answer")[0]
    assert (
        told.split() == " ".join(line for line in second["prompt"].splitlines() if line not in first["prompt"]).split()
    )
    assert "required property" in told
    assert "The state's change: pending, attempts, answers, sources" in text_of(part(page, "validate-2"))
    assert "Judged: task2 rejected" in text_of(part(page, "validate-2"))
    assert "overhead press, work" in text_of(page.text)


def test_chosen_and_forced_parts_are_told_apart(rejected: tuple[TestClient, str]) -> None:
    client, run_id = rejected
    shown = part(client.get(f"/inside/runs/{run_id}"), "task2-1")
    assert (
        '<span class="forced">{&#34;split&#34;:&#34;</span><mark>none</mark><span class="forced">&#34;}</span>' in shown
    )


def test_an_answer_of_an_older_run_is_shown_without_its_parts(make_client: MakeClient, example: dict[str, Any]) -> None:
    client = make_client(example)
    shown = part(client.get(f"/inside/runs/{asks(client, example)}"), "task1-1")
    assert "The model does not tell which parts it chose" in shown
    assert "<mark>" not in shown


def test_a_run_that_failed_shows_what_was_raised(make_client: MakeClient, example: dict[str, Any]) -> None:
    client = make_client(script={"task1": ["{}"] * 3}, fallback=False)
    assert client.post("/routine", json=example).status_code == 502
    page = client.get("/inside/runs/latest")
    assert "failed in validate" in text_of(page.text)
    assert "no answer of task1 was accepted in 3 attempts" in text_of(part(page, "validate-3"))
    assert "This run has no month" in page.text
    assert "raised an error" in text_of(page.text[page.text.index("<svg") : page.text.index("</svg>")])


def test_a_run_that_was_broken_off_shows_what_comes_next(make_client: MakeClient, example: dict[str, Any]) -> None:
    break_off(KILLED, RoutineRequest.model_validate(example))
    page = make_client().get(f"/inside/runs/{KILLED}")
    assert "broken off" in page.text
    assert "task2 comes next validate" in text_of(page.text[page.text.index("<svg") : page.text.index("</svg>")])


def test_a_run_is_found_by_the_start_of_its_id(rejected: tuple[TestClient, str]) -> None:
    client, run_id = rejected
    for name in (run_id[:8], "latest"):
        moved = client.get(f"/inside/runs/{name}", follow_redirects=False)
        assert (moved.status_code, moved.headers["location"]) == (303, f"/inside/runs/{run_id}")


@pytest.mark.parametrize(
    ("methods", "path", "status", "expected"),
    [
        (["GET"], f"/runs/{KILLED}", 404, f"there is no run '{KILLED}'"),
        (["GET"], f"/runs/{KILLED}/beside/{KILLED}", 404, f"there is no run '{KILLED}'"),
        (["GET"], "?before=x", 404, "there is no run 'x'"),
        (["GET"], f"?text={'+'.join(map(chr, range(0xAC00, 0xAC00 + 250)))}", 422, "a search has at most 20 words"),
        (["POST"], f"/runs/{KILLED}/replay", 404, f"there is no run '{KILLED}'"),
        (["GET", "POST"], f"/runs/{KILLED}/nodes/task1", 404, f"there is no run '{KILLED}'"),
        (["GET", "POST"], "/runs/RUN/nodes/task9", 422, "there is no node 'task9': there are"),
        (["GET", "POST"], "/runs/RUN/nodes/task2?visit=9", 422, "came to 'task2' 2 times: there is no visit 9"),
        (["GET", "POST"], "/runs/RUN/nodes/task2?visit=0", 422, "visit is '0': expected a number"),
        (["GET", "POST"], "/runs/RUN/nodes/task2?visit=abc", 422, "visit is 'abc': expected a number"),
    ],
)
def test_what_is_not_there_is_said_on_a_page(
    rejected: tuple[TestClient, str], methods: list[str], path: str, status: int, expected: str
) -> None:
    client, run_id = rejected
    for method in methods:
        page = client.request(method, f"/inside{path.replace('RUN', run_id)}", data={"state": "{}", "request": "{}"})
        assert (page.status_code, page.headers["content-type"]) == (status, "text/html; charset=utf-8")
        assert expected in text_of(page.text)


def test_that_the_runs_cannot_be_read_is_said_on_a_page(
    rejected: tuple[TestClient, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    client, run_id = rejected

    def gone(*_: Any) -> Any:
        raise UnavailableError("the disk is gone")

    monkeypatch.setattr(Runs, "get", gone)
    for path in (f"/runs/{run_id}/replay", f"/runs/{run_id}/nodes/task2"):
        page = client.post(f"/inside{path}", data={"state": "{}", "request": "{}"})
        assert (page.status_code, page.headers["retry-after"]) == (503, "10")
        assert "This is not possible the disk is gone" in text_of(page.text)


def test_an_empty_place_in_the_list_is_its_start(rejected: tuple[TestClient, str]) -> None:
    client, run_id = rejected
    assert listed(client.get("/inside?before=")) == [run_id]


def test_a_run_without_a_request_is_listed_and_shown(make_client: MakeClient) -> None:
    store = SqliteRunStore(Settings().runs)
    store.create(KILLED, {})
    store.close()
    client = make_client()
    assert listed(client.get("/inside")) == [KILLED]
    assert "This run came to no node" in client.get(f"/inside/runs/{KILLED}").text


def test_only_agents_that_can_be_run_alone_are_offered(make_client: MakeClient, example: dict[str, Any]) -> None:
    client = make_client(script={**coach_script(RoutineRequest.model_validate(example)), "task2": ["{}"] * 3})
    whole = client.get(f"/inside/runs/{asks(client, example)}").text
    offered = re.findall(r'href="(/inside/runs/[^"]*/nodes/[^"]*)"', whole)
    assert any(address.endswith("/nodes/coach_note") for address in offered)
    for address in offered:
        assert client.get(address).status_code == 200, address
    break_off(KILLED, RoutineRequest.model_validate(example))
    for address in re.findall(r'href="(/inside/runs/[^"]*/nodes/[^"]*)"', client.get(f"/inside/runs/{KILLED}").text):
        assert client.get(address).status_code == 200, address


def without_rests(month: dict[str, Any]) -> dict[str, Any]:
    """A month as a version had it that did not tell how long to rest."""
    old: dict[str, Any] = json.loads(json.dumps(month))
    for one in old["weeks"][0]["days"][0]["main"][0]["sets"]:
        del one["rest_s"]
    return old


def test_a_month_of_another_version_is_not_compared(
    rejected: tuple[TestClient, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    client, run_id = rejected
    request = field(client.get(f"/inside/runs/{run_id}"), "request")
    prepare, get = prepare_replay, Runs.get

    def prepared(*given: Any) -> Replay:
        found = prepare(*given)
        assert found.routine is not None
        return replace(found, routine=without_rests(found.routine))

    def got(self: Runs, wanted: str) -> Run:
        run = get(self, wanted)
        assert run.routine is not None
        return run.model_copy(update={"routine": without_rests(run.routine)})

    monkeypatch.setattr(runs, "prepare_replay", prepared)
    page = client.post(f"/inside/runs/{run_id}/replay", data={"from": "compose", "request": request})
    assert page.url.path == f"/inside/runs/{client.get('/runs').json()[0]['run_id']}"
    monkeypatch.setattr(Runs, "get", got)
    refused = client.get(f"/inside/runs/{run_id}/beside/{run_id}")
    assert refused.status_code == 422
    assert f"another version has made the month of run {run_id}" in text_of(refused.text)


def test_a_node_runs_alone_with_other_options(make_client: MakeClient, example: dict[str, Any]) -> None:
    model = scripted(example)
    client = make_client(model=model)
    run_id = asks(client, example)
    week = coach_script(RoutineRequest.model_validate(example))["task2"]
    model._left |= {"base": [*week]}
    address = f"/inside/runs/{run_id}/nodes/task2"
    typed = {"adapter": "none", "decoding": "free", "temperature": "1.2", "attempt": "2", "feedback": "too heavy"}
    page = client.post(address, data={"state": field(client.get(address), "state"), **typed})
    assert page.status_code == 200
    call = model.calls[-1]
    assert (call.adapter, call.schema, call.sampling.temperature) == (None, None, 1.2)
    assert "- too heavy\n" in call.prompt
    assert "would be accepted" in page.text
    assert "No schema: free decoding" in page.text
    assert 'value="too heavy"' in page.text  # the form is as it was sent
    odd = client.post(address, data={"feedback": "a\u200bb <i>"})
    assert 'value="a\u200bb &lt;i&gt;"' in odd.text
    assert len(client.get("/runs").json()) == 1


def test_an_empty_form_runs_the_node_as_in_the_run(rejected: tuple[TestClient, str]) -> None:
    client, run_id = rejected
    model: Any = client.app.state.worker_pool.ready()._model  # type: ignore[attr-defined]  # Starlette's app has any state
    model._left["task2"] = ["{}"]
    address = f"/inside/runs/{run_id}/nodes/task2?visit=2"
    empty = dict.fromkeys(("adapter", "decoding", "temperature", "attempt", "feedback"), "")
    page = client.post(address, data={"state": field(client.get(address), "state"), **empty})
    before, now = (call for call in model.of("task2")[-2:])
    assert before == now
    assert "would be rejected" in page.text


def test_an_agent_that_the_run_did_not_have_runs_on_what_compose_had(
    make_client: MakeClient, example: dict[str, Any]
) -> None:
    model = scripted(example)
    client = make_client(model=model)
    address = f"/inside/runs/{asks(client, example)}/nodes/coach_note"
    form = client.get(address)
    assert "which never came to coach_note: this is the state before compose" in text_of(form.text)
    assert list(json.loads(field(form, "state"))["answers"]) == ["task1", "task2"]
    model._left["coach_note"] = ["{}"]
    assert "would be rejected" in client.post(address, data={"state": field(form, "state")}).text


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ({"state": "{"}, "the state is no JSON"),
        ({"state": "[]"}, "the state is no JSON object"),
        ({"state": "{}"}, "neither a state nor a request"),
        ({"temperature": "warm"}, "options that cannot be used: temperature"),
        ({"feedback": "no"}, "feedback is for a second attempt"),
    ],
)
def test_what_cannot_be_run_is_said_beside_what_was_typed(
    rejected: tuple[TestClient, str], typed: dict[str, str], expected: str
) -> None:
    client, run_id = rejected
    address = f"/inside/runs/{run_id}/nodes/task2"
    sent = {"state": field(client.get(address), "state"), **typed}
    page = client.post(address, data=sent)
    assert page.status_code == 422
    assert expected in text_of(page.text)
    assert field(page, "state") == sent["state"]


def test_a_node_whose_model_is_gone_says_so_on_the_page(make_client: MakeClient, example: dict[str, Any]) -> None:
    model = scripted(example)
    client = make_client(model=model)
    address = f"/inside/runs/{asks(client, example)}/nodes/task2"
    model._left["task2"] = [UnavailableError("no adapter")]
    page = client.post(address, data={"state": field(client.get(address), "state")})
    assert page.status_code == 503
    assert "no adapter" in text_of(page.text)


def test_a_replay_with_a_changed_request_leads_to_both_months(make_client: MakeClient, example: dict[str, Any]) -> None:
    model = scripted(example)
    client = make_client(model=model)
    run_id = asks(client, example)
    request = json.loads(field(client.get(f"/inside/runs/{run_id}"), "request")) | {"start_date": "2027-01-04"}
    page = client.post(f"/inside/runs/{run_id}/replay", data={"from": "compose", "request": json.dumps(request)})
    new = client.get("/runs").json()[0]["run_id"]
    assert page.url.path == f"/inside/runs/{new}/beside/{run_id}"
    says = text_of(client.get(f"/inside/runs/{new}").text)
    assert "task2 answer taken over" in says
    assert "task2 0 model taken over" in says
    rows = [text_of(row) for row in re.findall(r'<tr class="differs">(.*?)</tr>', page.text, re.DOTALL)]
    assert rows[0] == 'Request: start_date null "2027-01-04"'
    assert rows[1] == "when only in the new one 2027-01-04"
    assert all(re.search(r"2027-\d\d-\d\d$", row.rstrip('"')) for row in rows)


def test_a_sentence_can_be_added(make_client: MakeClient, example: dict[str, Any]) -> None:
    client = make_client(model=scripted(example, example | {"request": WORDS}))
    run_id = asks(client, example)
    page = client.get(f"/inside/runs/{run_id}")
    starts = re.findall(r"<option[^>]*>(\w+)</option>", page.text[page.text.index('name="from"') :])
    assert starts[:4] == ["task1", "validate", "task2", "compose"]
    assert set(starts[4:]) >= {"intake", "conditioning", "coach_note"}
    said = json.dumps(json.loads(field(page, "request")) | {"request": WORDS})
    months = client.post(f"/inside/runs/{run_id}/replay", data={"from": "intake", "request": said})
    assert months.url.path.endswith(f"/beside/{run_id}")
    assert f'Request: request null "{WORDS}"' in text_of(months.text)


def test_the_run_of_a_replay_that_fails_can_be_looked_at(make_client: MakeClient, example: dict[str, Any]) -> None:
    model = scripted(example)
    client = make_client(model=model)
    run_id = asks(client, example)
    request = field(client.get(f"/inside/runs/{run_id}"), "request")
    model._left["task2"] = [UnavailableError("no adapter")]
    page = client.post(f"/inside/runs/{run_id}/replay", data={"from": "task2", "request": request})
    assert page.status_code == 503
    new = client.get("/runs").json()[0]["run_id"]
    assert new != run_id
    assert f'What it did until then is recorded: <a href="/inside/runs/{new}">' in page.text


def test_a_replay_of_a_run_that_is_deleted_after_it_leads_to_the_new_one(
    make_client: MakeClient, example: dict[str, Any]
) -> None:
    client = make_client(model=scripted(example), runs_kept=1)
    run_id = asks(client, example)
    request = field(client.get(f"/inside/runs/{run_id}"), "request")
    page = client.post(f"/inside/runs/{run_id}/replay", data={"from": "compose", "request": request})
    [new] = [run["run_id"] for run in client.get("/runs").json()]
    assert (page.status_code, page.url.path) == (200, f"/inside/runs/{new}")


def test_a_state_has_no_places_of_chosen_parts(rejected: tuple[TestClient, str]) -> None:
    client, run_id = rejected
    assert '"chosen": [' in json.dumps(client.get(f"/runs/{run_id}").json())
    assert "&#34;chosen&#34;" not in client.get(f"/inside/runs/{run_id}").text
    address = f"/inside/runs/{run_id}/nodes/validate?visit=2"
    assert list(json.loads(field(client.get(address), "state"))["pending"]["task2"])[:2] == ["prompt", "schema"]
    assert "&#34;chosen&#34;" not in client.get(address).text
    assert "&#34;chosen&#34;" not in client.post(address, data={"state": field(client.get(address), "state")}).text


def test_a_request_with_a_sentence_is_state_enough(make_client: MakeClient, example: dict[str, Any]) -> None:
    body = example | {"request": WORDS}
    model = scripted(body)
    client = make_client(model=model)
    run_id = asks(client, body)
    model._left["intake"] = [*coach_script(RoutineRequest.model_validate(body))["intake"]]
    done = client.post(f"/inside/runs/{run_id}/nodes/intake", data={"state": json.dumps(body)})
    judged = client.post(f"/inside/runs/{run_id}/nodes/validate", data={"state": field(done, "state")})
    assert "accepted intake" in text_of(judged.text)


def test_a_replay_without_a_change_gives_the_same_month(make_client: MakeClient, example: dict[str, Any]) -> None:
    body = example | {"request": f"{NASTY} soft\xadhyphen \U000e0041 \x7f"}
    client = make_client(model=scripted(body))
    run_id = asks(client, body)
    request = field(client.get(f"/inside/runs/{run_id}"), "request")
    page = client.post(f"/inside/runs/{run_id}/replay", data={"from": "compose", "request": request})
    assert "The months are the same" in page.text
    assert 'class="differs"' not in page.text


@pytest.mark.parametrize(
    ("start", "changes", "expected"),
    [
        ("compose", {"minutes": 1}, "the changed request cannot be used: minutes"),
        ("compose", {"days_per_week": 2}, "run again from task2"),
        ("intake", {}, "never came to 'intake'"),
    ],
)
def test_a_replay_that_cannot_be_is_said_beside_what_was_typed(
    rejected: tuple[TestClient, str], start: str, changes: dict[str, Any], expected: str
) -> None:
    client, run_id = rejected
    typed = json.dumps(json.loads(field(client.get(f"/inside/runs/{run_id}"), "request")) | changes)
    page = client.post(f"/inside/runs/{run_id}/replay", data={"from": start, "request": typed})
    assert page.status_code == 422
    assert expected in text_of(page.text)
    assert field(page, "request") == typed
    assert len(client.get("/runs").json()) == 1


def pages(client: TestClient, run_id: str) -> Iterator[Response]:
    """Every kind of page."""
    for path in (
        "",
        f"/runs/{run_id}",
        f"/runs/{run_id}/nodes/intake",
        f"/runs/{run_id}/beside/{run_id}",
        "/runs/none",
    ):
        yield client.get(f"/inside{path}")


def test_what_a_lifter_or_the_model_writes_is_shown_as_text(make_client: MakeClient, example: dict[str, Any]) -> None:
    body = example | {"request": NASTY}
    client = make_client(model=scripted(body, task2=[f'{{"{NASTY}":1}}']))
    run_id = asks(client, body)
    shown = visible(NASTY)
    assert "\\u202egnol\\u202c" in shown
    for page in pages(client, run_id):
        assert "<script>alert" not in page.text
        assert "<b>" not in page.text
        assert "javascript:alert(1)" not in re.findall(r'href="([^"]*)"', page.text)
        assert not set("\u202e\u202c\u200b") & set(page.text)
    assert shown in unescape(client.get("/inside").text)
    run = client.get(f"/inside/runs/{run_id}")
    assert shown in unescape(run.text)
    answer = re.sub("</?(?:mark|span)[^>]*>", "", part(run, "task2-1"))
    assert f'{{"{shown}":1}}' in unescape(answer)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a\ud800b", r"a\ud800b"),
        ("a\x00b", r"a\u0000b"),
        ("\x7f\x9f", r"\u007f\u009f"),
        ("\xad", r"\u00ad"),
        ("a\u2028b", r"a\u2028b"),
        ("\u2066a", r"\u2066a"),
        ("\U000e0041", r"\udb40\udc41"),
        ("a\u3164\u115f\u1160b", r"a\u3164\u115f\u1160b"),
        ("a\uffa0\u2800\u034fb", r"a\uffa0\u2800\u034fb"),
        ("a\u200db", r"a\u200db"),
        ("a\ufe0f\U000e0100", r"a\ufe0f\udb40\udd00"),
    ],
)
def test_characters_without_a_glyph_are_escaped_as_in_json(text: str, shown: str) -> None:
    assert visible(text) == shown
    assert json.loads(visible(json.dumps(text, ensure_ascii=False))) == text


@pytest.mark.parametrize(
    "text", ["a\n\tb", "👨\u200d👩", "❤\ufe0f\u200d🔥", "1\ufe0f\u20e3", "한 글", "a\u00a0b\u3000c"]
)
def test_characters_that_are_seen_stay(text: str) -> None:
    assert visible(text) == text


@pytest.mark.parametrize(
    ("chosen", "expected"),
    [
        ([], [("abcdef", False)]),
        ([[0, 6]], [("abcdef", True)]),
        ([[1, 2], [4, 6]], [("a", False), ("b", True), ("cd", False), ("ef", True)]),
        ([[4, 99], [-5, 2], [3, 1]], [("abcd", False), ("ef", True)]),  # of a caller's state
    ],
)
def test_an_answer_falls_into_its_parts(chosen: list[list[int]], expected: list[tuple[str, bool]]) -> None:
    found = parts_of("abcdef", chosen)
    assert found is not None
    assert [(one.text, one.chosen) for one in found] == expected


def test_no_page_has_a_script_or_a_style_of_its_own(rejected: tuple[TestClient, str]) -> None:
    client, run_id = rejected
    for page in pages(client, run_id):
        assert page.headers["content-security-policy"] == site.POLICY
        assert page.headers["cache-control"] == "no-store"
        assert re.findall(r"<script(?![^>]*\bsrc=)|<style|\bstyle=|\bon\w+=", page.text) == []
        addresses = re.findall(r'(?:href|src|action)="([^"#]*)', page.text)
        assert addresses
        for address in set(addresses):
            assert address == "" or address.startswith("/"), address
            if address.startswith("/static"):
                assert client.get(address).status_code == 200


@pytest.mark.parametrize("origin", ["https://evil.example", "null", "http://testserver.evil.example", "http://["])
def test_a_form_of_another_sites_page_is_refused(rejected: tuple[TestClient, str], origin: str) -> None:
    client, run_id = rejected
    request = field(client.get(f"/inside/runs/{run_id}"), "request")
    form = {"from": "compose", "request": request}
    refused = client.post(f"/inside/runs/{run_id}/replay", data=form, headers={"origin": origin})
    assert refused.status_code == 403
    assert "another site" in refused.json()["detail"]
    assert len(client.get("/runs").json()) == 1
    own = client.post(f"/inside/runs/{run_id}/replay", data=form, headers={"origin": "http://testserver"})
    assert own.status_code == 200


def test_a_state_of_many_attempts_fits_into_a_form(rejected: tuple[TestClient, str]) -> None:
    client, run_id = rejected
    address = f"/inside/runs/{run_id}/nodes/validate?visit=2"
    state = json.loads(field(client.get(address), "state"))
    state["pending"]["task2"]["prompt"] = "무" * 20_000  # nine bytes each
    assert client.post(address, data={"state": json.dumps(state, ensure_ascii=False)}).status_code == 200


def test_what_is_no_form_is_refused(rejected: tuple[TestClient, str]) -> None:
    client, run_id = rejected
    for body in (b"\xff", b"a=%ff", b"&".join(b"a=1" for _ in range(1001))):
        refused = client.post(f"/inside/runs/{run_id}/nodes/task2", content=body)
        assert (refused.status_code, "the body is no form" in refused.text) == (422, True)
    too_long = client.post(f"/inside/runs/{run_id}/nodes/task2", content=b"x" * (inside_form.LARGEST + 1))
    assert too_long.status_code == 413


def test_without_recording_the_page_has_the_graph(make_client: MakeClient) -> None:
    page = make_client(record=False).get("/inside")
    assert page.status_code == 200
    assert "BURNFIT_RECORD is false" in text_of(page.text)
    assert "<svg" in page.text


def test_the_fault_of_the_documentation_is_found_on_the_page_alone(
    fault: pytest.MonkeyPatch, make_client: MakeClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BURNFIT_AGENTS", "intake,task1,task2,conditioning")
    [told] = re.findall(r"^## In the browser$(.*?)^## ", story.PAGE.read_text(encoding="utf-8"), re.M | re.DOTALL)
    told = " ".join(told.split())
    model = Telling({"task1": [story.PLAN], "task2": [story.GOOD_WEEK] * 20})
    client = make_client(model=model)
    run_id = asks(client, story.STATE["request"])

    def says(page: Response, *words: str) -> None:
        for one in words:
            assert one in told, one
            assert one in text_of(page.text), one

    says(client.get("/inside"), "coach answered", "3 attempts")
    found = client.get("/inside?source=coach")
    assert listed(found) == [run_id]
    run = client.get(f"/inside/runs/{run_id}")
    error = "days: 12 sets of push and 24 of pull assistance, expected at least as much pull"
    for attempt in (1, 2, 3):
        assert error in text_of(part(run, f"task2-{attempt}"))
    assert error in told
    assert error in text_of(part(run, "task2-3")).split("What the retry was told")[1].split("Answer")[0]

    replayed = {"from": "task2", "request": field(run, "request")}
    says(client.post(f"/inside/runs/{run_id}/replay", data=replayed), "The months are the same.")

    alone = f"/inside/runs/{run_id}/nodes/task2?visit=1"
    done = client.post(alone, data={"state": field(client.get(alone), "state")})
    says(done, "would be rejected", "Give this answer to validate", error)
    state = field(done, "state").replace(r"\"bar_row\",", "").replace(r"\"chin_up\",", "").replace(r"\"db_row\",", "")
    judged = client.post(f"/inside/runs/{run_id}/nodes/validate", data={"state": state})
    result = text_of(judged.text).split("What it did now")[1].split("The state's change")[0]
    assert "nothing for pull" in result
    assert "sets of push" not in result

    fault.undo()
    visit = f"/inside/runs/{run_id}/nodes/validate?visit=2"
    says(client.post(visit, data={"state": field(client.get(visit), "state")}), "accepted")
    months = client.post(f"/inside/runs/{run_id}/replay", data=replayed)
    note = story.NOTE.removeprefix("- ")
    assert f"<del>{note.replace(chr(39), '&#39;')}</del>" in months.text
    assert "task2 : model" in text_of(months.text)
