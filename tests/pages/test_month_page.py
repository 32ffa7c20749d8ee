"""The page of a month as the server writes it."""

import json
import re
from html import unescape
from pathlib import Path

from program.month.routine import Routine
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
    told = "한 번에 4주를 짭니다. 기간은 바꿀 수 없습니다."
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
