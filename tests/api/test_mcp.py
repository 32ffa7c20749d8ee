"""The MCP server, asked by the SDK's own client."""

import asyncio
import json
import os
import re
import sys
import threading
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any, Literal, TypeVar

import httpx2
import pytest
from hypothesis import given
from hypothesis import strategies as st
from mcp import Client, MCPError, StdioServerParameters, types
from mcp.client.streamable_http import streamable_http_client
from pydantic import ValidationError

from api.mcp import create_server, http_app
from api.mcp_tools import MonthArguments
from models.language_model import LanguageModel
from program.errors import UnavailableError
from program.exercises.catalogue import CATALOGUE
from program.month.routine import Plan, Routine
from program.schema import LifterRequest, RoutineRequest, WeightPlan
from service.service import Service
from service.settings import Settings
from tests.api.conftest import EXAMPLES, MakeClient, coach_script
from tests.api.test_cli import assert_one_line, burnfit
from tests.api.test_failures import Waiting
from tests.keys import make_key
from tests.scripted import MS, ScriptedModel

ROOT = Path(__file__).parents[2]

CANONICAL = {
    "training_max_rate": 90,
    "init_weight_rate": 65,
    "increase_rate_week": 5,
    "increase_rate_set": 10,
    "deloading_rate": 40,
    "scheme": "5/3/1",
}

MCP_URL = "http://127.0.0.1:8000/mcp"

Answer = TypeVar("Answer")
Mode = Literal["legacy", "auto"]
MODES: tuple[Mode, ...] = ("legacy", "auto")
"""The protocol's revisions with and without a handshake: what is awaited of a call differs between them."""


def coach_model() -> ScriptedModel:
    """Answers example 3 once, as the coach would."""
    return ScriptedModel(coach_script(RoutineRequest.model_validate(EXAMPLES["3"])))


def ask(
    scenario: Callable[[Client], Awaitable[Answer]],
    model: LanguageModel | None = None,
    mode: Mode = "auto",
    load: Callable[[Settings], Service] | None = None,
    **settings: Any,
) -> Answer:
    """What `scenario` returns, given a client of a server whose model is `model` or is loaded by `load`."""
    answering = model or ScriptedModel({})
    server = create_server(Settings(**settings), load or (lambda chosen: Service(answering, chosen)))

    async def connected() -> Answer:
        async with Client(server, mode=mode) as client:
            return await scenario(client)

    return asyncio.run(connected())


def call(tool: str, arguments: dict[str, Any], model: LanguageModel | None = None, **settings: Any) -> dict[str, Any]:
    """The structured answer of a tool that must succeed."""
    answered = ask(lambda client: client.call_tool(tool, arguments), model, **settings)
    assert not answered.is_error, text_of(answered)
    assert isinstance(answered.structured_content, dict)
    return answered.structured_content


def text_of(answered: types.CallToolResult) -> str:
    [content] = answered.content
    assert isinstance(content, types.TextContent)
    return content.text


def failed(tool: str, arguments: dict[str, Any] | None, model: LanguageModel | None = None, **settings: Any) -> str:
    """The text of a call that must fail, after which the same server must still answer."""

    async def scenario(client: Client) -> str:
        answered = await client.call_tool(tool, arguments)
        assert answered.is_error
        explained = await client.call_tool("explain_plan", CANONICAL)
        assert not explained.is_error
        return text_of(answered)

    return ask(scenario, model, **settings)


def refused(scenario: Callable[[Client], Awaitable[Any]]) -> str:
    """What the protocol's error says with which a call must end."""

    async def refusing(client: Client) -> str:
        with pytest.raises(MCPError) as reported:
            await scenario(client)
        return reported.value.message

    return ask(refusing)


@pytest.mark.parametrize("mode", MODES)
def test_the_tools_take_the_fields_of_the_http_service(mode: Mode) -> None:
    tools = ask(lambda client: client.list_tools(), mode=mode).tools
    fields = {tool.name: set(tool.input_schema["properties"]) for tool in tools}
    assert fields.keys() == {"generate_routine", "weight_plan", "explain_plan"}
    assert fields["generate_routine"] == {"weeks", *RoutineRequest.model_fields}
    assert fields["weight_plan"] == set(LifterRequest.model_fields)
    assert fields["explain_plan"] == {"language", *Plan.model_fields, *Plan.model_computed_fields}
    for tool in tools:
        assert tool.description
        assert tool.output_schema


def test_every_argument_is_described() -> None:
    for tool in ask(lambda client: client.list_tools()).tools:
        parts = {tool.name: tool.input_schema, **tool.input_schema.get("$defs", {})}
        fields = {
            f"{name}.{field}": about for name, part in parts.items() for field, about in part["properties"].items()
        }
        assert [name for name, about in fields.items() if not about.get("description")] == []


@pytest.mark.parametrize(
    "written",
    [
        {"rm_weight": json.dumps(EXAMPLES["3"]["rm_weight"])},
        {"equipment": "barbell"},
        {"equipment": "dumbbell, bodyweight"},
        {"equipment": '["barbell", "machine"]'},
        {"request": "[1, 2]"},
        {"weeks": 1},
        {"weeks": "[1, 2]"},
    ],
)
def test_what_language_models_often_write_is_read(example: dict[str, Any], written: dict[str, Any]) -> None:
    request = MonthArguments.model_validate(example | written)
    script = coach_script(request.routine_request())
    if "request" in written:
        script["intake"] = ["no"] * 3
    assert call("generate_routine", example | written, ScriptedModel(script))["plan"]


@given(
    st.recursive(
        st.none() | st.integers() | st.text(), lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner)
    )
)
def test_an_argument_of_any_form_is_read_or_named(value: Any) -> None:
    for field in ("rm_weight", "equipment", "weeks", "minutes"):
        assert wrong_fields(EXAMPLES["3"] | {field: value}) <= {field}


def wrong_fields(arguments: dict[str, Any]) -> set[str | int]:
    try:
        MonthArguments.model_validate(arguments)
    except ValidationError as error:
        return {found["loc"][0] for found in error.errors()}
    return set()


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"rm_weight": "heavy"}, "rm_weight: expected an object"),
        ({"rm_weight": "{broken"}, "rm_weight: expected an object"),
        ({"equipment": "rope"}, "equipment.0: Input should be 'barbell', 'dumbbell'"),
        ({"equipment": 5}, "equipment: expected a list"),
        ({"weeks": [5]}, "weeks.0: Input should be 1, 2, 3 or 4"),
        ({"weeks": "all"}, "weeks: expected a list"),
    ],
)
def test_a_mistake_is_named_in_words_of_the_field(
    example: dict[str, Any], changes: dict[str, Any], message: str
) -> None:
    assert message in failed("generate_routine", example | changes)


def test_the_text_is_a_summary_and_the_structured_answer_has_the_weeks(example: dict[str, Any]) -> None:
    english = example | {"gender": "male", "purpose": 1, "start_date": "2026-12-01"}

    def answered(**arguments: Any) -> types.CallToolResult:
        model = ScriptedModel(coach_script(RoutineRequest.model_validate(english)))
        return ask(lambda client: client.call_tool("generate_routine", english | arguments), model)

    def weeks(answer: types.CallToolResult) -> list[int]:
        assert isinstance(answer.structured_content, dict)
        return [week["week"] for week in answer.structured_content["weeks"]]

    whole, some = answered(), answered(weeks=[3, 1])
    text = text_of(whole)
    assert text_of(some) == text
    assert (weeks(whole), weeks(some), weeks(answered(weeks=[]))) == ([1, 2, 3, 4], [1, 3], [])
    assert len(text.encode()) < 4_000
    request = RoutineRequest.model_validate(english)
    month = Service(ScriptedModel(coach_script(request)), Settings()).routine(request)
    for day in month.weeks[0].days:
        assert f"Day {day.day} ({day.date}, about {day.minutes} min): " in text
        assert all(accessory.name_en in text for accessory in day.accessories)
        for main in day.main:
            heaviest = main.sets[-1]
            assert f"{heaviest.weight_kg:g} kg × {heaviest.reps}+" in text
    assert all(f"{kg:g} kg" in text for kg in month.training_max.values())
    assert all(note in text for note in month.notes)
    assert "Week 3: 75% × 5, 85% × 3, 95% × 1+" in text


@pytest.mark.parametrize(("gender", "name"), [("male", "5/3/1 programme"), ("남성", "5/3/1 프로그램")])
def test_the_plans_name_is_in_the_lifters_language(example: dict[str, Any], gender: str, name: str) -> None:
    request = example | {"gender": gender}
    model = ScriptedModel(coach_script(RoutineRequest.model_validate(request)))
    month = ask(lambda client: client.call_tool("generate_routine", request), model)
    assert isinstance(month.structured_content, dict)
    assert month.structured_content["plan"]["program"] == name
    assert text_of(month).startswith(f"{name}\n")
    assert (re.search("[가-힣]", text_of(month)) is None) == (gender == "male")
    model = ScriptedModel(coach_script(RoutineRequest.model_validate(request)))
    assert call("weight_plan", request, model)["program"] == name


@pytest.mark.parametrize("mode", MODES)
def test_the_month(mode: Mode) -> None:
    answered = ask(lambda client: client.call_tool("generate_routine", EXAMPLES["3"]), coach_model(), mode)
    assert not answered.is_error
    month = Routine.model_validate(answered.structured_content)
    assert len(month.weeks) == 4
    assert {one.source for one in month.provenance.values()} == {"model"}
    assert text_of(answered).startswith("5/3/1 프로그램\n트레이닝 맥스(1RM의 85%): 벤치 프레스 68 kg, ")


def test_the_month_is_the_one_of_the_http_service(make_client: MakeClient, example: dict[str, Any]) -> None:
    over_http = make_client(example).post("/routine", json=example).json()
    month = call("generate_routine", example, coach_model())
    assert month | {"run_id": None} == over_http | {"run_id": None}


def test_the_plan_is_told_as_its_own_scheme_asks(example: dict[str, Any]) -> None:
    answer = json.dumps(CANONICAL | {"training_max_rate": 85, "scheme": "5s PRO"})
    plan = call("weight_plan", example, ScriptedModel({"task1": [answer]}))
    assert plan["scheme"] == "5s PRO"
    assert plan["weekly_weight_increase_plan"].startswith("Week1\nSET1 65%x5\nSET2 75%x5\nSET3 85%x5\n\nWeek2\n")


def test_a_plan_is_explained_as_it_was_answered(example: dict[str, Any]) -> None:
    plan = call("weight_plan", example, coach_model())
    assert plan["scheme"] == "5s PRO"
    explained = call("explain_plan", plan | {"language": "en"})
    assert explained["rates"].keys() == WeightPlan.model_fields.keys()
    assert explained["weeks"][2] == "Week 3: 75% × 5, 85% × 5, 95% × 5"
    assert explained["warnings"] == []


def test_a_plan_is_explained_in_korean_unless_another_language_is_asked_for() -> None:
    korean = text_of(ask(lambda client: client.call_tool("explain_plan", CANONICAL)))
    english = text_of(ask(lambda client: client.call_tool("explain_plan", CANONICAL | {"language": "en"})))
    assert "1주차: 65% × 5, 75% × 5, 85% × 5+" in korean
    assert "Week 1: 65% × 5, 75% × 5, 85% × 5+" in english
    assert re.search("[가-힣]", english) is None


@pytest.mark.parametrize(
    "changes",
    [
        {"rm_weight": {"squat": 601, "bench_press": "80"}},
        {"experience": 6},
        {"purpose": True},
        {"minutes": 20, "days_per_week": 5},
        {"equipment": ["rope"]},
        {"start_date": "tomorrow"},
        {"colour": "red"},
    ],
)
def test_a_bad_request_is_told_in_the_words_of_the_http_service(
    make_client: MakeClient, example: dict[str, Any], changes: dict[str, Any]
) -> None:
    wrong = example | changes
    answered = make_client().post("/routine", json=wrong)
    assert answered.status_code == 422
    assert failed("generate_routine", wrong) == answered.json()["detail"]


@pytest.mark.parametrize(
    ("tool", "arguments", "reported"),
    [
        ("generate_routine", None, "rm_weight: Field required"),
        ("weight_plan", {**EXAMPLES["3"], "minutes": 60}, "minutes: Extra inputs are not permitted"),
        ("explain_plan", {**CANONICAL, "training_max_rate": 95}, "training_max_rate: Input should be less than or"),
        ("explain_plan", {**CANONICAL, "language": "de"}, "language: Input should be 'ko' or 'en'"),
        ("explain_plan", {}, "scheme: Field required"),
    ],
)
def test_a_wrong_field_is_named(tool: str, arguments: dict[str, Any] | None, reported: str) -> None:
    assert reported in failed(tool, arguments)


def test_a_tool_that_does_not_exist() -> None:
    reported = refused(lambda client: client.call_tool("routine", {}))
    assert reported == "no tool is called 'routine': there are generate_routine, weight_plan, explain_plan"


def test_a_model_that_cannot_be_loaded_says_so(example: dict[str, Any]) -> None:
    def load(_: Settings) -> Service:
        raise UnavailableError("adapter task1 is damaged")

    for tool in ("generate_routine", "weight_plan"):
        assert failed(tool, example, load=load).startswith("The model could not be loaded: adapter task1 is damaged. ")


def test_a_call_waits_until_the_model_is_loaded(example: dict[str, Any]) -> None:
    may_load = threading.Event()

    def load(settings: Settings) -> Service:
        assert may_load.wait(30)
        return Service(coach_model(), settings)

    async def scenario(client: Client) -> types.CallToolResult:
        asking = asyncio.create_task(client.call_tool("generate_routine", example))
        assert not (await client.call_tool("explain_plan", CANONICAL)).is_error
        assert not asking.done()
        may_load.set()
        return await asking

    assert Routine.model_validate(ask(scenario, load=load).structured_content)


def test_a_cancelled_wait_for_the_model_leaves_it_to_the_next_call(example: dict[str, Any]) -> None:
    may_load = threading.Event()

    def load(settings: Settings) -> Service:
        assert may_load.wait(30)
        return Service(coach_model(), settings)

    async def scenario(client: Client) -> types.CallToolResult:
        asking = asyncio.create_task(client.call_tool("generate_routine", example))
        await client.call_tool("explain_plan", CANONICAL)
        asking.cancel()
        await asyncio.wait([asking])
        may_load.set()
        return await client.call_tool("generate_routine", example)

    assert not ask(scenario, load=load).is_error


def test_without_the_fallback_every_attempt_is_told(example: dict[str, Any]) -> None:
    reported = failed("generate_routine", example, ScriptedModel({"task1": ["not json"] * 3}), fallback=False)
    assert "no answer of task1 was accepted in 3 attempts" in reported
    assert reported.count("'not json'") == 3


def test_an_unforeseen_error_is_logged_and_not_shown(example: dict[str, Any], caplog: pytest.LogCaptureFixture) -> None:
    def load(settings: Settings) -> Service:
        service = Service(ScriptedModel({}), settings)

        def fail(*_: Any) -> Any:
            raise ZeroDivisionError("secret of the house")

        service.routine = fail  # type: ignore[assignment,method-assign]  # some defect
        return service

    reported = failed("generate_routine", example, load=load)
    assert reported.startswith("Something failed that should not have")
    assert "secret of the house" not in reported
    assert "secret of the house" in caplog.text


def test_the_model_stops_when_the_time_is_up(example: dict[str, Any]) -> None:
    model = Waiting()
    assert "No answer within 2 s" in failed("weight_plan", example, model, timeout_s=2)
    assert model.stopped.wait(30)


@pytest.mark.parametrize("mode", MODES)
def test_the_server_answers_others_meanwhile_and_the_model_stops_when_the_call_is_cancelled(
    example: dict[str, Any], mode: Mode
) -> None:
    model = Waiting()

    async def scenario(client: Client) -> None:
        asking = asyncio.create_task(client.call_tool("generate_routine", example))
        assert await asyncio.to_thread(model.asked.wait, 30)
        assert not (await client.call_tool("explain_plan", CANONICAL)).is_error
        assert not model.stopped.is_set()
        asking.cancel()
        assert await asyncio.to_thread(model.stopped.wait, 30)

    ask(scenario, model, mode)


def test_the_catalogue_and_each_of_its_exercises() -> None:
    async def scenario(client: Client) -> tuple[list[Any], Any, str]:
        [listed] = (await client.list_resources()).resources
        [template] = (await client.list_resource_templates()).resource_templates
        whole = await read(client, listed.uri)
        return whole, await read(client, template.uri_template.replace("{id}", "db_bench")), listed.uri

    catalogue, one, uri = ask(scenario)
    assert uri == "exercises://catalogue"
    assert [exercise["id"] for exercise in catalogue] == list(CATALOGUE)
    assert one in catalogue
    assert one["name"] == "덤벨 벤치 프레스"
    assert (one["equipment"], one["joints"], one["level"]) == (["dumbbell"], ["shoulder"], 1)


async def read(client: Client, uri: str) -> Any:
    [content] = (await client.read_resource(uri)).contents
    assert isinstance(content, types.TextResourceContents)
    assert content.mime_type == "application/json"
    return json.loads(content.text)


@pytest.mark.parametrize(
    ("uri", "reported"),
    [("exercises://db_benhc", "did you mean db_bench"), ("file:///etc/passwd", "use an id of the catalogue")],
)
def test_a_resource_that_does_not_exist(uri: str, reported: str) -> None:
    message = refused(lambda client: client.read_resource(uri))
    assert message.startswith(f"there is nothing at {uri}: ")
    assert reported in message


def test_over_http(example: dict[str, Any]) -> None:
    settings = Settings()
    app = http_app(create_server(settings, lambda chosen: Service(coach_model(), chosen)), settings)

    async def scenario() -> tuple[types.CallToolResult, int]:
        async with (
            app.router.lifespan_context(app),
            httpx2.AsyncClient(transport=httpx2.ASGITransport(app)) as http,
            Client(streamable_http_client(MCP_URL, http_client=http)) as client,
        ):
            month = await client.call_tool("generate_routine", example)
            foreign = await http.post(MCP_URL, json={}, headers={"Origin": "https://example.org"})
            return month, foreign.status_code

    month, foreign = asyncio.run(scenario())
    assert Routine.model_validate(month.structured_content)
    assert foreign == 403


SERVING = """
import sys
from api.cli import main as cli
from service.service import Service

def load(settings):
    from tests.api.test_mcp import coach_model
    print("what a library prints is no message of the protocol")
    return Service(coach_model(), settings)

Service.load = load
sys.argv = ["burnfit", "mcp"]
cli.main()
"""
"""The command with a scripted model, in place of the real one before anything takes that."""


def test_over_standard_input_and_output(example: dict[str, Any], caplog: pytest.LogCaptureFixture) -> None:
    settings = {name: value for name, value in os.environ.items() if name.startswith("BURNFIT_")}
    command = StdioServerParameters(command=sys.executable, args=["-c", SERVING], cwd=ROOT, env=settings)

    async def scenario() -> tuple[types.CallToolResult, types.CallToolResult, Any]:
        async with Client(command) as client:
            wrong = await client.call_tool("generate_routine", example | {"experience": 6})
            return (
                wrong,
                await client.call_tool("generate_routine", example),
                await read(client, "exercises://catalogue"),
            )

    wrong, right, catalogue = asyncio.run(scenario())
    assert "experience: Input should be less than or equal to 5" in text_of(wrong)
    month = Routine.model_validate(right.structured_content)
    assert {one.ms for one in month.provenance.values()} == {MS}
    assert "Failed to parse" not in caplog.text
    assert len(catalogue) == len(CATALOGUE)


def test_an_address_without_http_is_told_in_one_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert burnfit(monkeypatch, "mcp", "--port", "8001") == 2
    assert_one_line(capsys, "--host and --port are for --http")


def test_an_address_that_is_not_ours(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    make_key()  # without one this host is not even tried
    assert burnfit(monkeypatch, "mcp", "--http", "--host", "192.0.2.1", "--port", "0") == 2
    assert_one_line(capsys, "cannot serve on 192.0.2.1:0")
