"""The month after one that was trained, by the form below it."""

import json
import re

import pytest

from api.http import body_limits
from api.pages.log_fields import lift_title
from api.pages.words import page_words
from program.schema import LIFTS
from tests.api import conftest as service
from tests.api.conftest import MakeClient
from tests.pages.following import next_client
from tests.pages.reading import BODY, FORM, error_beside, hidden, text_of, value_of

make_client = service.make_client
"""The fixture of the tests of the service."""


def test_the_next_month_follows_from_the_log(make_client: MakeClient) -> None:
    html = make_client(BODY).post("/month", data=FORM).text
    carry = json.loads(hidden(html, "carry"))
    log = [
        {"lift": one["lift"], "week": top["week"], "weight_kg": top["weight_kg"], "reps": top["reps"] + 2}
        for one in carry["lifts"]
        for top in one["top_sets"]
        if one["lift"] != "bench_press"
    ]
    form = {f"log.{one['lift']}.{one['week']}": str(one["reps"]) for one in log}
    sent = {"carry": hidden(html, "carry"), "history": hidden(html, "history"), "report": "", **form}
    page = next_client(make_client, sent["carry"], log=log).post("/month/next", data=sent)
    assert page.status_code == 200
    proposals = page.text.split('id="proposals"')[1].split("</section>")[0]
    rows = {
        lift: text_of(row.split("<td", 1)[1])
        for row in re.findall(r"<tr[^>]*>(.*?)</tr>", proposals, re.DOTALL)
        for lift in LIFTS
        if f"training_max.{lift}" in row
    }
    assert value_of(page.text, "training_max.squat") == f"{carry['lifts'][1]['training_max_kg'] + 5:g}"
    assert value_of(page.text, "training_max.bench_press") == f"{carry['lifts'][0]['training_max_kg']:g}"
    assert "최소 횟수를 채웠습니다" in rows["squat"]
    assert "Wendler" in rows["squat"]
    assert "기록 없음" in rows["bench_press"]
    [point] = json.loads(hidden(page.text.split('id="next"')[1], "history"))
    assert point["training_max"]["squat"] == carry["lifts"][1]["training_max_kg"]
    assert point["e1rm"].keys() == {"squat", "dead_lift", "over_head_press"}
    assert 'id="chart-training-max"' in page.text
    assert 'id="chart-training-max"' not in html

    resent = {name: hidden(page.text.split('id="proposals"')[1], name) for name in (*sent, "proposed.squat")}
    kept = {name: value_of(page.text, name) for name in ("training_max.squat", "training_max.bench_press")}
    proposed = {"proposed.bench_press": kept["training_max.bench_press"]}
    chosen = {"bench_press": 70.0, "squat": float(kept["training_max.squat"])}
    again = next_client(make_client, sent["carry"], log=log, training_max=chosen).post(
        "/month/next", data={**resent, **kept, **proposed, "training_max.bench_press": "70"}
    )
    assert again.status_code == 200
    maxes = text_of(again.text.split('class="maxes"')[1].split("</table>")[0])
    assert "70 kg" in maxes
    assert f"{round(float(kept['training_max.squat']), 1):g} kg" in maxes, "a proposal that is left alone holds"
    assert "70 kg 정해 주신 값" in maxes
    assert maxes.count("지난달") == 3
    assert value_of(again.text, "training_max.bench_press") == "70"
    assert hidden(again.text, "proposed.bench_press") == kept["training_max.bench_press"]


def test_a_log_that_cannot_be_used_can_be_mended(make_client: MakeClient) -> None:
    client = make_client(BODY)
    html = client.post("/month", data=FORM).text
    sent = {
        "carry": hidden(html, "carry"),
        "log.squat.1": "x",
        "log.squat.2": "101",
        "log.squat.3": "4",
        "report": "<힘듦>",
    }
    page = client.post("/month/next", data={**sent, "training_max.squat": "-1", "proposed.squat": "100"})
    assert page.status_code == 422
    assert error_beside(page.text, "log.squat.1") == "숫자로 적어 주세요."
    assert error_beside(page.text, "log.squat.2") == "100 이하로 적어 주세요."
    assert error_beside(page.text, "training_max.squat") == "0보다 큰 수를 적어 주세요."
    assert value_of(page.text, "log.squat.3") == "4"
    assert "&lt;힘듦&gt;</textarea>" in page.text
    assert hidden(page.text, "carry") == sent["carry"]


def test_training_maxes_can_be_mended_and_what_was_proposed_is_kept(make_client: MakeClient) -> None:
    client = make_client(BODY)
    carry = hidden(client.post("/month", data=FORM).text, "carry")
    shown = {f"training_max.{lift}": "100" for lift in LIFTS} | {f"proposed.{lift}": "100" for lift in LIFTS}
    page = client.post("/month/next", data={"carry": carry, "run": "r1", **shown, "training_max.squat": "601"})
    assert page.status_code == 422
    assert error_beside(page.text, "training_max.squat") == "600 이하로 적어 주세요."
    for lift in LIFTS:
        assert f'<label for="training_max.{lift}">{lift_title(lift, "ko")} ' in page.text
    assert value_of(page.text, "training_max.dead_lift") == "100"
    assert hidden(page.text, "proposed.dead_lift") == "100"
    assert hidden(page.text, "run") == "r1"
    folded = page.text.split("<details")[1].split(">")[0]
    wrong = client.post("/month/next", data={"carry": carry, "weeks_away": "x"}).text
    assert "open" not in folded
    assert "open" in wrong.split("<details")[1].split(">")[0]


def test_a_month_in_pounds_goes_on_in_pounds(make_client: MakeClient) -> None:
    records = {"squat": 315, "bench_press": 225, "dead_lift": 405, "over_head_press": 135}
    body = {**BODY, "unit": "lb", "gender": "male", "rm_weight": records}
    form = {**FORM, "unit": "lb", "gender": "male", "lang": "en", "rm_weight.squat.reps": ""}
    form |= {f"rm_weight.{lift}": str(one) for lift, one in records.items()}
    client = make_client(body)
    html = client.post("/month", data=form).text
    sent = {"carry": hidden(html, "carry"), "history": hidden(html, "history"), "lang": "en"}
    carry = json.loads(sent["carry"])
    squat = next(one for one in carry["lifts"] if one["lift"] == "squat")
    now = re.search(rf'{lift_title("squat", "en")}</th><td class="figure">([\d.]+) lb', html)
    assert now
    log = [{"lift": "squat", **{k: squat["top_sets"][0][k] for k in ("week", "weight_kg")}, "reps": 8}]
    page = next_client(make_client, sent["carry"], log=log).post("/month/next", data={**sent, "log.squat.1": "8"})
    proposals = page.text.split('id="proposals"')[1].split("</section>")[0]
    assert "kg" not in text_of(proposals)
    old, new = (float(one) for one in (now[1], value_of(page.text, "training_max.squat")))
    assert f"{old:g} lb →" in text_of(proposals)
    chart = text_of(page.text.split('id="chart-training-max"')[1].split("</figure>")[0])
    month_1, month_2 = chart.split("Month 1 ")[-1].split("Month 2 ")
    assert f"{old:g} / " in month_1
    assert f"{new:g}" in month_2.split(), "the last point is the month's own training max, to the hundredth"
    mended = client.post("/month/next", data={**sent, "log.squat.1": "x", "training_max.squat": "1400"}).text
    table = text_of(mended.split('<table class="log">')[1].split("</table>")[0])
    assert "lb × reps asked" in table
    assert "kg" not in table
    for weight in re.findall(r"([\d.]+) lb ×", table):
        assert float(weight) % 5 == 0, "pound plates build whole steps"
    assert error_beside(mended, "training_max.squat") == "Give 1322.77 or less."
    assert "(lb)" in mended.split('for="training_max.squat"')[1].split("</label>")[0]


def test_a_weight_of_a_hair_can_be_logged(make_client: MakeClient) -> None:
    carry = json.loads(hidden(make_client(BODY).post("/month", data=FORM).text, "carry"))
    for lift in carry["lifts"]:
        for top in lift["top_sets"]:
            top["weight_kg"] = 0.01
    log = [{"lift": "squat", "week": 1, "weight_kg": 0.01, "reps": 5}]
    light = json.dumps(carry)
    page = next_client(make_client, light, log=log).post("/month/next", data={"carry": light, "log.squat.1": "5"})
    assert page.status_code == 200


@pytest.mark.parametrize("sent", [{}, {"carry": "{}"}, {"carry": "x", "history": "x"}])
def test_without_a_month_there_is_no_next_one(make_client: MakeClient, sent: dict[str, str]) -> None:
    answer = make_client().post("/month/next", data=sent)
    assert answer.status_code == 422
    assert "carry: " in answer.text
    assert page_words("ko")["failures"]["422"] in answer.text
    assert 'action="/month"' in answer.text


def test_a_form_for_the_next_month_may_be_longer_than_other_bodies(make_client: MakeClient) -> None:
    assert body_limits._LARGEST["/month/next"] > body_limits.LARGEST_BODY
    assert make_client().post("/month", content="a=" + "x" * body_limits.LARGEST_BODY).status_code == 413
