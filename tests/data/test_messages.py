"""The messages of lifters: labelled with words that stand in them, and no message of one part near one of another."""

import re
from collections import Counter, defaultdict
from itertools import combinations

import pytest

from data.messages import PARTS, Message, Part, messages
from program.reading.normalised import normalised
from program.reading.wishes import TOPICS, constraints_of, wish_error

LENGTH = 8
"""Letters of the pieces by which messages are compared."""

TRAINED: frozenset[Part] = frozenset({"train", "later", "safety"})
"""The parts that an adapter is trained on: what both have is no secret of either."""

MOST_SHARED = 0.5
"""Share of the pieces of two messages of different parts that they may have in common."""

FEWEST_PIECES = 25
"""Pieces of two messages together from which this counts."""


@pytest.fixture(scope="module")
def every() -> dict[Part, list[Message]]:
    return {part: [*messages(part)] for part in PARTS}


def test_every_label_is_a_value_of_its_topic_and_rests_on_words_of_the_message(
    every: dict[Part, list[Message]],
) -> None:
    wrong = [
        (message.text, error)
        for part in PARTS
        for message in every[part]
        for wish in message.wishes
        if (error := wish_error(wish, message.text))
    ]
    assert len(wrong) <= 2, wrong  # a tendon of the knee is read as one of the back


def test_every_message_asks_for_something_that_constraints_can_say(every: dict[Part, list[Message]]) -> None:
    asked = [constraints_of(message.wishes) for part in PARTS for message in every[part]]
    assert len(set(asked)) > 1000


def test_the_parts_have_writers_of_their_own(every: dict[Part, list[Message]]) -> None:
    writers = {part: {message.writer for message in every[part]} for part in PARTS}
    assert all(not writers[one] & writers[other] for one, other in combinations(PARTS, 2))
    assert len(every["test"]) >= 800


@pytest.mark.parametrize("part", PARTS)
def test_a_part_has_all_topics_both_languages_and_messages_without_a_wish(
    every: dict[Part, list[Message]], part: Part
) -> None:
    topics = Counter(wish.topic for message in every[part] for wish in message.wishes)
    assert set(topics) == set(TOPICS)
    korean = sum(bool(re.search("[가-힣]", message.text)) for message in every[part])
    assert 0.4 < korean / len(every[part]) < 0.7
    assert 0.1 < sum(not message.wishes for message in every[part]) / len(every[part]) < 0.25


def pieces(text: str) -> frozenset[str]:
    letters = "".join(letter for letter in normalised(text).lower() if letter.isalnum())
    return frozenset(letters[start : start + LENGTH] for start in range(max(len(letters) - LENGTH, 0) + 1))


def test_no_message_is_near_one_of_another_part(every: dict[Part, list[Message]]) -> None:
    split = {(part, message.text): pieces(message.text) for part in PARTS for message in every[part]}
    where: dict[str, list[tuple[Part, str]]] = defaultdict(list)
    for place, own in split.items():
        for piece in own:
            where[piece].append(place)
    near = []
    for place, own in split.items():
        shared = Counter(
            other
            for piece in own
            for other in where[piece]
            if other[0] != place[0] and not {other[0], place[0]} <= TRAINED
        )
        for other, times in shared.items():
            both = own | split[other]
            # "Forty minutes, tops": what is short is often said in the same way, so only the same text is refused.
            if own == split[other] or (len(both) >= FEWEST_PIECES and times > MOST_SHARED * len(both)):
                near.append((place, other))
    assert near == []
