"""The lifter's form as the server writes and reads it."""

import gzip
import json
import re
from typing import Any

import pytest

from agents import CORE
from api.http.body_limits import LARGEST_BODY
from api.pages.words import page_words
from program.errors import UnavailableError
from program.exercises.catalogue import MUSCLES, PATTERNS
from program.progression.proposal import RULES
from program.schema import LIFTS, Language, RoutineRequest
from tests.api import conftest as service
from tests.api.conftest import MakeClient
from tests.pages.reading import BODY, FORM, error_beside, value_of

make_client = service.make_client
"""The fixture of the tests of the service."""


@pytest.mark.parametrize(
    ("path", "accepted", "language"),
    [
        ("/", None, "ko"),
        ("/", "en-GB,en;q=0.9", "en"),
        ("/", "fr-FR, en;q=0.5, ko;q=0.8", "ko"),
        ("/", "de, *;q=0.1", "ko"),
        ("/?lang=en", "ko-KR", "en"),
        ("/?lang=ko", "en-US", "ko"),
        ("/month?lang=en", None, "en"),
    ],
)
def test_the_language_is_the_chosen_one_or_that_of_the_browser(
    make_client: MakeClient, path: str, accepted: str | None, language: Language
) -> None:
    page = make_client().get(path, headers={"Accept-Language": accepted} if accepted else {"Accept-Language": ""})
    assert page.status_code == 200
    assert f'<html lang="{language}">' in page.text
    assert page_words(language)["my_month"] in page.text


@pytest.mark.parametrize("language", ["ko", "en"])
def test_the_form_has_every_field_of_a_request(make_client: MakeClient, language: str) -> None:
    html = make_client().get(f"/?lang={language}").text
    there = {name.split(".")[0] for name in re.findall(r' name="([a-z0-9_.]+)"', html)}
    by_the_service = {"block", "past"}  # what `POST /routine/next` writes
    of_both_units = {"bar_kg", "bar_lb", "plates_kg", "plates_lb", "training_max_lb"}
    assert RoutineRequest.model_fields.keys() - by_the_service - of_both_units <= there
    assert {"bar", "plates", "training_max"} <= there
    assert {f"rm_weight.{lift}" for lift in LIFTS} <= set(re.findall(r' name="([a-z_.]+)"', html))


def test_a_form_in_pounds_becomes_a_request_in_pounds(make_client: MakeClient) -> None:
    pounds = {
        "unit": "lb",
        "smallest_plate_lb": "5",
        "bar.squat": "35",
        "plates": "45 45 25 10 5lb",
        "rounding": "nearest",
        "rm_weight.over_head_press": "60 lb",
    }
    made = make_client().post("/month/request", data={**FORM, **pounds, "rm_weight.squat.reps": "3"}).json()
    assert (made["unit"], made["smallest_plate_lb"], made["rounding"]) == ("lb", 5, "nearest")
    assert made["bar_lb"] == {"squat": 35}
    assert made["plates_lb"] == [45, 45, 25, 10, 5]
    assert made["rm_weight"]["squat"]["reps"] == 3
    assert "weight_lb" in made["rm_weight"]["squat"]
    assert not any("kg" in name for name in made)


def test_a_form_becomes_the_request_for_the_stream(make_client: MakeClient) -> None:
    more = {
        "equipment": ["barbell", "rack"],
        "weekdays": ["mon", "thu"],
        "minutes": "60",
        "training_max.squat": "92.5",
        "bar.over_head_press": "10",
        "swap.bench_press": "db_bench",
        "request": " 무릎이 아파요 ",
    }
    made = make_client().post("/month/request", data={**FORM, **more})
    assert made.json() == BODY | {
        "equipment": ["barbell", "rack"],
        "weekdays": ["mon", "thu"],
        "minutes": 60,
        "training_max": {"squat": 92.5},
        "bar_kg": {"over_head_press": 10},
        "swap": {"bench_press": "db_bench"},
        "request": "무릎이 아파요",
    }


@pytest.mark.parametrize("typed", ["20,10", "20, 10", "20 10", "20kg 10 kg", "20;10"])
def test_plates_are_listed_with_spaces_or_commas(make_client: MakeClient, typed: str) -> None:
    made = make_client().post("/month/request", data={**FORM, "plates": typed})
    assert made.json()["plates_kg"] == [20, 10]


def test_a_form_in_pounds_takes_no_kilograms_but_for_the_body(make_client: MakeClient) -> None:
    sent = {**FORM, "lang": "en", "unit": "lb", "rm_weight.over_head_press": "135 lbs", "body_weight_kg": "80 kg"}
    client = make_client()
    made = client.post("/month/request", data=sent).json()
    assert made["rm_weight"]["over_head_press"] == 135
    assert made["body_weight_kg"] == 80
    refused = client.post("/month/request", data={**sent, "bar.squat": "20kg", "rm_weight.squat": "100 kg"})
    assert error_beside(refused.text, "rm_weight.squat") == "Give it in lb."
    assert error_beside(refused.text, "bar.squat") == "Give it in lb."


def test_the_largest_seed_can_be_typed(make_client: MakeClient) -> None:
    assert make_client().post("/month/request", data={**FORM, "seed": "4294967295"}).json()["seed"] == 2**32 - 1


def test_four_training_maxes_stand_for_the_records(make_client: MakeClient) -> None:
    given = {f"training_max.{lift}": "80" for lift in LIFTS}
    without = {name: "" for name in FORM if name.startswith("rm_weight")}
    made = make_client().post("/month/request", data={**FORM, **without, **given})
    assert made.status_code == 200
    assert "rm_weight" not in made.json()


@pytest.mark.parametrize(
    ("field", "typed", "korean", "english"),
    [
        ("rm_weight.squat", "", "무게를 적어 주세요.", "Give a weight."),
        ("rm_weight.squat", "many", "숫자로 적어 주세요.", "Give a number."),
        ("rm_weight.squat", "601", "600 이하로 적어 주세요.", "Give 600 or less."),
        ("rm_weight.squat", "0", "0보다 큰 수를 적어 주세요.", "Give more than 0."),
        ("rm_weight.squat", "NaN", "숫자로 적어 주세요.", "Give a number."),
        ("rm_weight.squat.reps", "13", "12 이하로 적어 주세요.", "Give 12 or less."),
        ("rm_weight.squat.reps", "2.5", "소수점 없이 적어 주세요.", "Give a whole number."),
        ("gender", "", "하나를 골라 주세요.", "Choose one."),
        ("purpose", "7", "6 이하로 적어 주세요.", "Give 6 or less."),
        ("minutes", "19", "20 이상으로 적어 주세요.", "Give 20 or more."),
        ("smallest_plate_kg", "3", "목록에서 골라 주세요.", "Choose one of the list."),
        ("request", "가" * 501, "500자까지 적을 수 있습니다.", "At most 500 characters."),
        ("start_date", "2026-02-30", "달력에 있는 날짜를", "Give a day of the calendar"),
        ("weekdays", "mon", "요일을 이틀 이상", "Choose two days or more."),
        ("equipment", "rack", "랙과 벤치 말고도", "Choose something to train with"),
        ("supplemental", "BBQ", "목록에서 골라 주세요.", "Choose one of the list."),
        ("bar.squat", "51", "50 이하로 적어 주세요.", "Give 50 or less."),
        ("training_max.squat", "x", "숫자로 적어 주세요.", "Give a number."),
        ("age", "13", "14 이상으로 적어 주세요.", "Give 14 or more."),
        ("rm_weight.squat", "315 lb", "kg 단위로 적어 주세요.", "Give it in kg."),
        ("training_max.squat", "100LBS", "kg 단위로 적어 주세요.", "Give it in kg."),
        ("body_weight_kg", "180lb", "kg 단위로 적어 주세요.", "Give it in kg."),
        ("minutes", "60 kg", "숫자로 적어 주세요.", "Give a number."),
        ("plates", "20 10lb", "kg 단위로 적어 주세요.", "Give it in kg."),
        ("plates", "20 0.1", "0.25에서 100까지", "Write up to 40 numbers"),
        ("plates", "20 1.255", "0.25에서 100까지", "Write up to 40 numbers"),
        ("plates", "20 ten", "0.25에서 100까지", "Write up to 40 numbers"),
        ("plates", "5 " * 41, "0.25에서 100까지", "Write up to 40 numbers"),
        ("plates", ",", "0.25에서 100까지", "Write up to 40 numbers"),
        ("seed", "4294967296", "4294967296보다 작은 수를", "Give less than 4294967296."),
    ],
)
@pytest.mark.parametrize("path", ["/month", "/month/request"])
def test_an_error_stands_beside_its_field(
    make_client: MakeClient, path: str, field: str, typed: str, korean: str, english: str
) -> None:
    client = make_client()
    for language, text in (("ko", korean), ("en", english)):
        answer = client.post(path, data={**FORM, field: typed, "lang": language})
        assert answer.status_code == 422
        assert error_beside(answer.text, field).startswith(text)
        listed = re.search(rf'href="#{re.escape(field)}">([^<]+): ([^<:]+)<', answer.text)
        assert listed, "the list of errors leads to the field, and names it"
        assert listed[1].strip()
        assert listed[2] == error_beside(answer.text, field)
        assert f'id="{field}"' in answer.text
        assert f'lang="{language}"' in answer.text


def test_what_was_typed_is_kept_beside_an_error(make_client: MakeClient) -> None:
    typed = {
        "rm_weight.squat": "<b>x",
        "minutes": "45",
        "request": "무릎 & 허리 </textarea><script>",
        "weekdays": ["tue"],
    }
    html = make_client().post("/month", data={**FORM, **typed}).text
    assert value_of(html, "rm_weight.squat") == "<b>x"
    assert value_of(html, "minutes") == "45"
    assert value_of(html, "rm_weight.dead_lift") == "144,0"
    assert "무릎 &amp; 허리 &lt;/textarea&gt;&lt;script&gt;</textarea>" in html
    assert re.search(r'name="weekdays" value="tue" checked', html)
    assert re.search(r'name="purpose" value="1" checked', html)
    assert re.search(r"<details open>", html), "the fields that are folded away are shown when one of them is wrong"


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 200),
        ({"Sec-Fetch-Site": "same-origin", "Origin": "null"}, 200),
        ({"Origin": "http://testserver"}, 200),
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Sec-Fetch-Site": "same-site"}, 403),
        ({"Sec-Fetch-Site": "cross-site", "Origin": "http://testserver"}, 403),
        ({"Origin": "http://evil.example"}, 403),
        ({"Origin": "null"}, 403),
        ({"Origin": "http://["}, 403),
    ],
)
@pytest.mark.parametrize("path", ["/month", "/month/request"])
def test_a_page_of_another_site_cannot_post_the_form(
    make_client: MakeClient, path: str, headers: dict[str, str], status: int
) -> None:
    assert make_client(BODY).post(path, data=FORM, headers=headers).status_code == status


def test_no_month_is_read_for_another_site(make_client: MakeClient) -> None:
    client, foreign = make_client(), {"Sec-Fetch-Site": "cross-site", "Accept-Language": "ko"}
    answer = client.post("/month/view", headers=foreign)
    assert answer.status_code == 403
    assert "another site" in answer.json()["detail"]
    page = client.post("/month/next", data={"history": "<b>"}, headers=foreign)
    assert page.status_code == 403
    assert page_words("ko")["failures"]["403"] in page.text
    assert "<b>" not in page.text


def test_a_body_that_is_no_form_is_told_on_the_page_of_the_form(make_client: MakeClient) -> None:
    client = make_client()
    assert client.post("/month/view", content="{}").status_code == 422
    many = "&".join(f"a{number}=1" for number in range(2000))
    for content, status in ((b"\xff", 422), (many, 422), ("a=" + "x" * LARGEST_BODY, 413)):
        page = client.post("/month?lang=en", content=content)
        assert page.status_code == status
        assert page_words("en")["failures"][str(status)] in page.text
        assert 'action="/month"' in page.text


def test_the_address_of_the_next_month_leads_to_the_month(make_client: MakeClient) -> None:
    answer = make_client().get("/month/next", follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (303, "/month")


def test_files_are_asked_for_anew(make_client: MakeClient) -> None:
    client = make_client()
    script = client.get("/static/lifter.js")
    assert script.headers["cache-control"] == "no-cache"
    unchanged = client.get("/static/lifter.js", headers={"If-None-Match": script.headers["etag"]})
    assert unchanged.status_code == 304


def test_a_month_that_cannot_be_made_is_told_and_the_form_kept(make_client: MakeClient) -> None:
    client = make_client(script={agent.name: [UnavailableError("gone")] for agent in CORE}, attempts=1)
    answer = client.post("/month", data={**FORM, "lang": "ko"})
    assert answer.status_code == 503
    assert page_words("ko")["failures"]["503"] in answer.text
    assert value_of(answer.text, "rm_weight.squat") == "110"


def test_the_first_load_is_small(make_client: MakeClient) -> None:
    client = make_client()
    files = ["/", "/static/lifter.css", "/static/lifter.js", "/static/icon.svg", "/static/lifter.webmanifest"]
    loaded = [client.get(path) for path in files]
    assert all(one.status_code == 200 for one in loaded)
    assert sum(len(gzip.compress(one.content)) for one in loaded) < 100 * 1024


def test_the_service_worker_keeps_no_month(make_client: MakeClient) -> None:
    client = make_client()
    script = client.get("/service-worker.js")
    assert script.headers["content-type"].startswith("text/javascript")
    [listed] = re.findall(r"const FILES = (\[.*?\]);", script.text, re.DOTALL)
    for path in json.loads(listed):
        page = client.get(path)
        assert page.status_code == 200
        assert "data-run" not in page.text


def test_both_languages_have_the_same_words() -> None:
    def keys(words: Any) -> Any:
        return {name: keys(value) for name, value in words.items()} if hasattr(words, "items") else type(words)

    korean, english = keys(page_words("ko")), keys(page_words("en"))
    for words in (korean, english):
        del words["choices"]["gender"]
    assert korean == english
    for language in ("ko", "en"):
        words = page_words(language)
        assert words["next"]["rules"].keys() == set(RULES)
        assert words["muscle"].keys() == set(MUSCLES)
        assert words["movement"].keys() == set(PATTERNS)
        assert {agent.name for agent in CORE} <= words["script"].keys()
