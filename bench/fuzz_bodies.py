"""Sends bodies that no caller should send to each route that takes one; each is refused with a problem, or answered."""

import json
from collections.abc import Iterator, Mapping
from typing import Any, Final

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from bench.fuzz_service import SHOWN, Asked, Finding, Fuzzed

PROBLEM: Final = "application/problem+json"

_LONG: Final = 5_000
"""Digits, letters or levels of what is long: Python reads numbers of up to 4,300 digits."""

RAW_VALUES: Final = (
    b"NaN",
    b"-Infinity",
    b"1e400",
    b"-1e-400",
    b"-0",
    b"-0.0",
    b"9" * 4_000,
    b"9" * _LONG,
    b"1" + b"0" * 400,
    b"0." + b"3" * _LONG,
    b'"\\ud800"',
    b'"\\udfff\\ud800"',
    b'"\\u0000"',
    b'"\x00"',
    b'"\xff\xfe"',
    b'"\xed\xa0\x80"',
    '"\N{RIGHT-TO-LEFT OVERRIDE}\N{ZERO WIDTH JOINER}\N{COMBINING ACUTE ACCENT}"'.encode(),
    b'"' + "일".encode() * _LONG + b'"',
    b'"' + b"9" * _LONG + b'"',
    b'"' + b"(" * _LONG + b'"',
    b"[" * _LONG + b"]" * _LONG,
    b'{"a":' * 500 + b"1" + b"}" * 500,
    b"{}",
    b"[]",
    b"[[]]",
    b"null",
    b"true",
    b'""',
    b"18446744073709551616",
    b"2.0",
    b'"1"',
)
"""Values as they stand in a body, JSON or not."""

_TYPES: Final = (
    "application/json",
    "application/json; charset=utf-16",
    "application/problem+json",
    "text/plain",
    "multipart/form-data",
    "application/x-www-form-urlencoded",
    "\N{LATIN SMALL LETTER E WITH ACUTE}",
    "",
)
"""Content types; the first one is that of most bodies."""

_PLACE: Final = "\N{OBJECT REPLACEMENT CHARACTER}"
"""Stands in a body where a raw value comes."""

_CSV: Final = b"Date,Workout Name,Exercise Name,Set Order,Weight,Reps\n2026-12-01 10:00:00,A,Squat (Barbell),1,100,5\n"


def examples(service: Fuzzed) -> Mapping[str, Any]:
    """Path with query -> a body that is answered with 200; bytes are sent as they are."""
    example, run_id = service.example, service.month["run_id"]
    four = {name: example[name] for name in ("experience", "gender", "purpose", "rm_weight")}
    return {
        "/routine": example,
        "/gen/routine/rate": four,
        "/programme": {"request": example, "weeks": 4},
        "/routine/next": {"run_id": run_id, "log": [{"lift": "squat", "week": 3, "weight_kg": 100, "reps": 5}]},
        "/routine/next?carried": {"carry": service.month["carry"], "log": []},
        "/graph/nodes/task1": {"state": example, "options": {"attempt": 2, "feedback": "too heavy"}},
        f"/runs/{run_id}/replay": {"from": "task2", "set": {"days_per_week": 3}},
        "/export?format=csv": service.month,
        f"/log?run_id={run_id}": _CSV,
    }


def check_bodies(service: Fuzzed, cases: int, number: int = 0) -> Asked:
    """Sends `cases` bodies.

    Args:
        service: What is asked.
        cases: How many bodies.
        number: Of the random choices; the same number sends the same.
    """
    asked, sent = Asked(), _sent(examples(service))

    @seed(number)
    @settings(
        max_examples=cases,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(drawn=st.data())  # bodies as arguments would each be printed, and thrown away
    def send(drawn: st.DataObject) -> None:
        path, body, media_type = drawn.draw(sent)
        failed = len(service.app.failures)
        answer = service.client.post(path, data=body, headers={"content-type": media_type})
        asked.cases += 1
        told = [*wrong(answer.status_code, answer.headers, answer.content), *service.app.failures[failed:]]
        asked.findings += [
            Finding(f"POST {path}", media_type, one, repr(body[:SHOWN]), repr(answer.content[:SHOWN])) for one in told
        ]

    send()
    return asked


def wrong(status: int, headers: Mapping[str, str], content: bytes) -> Iterator[str]:
    """What is wrong with the answer to a body, whatever the body is."""
    if status >= 500 and not (status == 503 and "retry-after" in headers):
        yield f"answered with {status}"
    if status < 400:
        return
    if headers.get("content-type") != PROBLEM:
        yield f"the content type is {headers.get('content-type')}"
        return
    told = json.loads(content.decode("utf-8"))
    if told.get("status") != status or not told.get("detail"):
        yield "the problem has no detail, or another status"


@st.composite
def _sent(draw: st.DrawFn, bodies: Mapping[str, Any]) -> tuple[str, bytes, str]:
    """A path, a body, and the content type that it is said to have."""
    path = draw(st.sampled_from(sorted(bodies)))
    example = bodies[path]
    usual = "text/csv" if isinstance(example, bytes) else _TYPES[0]
    media_type = draw(st.just(usual) | st.just(usual) | st.just(usual) | st.sampled_from(_TYPES))
    kinds = [_mutated(_encoded(example)), st.binary(max_size=300)]
    if not isinstance(example, bytes):
        kinds += [_replaced(example)] * 3 + [_doubled(example)]
    return path, draw(st.one_of(kinds)), media_type


def _encoded(example: Any) -> bytes:
    return example if isinstance(example, bytes) else json.dumps(example, ensure_ascii=False).encode()


@st.composite
def _mutated(draw: st.DrawFn, body: bytes) -> bytes:
    """A body of which some bytes are cut out, and others put in their place."""
    for _ in range(draw(st.integers(1, 3))):
        begin = draw(st.integers(0, len(body)))
        end = draw(st.integers(begin, min(begin + 40, len(body))))
        body = body[:begin] + draw(st.binary(max_size=8) | st.sampled_from(RAW_VALUES)) + body[end:]
    return body


@st.composite
def _replaced(draw: st.DrawFn, example: Any) -> bytes:
    """A body in which a value, or a name and its value, is another one."""
    places = list(_places(example))
    copy = json.loads(json.dumps(example))
    within, key = draw(st.sampled_from(places))
    target = copy
    for step in within:
        target = target[step]
    target[key] = _PLACE
    if isinstance(target, dict) and draw(st.integers(0, 4)) == 0:
        target[draw(st.text(max_size=8))] = target.pop(key)
    raw = draw(st.sampled_from(RAW_VALUES) | st.text(max_size=20).map(lambda text: json.dumps(text).encode()))
    return _encoded(copy).replace(f'"{_PLACE}"'.encode(), raw)


@st.composite
def _doubled(draw: st.DrawFn, example: Mapping[str, Any]) -> bytes:
    """A body that has a name twice."""
    name = draw(st.sampled_from(sorted(example)))
    pair = json.dumps(name).encode() + b":" + draw(st.sampled_from(RAW_VALUES))
    rest = _encoded(example)[1:-1]
    return b"{" + (pair + b"," + rest if draw(st.booleans()) else rest + b"," + pair) + b"}"


def _places(value: Any, within: tuple[Any, ...] = ()) -> Iterator[tuple[tuple[Any, ...], Any]]:
    """Every place in a value of JSON: the steps to what it stands in, and its key or number there."""
    for key, one in value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ():
        yield within, key
        yield from _places(one, (*within, key))
