"""Which parts of an answer the model chose, and which the schema forced."""

import json
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.decoding.chosen import Decoded
from models.language_model import Call, Cost, Sampling
from models.local_model import LocalModel
from tests.models.test_local_model import PROMPT, SCHEMA, closed


def spans(*tokens: tuple[bytes, bool]) -> list[tuple[str, bool]]:
    """The parts of an answer of these tokens, chosen or forced."""

    def decode(some: Sequence[int]) -> str:
        return b"".join(tokens[one][0] for one in some).decode(errors="replace")

    text = decode(range(len(tokens)))
    decoded = Decoded(range(len(tokens)), [chosen for _, chosen in tokens], Cost())
    parts, at = [], 0
    for start, end in decoded.spans(text, decode):
        assert at <= start < end <= len(text)
        parts += [(text[at:start], False), (text[start:end], True)]
        at = end
    return [part for part in [*parts, (text[at:], False)] if part[0]]


def test_neighbouring_tokens_are_one_part() -> None:
    assert spans((b'{"a":', False), (b"1", True), (b"2", True), (b"}", False)) == [
        ('{"a":', False),
        ("12", True),
        ("}", False),
    ]


@pytest.mark.parametrize("first", [True, False])
def test_a_character_of_two_tokens_is_chosen_where_one_of_them_is(first: bool) -> None:
    squat = "스".encode()
    parts = spans((b'"', False), (squat[:2], first), (squat[2:], not first), (b'"', False))
    assert parts == [('"', False), ("스", True), ('"', False)]


@given(cuts=st.lists(st.tuples(st.integers(1, 4), st.booleans()), min_size=30, max_size=30))
def test_every_character_of_a_chosen_token_is_chosen_and_no_other(cuts: list[tuple[int, bool]]) -> None:
    whole, at, tokens = '{"이름":"스쿼트","kg":80}'.encode(), 0, list[tuple[bytes, bool]]()
    of_byte: list[bool] = []
    for length, chosen in cuts:
        part = whole[at : at + length]
        tokens += [(part, chosen)] if part else []
        of_byte += [chosen] * len(part)
        at += length
    text = whole[: len(of_byte)].decode(errors="ignore")
    if len(text.encode()) < len(of_byte):  # ends in the middle of a character
        return
    expected, at = "", 0
    for character in text:
        size = len(character.encode())
        expected += "x" if any(of_byte[at : at + size]) else "."
        at += size
    assert "".join(("x" if chosen else ".") * len(part) for part, chosen in spans(*tokens)) == expected


def test_the_model_tells_what_it_chose(local: LocalModel) -> None:
    answer = local.complete(Call(PROMPT, "low", schema=closed(fixed={"const": "always"}, rate={"enum": [80, 95]})))
    assert answer.chosen is not None
    chosen = "".join(answer.text[start:end] for start, end in answer.chosen)
    rate = str(json.loads(answer.text)["rate"])
    assert chosen
    assert chosen in rate
    forced = closed(fixed={"const": "always the same"})
    assert local.complete(Call(PROMPT, "low", schema=forced)).chosen == ()


def test_without_a_schema_the_model_chooses_everything(local: LocalModel) -> None:
    answer = local.complete(Call(PROMPT, "low", sampling=Sampling(max_tokens=9)))
    assert answer.chosen == ((0, len(answer.text)),)


@pytest.mark.parametrize("seed", range(5))
def test_the_parts_lie_in_the_text_in_their_order(local: LocalModel, seed: int) -> None:
    answer = local.complete(Call(PROMPT, "low", schema=SCHEMA, sampling=Sampling(2.0, seed)))
    assert answer.chosen
    ends = [end for span in answer.chosen for end in span]
    assert ends == sorted(ends)
    assert ends[-1] <= len(answer.text)
