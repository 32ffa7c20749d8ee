"""Drafts: followed while they are right, taken up again where they fit, and without effect on the answer."""

from hypothesis import given
from hypothesis import strategies as st

from models.decoding.drafting import Draft

TEXT = [10, 1, 11, 2, 12, 3, 13, 4, 14]
"""Values 1, 2, 3, 4 between separators."""


def test_a_draft_goes_on_as_long_as_the_answer_follows_it() -> None:
    draft = Draft(TEXT)
    assert draft.following([10], 1) == TEXT[1:]
    assert draft.following([1, 11], 1) == TEXT[3:]
    assert draft.following([2], 0) == TEXT[4:]


def test_after_another_value_the_draft_is_taken_up_at_the_separator_behind_it() -> None:
    draft = Draft(TEXT)
    draft.following([10], 1)
    assert draft.following([7], 0) == []
    assert draft.following([8, 11], 1) == TEXT[3:]


def test_what_the_draft_does_not_hold_is_not_foreseen() -> None:
    draft = Draft(TEXT)
    assert draft.following([99], 1) == []
    assert draft.following([5, 98], 1) == []
    assert Draft([]).following([10], 1) == []


def test_a_draft_never_goes_back() -> None:
    draft = Draft([1, 2, 1, 3])
    assert draft.following([1, 2], 2) == [1, 3]
    assert draft.following([7, 2], 1) == []


@given(st.lists(st.integers(0, 3)), st.lists(st.tuples(st.lists(st.integers(0, 3), min_size=1), st.integers(0, 4))))
def test_whatever_is_written_the_rest_of_the_draft_is_foreseen_or_nothing(
    tokens: list[int], steps: list[tuple[list[int], int]]
) -> None:
    draft = Draft(tokens)
    for written, forced in steps:
        following = draft.following(written, min(forced, len(written)))
        assert following == tokens[len(tokens) - len(following) :]
