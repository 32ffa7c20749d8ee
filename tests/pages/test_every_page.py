"""What holds for every page of the lifter's."""

import re
from typing import Final

import pytest
from httpx2 import Response

from api.pages import site
from tests.api import conftest as service
from tests.api.conftest import MakeClient
from tests.pages.following import next_client
from tests.pages.reading import BODY, FORM, hidden

make_client = service.make_client
"""The fixture of the tests of the service."""

PAGES: Final = ("form", "errors", "saved", "month", "next", "mended")


@pytest.fixture
def pages(make_client: MakeClient) -> dict[str, Response]:
    """Each kind of page."""
    asked = BODY | {"request": "<img src=x onerror=alert(1)> 무릎이 아파요"}
    client = make_client(asked)
    month = client.post("/month", data={**FORM, "request": asked["request"]})
    carry = hidden(month.text, "carry")
    assert 'name="log.squat.1"' in month.text
    following = next_client(make_client, carry).post("/month/next", data={"carry": carry, "lang": "ko"})
    return {
        "form": client.get("/"),
        "errors": client.post("/month", data={"lang": "en"}),
        "saved": client.get("/month"),
        "month": month,
        "next": following,
        "mended": client.post("/month/next", data={"carry": carry, "log.squat.1": "x", "lang": "ko"}),
    }


@pytest.mark.parametrize("name", PAGES)
def test_no_page_holds_a_script_or_a_style_or_a_link_to_another_host(pages: dict[str, Response], name: str) -> None:
    page = pages[name]
    assert page.headers["content-security-policy"] == site.POLICY
    assert page.headers["cache-control"] == "no-store", "no cache keeps a month for somebody else"
    tags = re.findall(r"<[a-z][^>]*>", page.text)
    assert [tag for tag in tags if re.search(r"\s(style|on\w+)=", re.sub(r'"[^"]*"', '""', tag))] == []
    assert re.findall(r"<script(?![^>]*\ssrc=)", page.text) == []
    assert "<style" not in page.text
    links = re.findall(r'(?:href|src|action)="([^"]*)"', page.text)
    assert [link for link in links if not link.startswith(("/", "#"))] == []


@pytest.mark.parametrize("name", PAGES)
def test_tables_and_fields_have_names(pages: dict[str, Response], name: str) -> None:
    html = pages[name].text
    assert re.findall(r"<th(?![^>]*scope=)[ >]", html) == []
    labelled = set(re.findall(r'<label[^>]* for="([^"]+)"', html))
    for tag in re.findall(r"<(?:input|select|textarea)[^>]*>", html):
        own = re.search(r' id="([^"]+)"', tag)
        wrapped = 'type="radio"' in tag or 'type="checkbox"' in tag
        assert 'type="hidden"' in tag or "aria-label=" in tag or wrapped or (own and own[1] in labelled), tag
    idents = re.findall(r' id="([^"]+)"', html)
    assert len(idents) == len(set(idents))
