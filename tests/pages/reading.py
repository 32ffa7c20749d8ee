"""What the tests of pages share: a request and the form that asks for it, and how a page is read."""

import re
from html import unescape
from typing import Any, Final

BODY: Final[dict[str, Any]] = {
    "experience": 3,
    "gender": "남성",
    "purpose": 1,
    "rm_weight": {
        "bench_press": 90,
        "squat": {"weight_kg": 110, "reps": 3},
        "dead_lift": 144,
        "over_head_press": 60,
    },
    "start_date": "2026-12-30",
}
"""A request."""

FORM: Final[dict[str, Any]] = {
    "lang": "ko",
    "experience": "3",
    "gender": "남성",
    "purpose": "1",
    "rm_weight.bench_press": "90",
    "rm_weight.bench_press.reps": "",
    "rm_weight.squat": "110",
    "rm_weight.squat.reps": "3",
    "rm_weight.dead_lift": "144,0",
    "rm_weight.over_head_press": " 60 kg",
    "smallest_plate_kg": "",
    "start_date": "2026-12-30",
    "request": "",
}
"""The form that asks for it."""


def text_of(html: str) -> str:
    """What a reader sees of a page: no tags, and one space between words."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


def hidden(html: str, name: str) -> str:
    """The value of a hidden field."""
    found = re.search(rf'<input type="hidden" name="{re.escape(name)}" value="([^"]*)"', html)
    assert found, f"no field {name}"
    return unescape(found[1])


def error_beside(html: str, name: str) -> str:
    """What stands beside a field that cannot be used."""
    found = re.search(rf'id="{re.escape(name)}-wrong">([^<]*)<', html)
    assert found, f"no error beside {name}"
    return unescape(found[1])


def value_of(html: str, name: str) -> str:
    """What stands in a field."""
    found = re.search(rf'<input[^>]* name="{re.escape(name)}"[^>]* value="([^"]*)"', html)
    assert found, f"no field {name}"
    return unescape(found[1])
