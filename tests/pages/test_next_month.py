"""The month after one that was trained, by the form below it."""

import json
import re

import pytest

from api.http import app as http
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
    again = next_client(make_client, sent["carry"], log=log, training_max={"bench_press": 70.0}).post(
        "/month/next", data={**resent, **kept, **proposed, "training_max.bench_press": "70"}
    )
    assert again.status_code == 200
    maxes = text_of(again.text.split('class="maxes"')[1].split("</table>")[0])
    assert "70 kg" in maxes
    assert f"{round(float(kept['training_max.squat']), 1):g} kg" in maxes, "a proposal that is left alone holds"


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


@pytest.mark.parametrize("sent", [{}, {"carry": "{}"}, {"carry": "x", "history": "x"}])
def test_without_a_month_there_is_no_next_one(make_client: MakeClient, sent: dict[str, str]) -> None:
    answer = make_client().post("/month/next", data=sent)
    assert answer.status_code == 422
    assert answer.json()["detail"].startswith("carry: ")


def test_a_form_for_the_next_month_may_be_longer_than_other_bodies(make_client: MakeClient) -> None:
    assert http._LARGEST["/month/next"] > http.LARGEST_BODY
    assert make_client().post("/month", content="a=" + "x" * http.LARGEST_BODY).status_code == 413
