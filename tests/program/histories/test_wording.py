from typing import get_args

import pytest

from program.histories.reasons import NoteCode, Reason, UnmatchedReason
from program.schema import Language
from program.wording.histories import note_sentence, unmatched_sentence, unread_sentence


@pytest.mark.parametrize("language", get_args(Language))
def test_every_code_has_a_sentence_of_its_own_in_both_languages(language: Language) -> None:
    sentences = [
        *(unread_sentence(reason, None, language) for reason in get_args(Reason)),
        *(note_sentence(code, 1, language) for code in get_args(NoteCode)),
        *(unmatched_sentence(reason, language) for reason in get_args(UnmatchedReason)),
    ]
    assert len(set(sentences)) == len(sentences)
    assert all(any("가" <= letter <= "힣" for letter in one) == (language == "ko") for one in sentences)


def test_the_column_that_is_to_blame_is_named_as_it_is() -> None:
    assert unread_sentence("missing", "{0} %s", "en").startswith("Column '{0} %s': ")
    assert unread_sentence("missing", "무게", "ko").startswith("열 '무게': ")


def test_rows_are_counted_in_words() -> None:
    assert note_sentence("day_first", 1, "en").endswith("(1 row)")
    assert note_sentence("day_first", 2, "en").endswith("(2 rows)")
    assert note_sentence("day_first", 2, "ko").endswith("(2개 행)")
