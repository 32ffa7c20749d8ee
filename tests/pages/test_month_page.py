"""The page of a month as the server writes it."""

import json
import re
from html import unescape
from pathlib import Path
from typing import Any

import pytest

from api.pages.log_fields import lift_title
from api.pages.words import page_words
from program.month.routine import Routine
from program.schema import LIFTS
from program.wording.month_words import MONTH_WORDS
from program.wording.notes import fixed_note
from tests.api import conftest as service
from tests.api.conftest import MakeClient
from tests.pages.reading import BODY, FORM, text_of

make_client = service.make_client
"""The fixture of the tests of the service."""


def test_a_form_is_answered_with_the_same_month_as_its_json(make_client: MakeClient) -> None:
    client = make_client(BODY, BODY)
    by_form = client.post("/month", data=FORM)
    assert by_form.status_code == 200
    month = client.post("/routine", json=BODY)
    by_json = client.post("/month/view", content=month.content)
    assert by_json.status_code == 200
    run = re.search(r'data-run="(\w+)"', by_form.text)
    assert run
    assert by_form.text.replace(run[1], month.json()["run_id"]) == by_json.text


def test_every_set_is_there_with_its_plates(make_client: MakeClient) -> None:
    client = make_client(BODY)
    month = Routine.model_validate(client.post("/routine", json=BODY).json())
    html = client.post("/month/view", content=month.model_dump_json()).text
    seen = text_of(html)
    for week in month.weeks:
        for day in week.days:
            session = html.split(f'id="day-{week.week}.{day.day}"')[1].split("</article>")[0]
            rows = [text_of(row) for row in re.findall(r"<tr>(.*?)</tr>", session, re.DOTALL)]
            for lift in day.main:
                for one in lift.sets:
                    reps = f"{one.reps}{'+' if one.amrap else ''}"
                    wanted = f"{one.rate}% {one.weight_kg:g} {reps}"
                    [row] = [row for row in rows if wanted in row][:1]
                    plates = re.findall(r"(\d+(?:\.\d+)?)(?: ×(\d))?", row.split(wanted)[1])
                    assert one.weight_kg == 20 + 2 * sum(float(kg) * int(times or 1) for kg, times in plates)
            for extra in day.supplemental:
                assert any(
                    f"{len(extra.sets)}세트 {extra.sets[0].rate}% {extra.sets[0].weight_kg:g}" in row for row in rows
                )
            for exercise in day.accessories:
                assert exercise.name in session
                assert exercise.cue in unescape(session)
                assert exercise.alternative is None or f"대체: {exercise.alternative.name}" in session
            boxes = len(re.findall("data-tick=", session))
            sets = sum(len(lift.sets) for lift in day.main) + sum(len(extra.sets) for extra in day.supplemental)
            assert boxes == sets + sum(exercise.sets for exercise in day.accessories)
            assert str(day.date) in session
    assert all(note in seen for note in month.notes)
    assert "1RM 121kg의 90%" in seen, "where the training max of the squat comes from"
    assert len(set(re.findall(r'data-tick="([^"]+)"', html))) == len(re.findall("data-tick=", html))


def test_what_lifters_and_models_write_is_shown_as_text(make_client: MakeClient) -> None:
    asked = BODY | {"request": "<img src=x onerror=alert(1)> 무릎이 아파요"}
    sent = make_client(asked).post("/month", data={**FORM, "request": asked["request"]}).text
    assert "<img" not in sent
    assert "&lt;img src=x onerror=alert(1)&gt; 무릎이 아파요</blockquote>" in sent
    client = make_client(BODY)
    month = client.post("/routine", json=BODY).json()
    evil = "<script>alert(1)</script>\"'>"
    month["notes"] = [evil]
    month["extras"] = {"coach_note": {"text": evil}}
    month["weeks"][0]["days"][0]["warmup"] = evil
    month["weeks"][0]["days"][0]["accessories"][0]["name"] = evil
    month["weeks"][0]["days"][0]["additions"] = [{"agent": evil, "text": evil}]
    html = client.post("/month/view", content=json.dumps(month)).text
    assert html.count("alert(1)") >= 6
    assert re.findall("<script>", html) == []


def test_the_sentence_is_told_apart_in_what_was_understood_and_what_was_not(make_client: MakeClient) -> None:
    client = make_client(BODY)
    month = client.post("/routine", json=BODY).json()
    asked = {"avoid": ["knee"], "minutes": 60, "not_done": ["length"], "exclude": ["db_lunge"], "rest_s": 90}
    month["carry"]["request"]["request"] = "무릎이 아파요. 60분만, 8주로 짜 주세요"
    month["constraints"] = asked
    told = fixed_note("not_done", "length", "ko")
    month["notes"] = [told, "다른 설명"]
    page = client.post("/month/view", content=json.dumps(month))
    assert page.status_code == 200, page.text
    html = page.text
    heard = text_of(html.split('id="heard"')[1].split("</section>")[0])
    assert "아끼는 곳 무릎" in heard
    assert "한 번에 60분" in heard
    assert "휴식 90초" in heard
    assert heard.index("할 수 없는 것") < heard.index(told)
    assert html.count(told) == 1, "it does not stand among the notes again"
    assert "다른 설명" in html


def broken(month: dict[str, Any], how: str) -> dict[str, Any]:
    """A month that no service makes."""
    session = month["weeks"][0]["days"][0]
    match how:
        case "sets":
            session["accessories"][0]["sets"] = 10**9
        case "no days":
            month["weeks"][0]["days"] = []
        case "no weeks":
            month["weeks"] = []
        case "unknown exercise":
            session["accessories"][0]["id"] = "flying"
        case "repetitions":
            session["main"][0]["sets"][-1]["reps"] = 10**400
    return month


@pytest.mark.parametrize("how", ["sets", "no days", "no weeks", "unknown exercise", "repetitions"])
def test_a_month_that_cannot_be_shown_is_the_callers_error(make_client: MakeClient, how: str) -> None:
    client = make_client(BODY)
    month = broken(client.post("/routine", json=BODY).json(), how)
    answer = client.post("/month/view", content=json.dumps(month))
    assert answer.status_code == 422
    assert "month" in answer.json()["detail"]
    exported = client.post("/export?format=csv", content=json.dumps(month))
    assert exported.status_code in (200, 422)


def test_where_a_training_max_comes_from_is_true(make_client: MakeClient) -> None:
    asked = BODY | {"training_max": {"squat": 100.0, "dead_lift": 120.0}}
    client = make_client(asked)
    month = client.post("/routine", json=asked).json()
    press = month["training_max"]["bench_press"]
    month["training_max"] |= {"squat": 90.0, "bench_press": round(press * 0.9, 2)}  # as for a sore joint
    html = client.post("/month/view", content=json.dumps(month)).text
    rows = re.findall(r"<tr>(.*?)</tr>", html.split('class="maxes"')[1].split("</table>")[0], re.DOTALL)
    seen = {lift: text_of(row) for row in rows for lift in LIFTS if lift_title(lift, "ko") in row}
    assert seen["squat"].endswith("90 kg 정해 주신 값, 100kg에서 낮춤")
    assert seen["dead_lift"].endswith("120 kg 정해 주신 값")
    assert seen["bench_press"].endswith(f"1RM 90kg의 {month['plan']['training_max_rate']}%, {press:g}kg에서 낮춤")
    assert seen["over_head_press"].endswith(f"1RM 60kg의 {month['plan']['training_max_rate']}%")


def test_the_page_says_where_a_month_is_kept(make_client: MakeClient, tmp_path: Path) -> None:
    words = page_words("ko")["month"]
    recorded = make_client(BODY, runs=tmp_path).post("/month", data=FORM).text
    assert words["kept_and_recorded"] in recorded
    assert words["kept"] not in recorded
    assert words["kept"] in make_client(BODY, record=False).post("/month", data=FORM).text


def test_plus_sets_are_spoken_of_where_there_are_some(make_client: MakeClient) -> None:
    leader = BODY | {"role": "leader"}
    without = make_client(leader).post("/month", data={**FORM, "role": "leader"}).text
    assert page_words("ko")["next"]["lead_without_plus"] in without
    signs = text_of(without.split('id="notes"')[1].split("</section>")[0].split("<details>")[1])
    assert MONTH_WORDS["ko"]["plus"] not in signs
    assert 'name="strict"' not in without
    usual = make_client(BODY).post("/month", data=FORM).text
    assert MONTH_WORDS["ko"]["plus"] in text_of(usual)
    assert 'name="strict"' in usual


def test_exports_are_offered_where_the_month_is_recorded(make_client: MakeClient, tmp_path: Path) -> None:
    recorded = make_client(BODY, runs=tmp_path).post("/month", data=FORM)
    [csv, ics] = re.findall(r'href="(/runs/[^"]+)"', recorded.text)
    assert "format=csv" in csv
    assert "format=ics" in ics
    assert "/runs/" not in make_client(BODY, record=False).post("/month", data=FORM).text


def test_what_stands_in_for_a_lift_has_no_empty_columns(make_client: MakeClient) -> None:
    home = BODY | {"equipment": ["dumbbell"]}
    html = make_client(home).post("/month", data={**FORM, "equipment": ["dumbbell"]}).text
    assert "data-tick" in html
    assert "% TM</th>" not in html
    assert 'class="maxes"' not in html, "no training max is spoken of where no lift is done on the bar"
    assert 'name="log.' not in html
