"""What the grammar knows of a tokenizer, read back instead of found out."""

import json
from pathlib import Path

import pytest
from llguidance import LLMatcher

from models.base_model import BaseModel
from models.decoding import vocabulary
from program.errors import UnavailableError

SCHEMA = {
    "type": "object",
    "properties": {"rate": {"enum": [80, 85, 90]}, "name": {"enum": ["squat", "스쿼트"]}},
    "required": ["rate", "name"],
    "additionalProperties": False,
}


@pytest.mark.parametrize("text", ['{"rate": 85, "name": "squat"}', '{"rate": 90, "name": "스쿼트"}'])
def test_what_is_read_back_allows_and_forces_the_same_tokens(base: BaseModel, tmp_path: Path, text: str) -> None:
    found_out = vocabulary.read(base.tokenizer, tmp_path)
    vocabulary.write(base.tokenizer, tmp_path)
    read_back = vocabulary.read(base.tokenizer, tmp_path)
    grammar = LLMatcher.grammar_from_json_schema(json.dumps(SCHEMA))
    first, second = LLMatcher(found_out, grammar), LLMatcher(read_back, grammar)
    for token in base.tokenizer(text, add_special_tokens=False)["input_ids"]:
        assert second.compute_ff_tokens() == first.compute_ff_tokens()
        assert second.compute_bitmask() == first.compute_bitmask()
        assert first.consume_token(token)
        assert second.consume_token(token)
    assert second.is_accepting()


def test_a_damaged_file_is_refused_by_name(base: BaseModel, tmp_path: Path) -> None:
    (tmp_path / vocabulary.FILE).write_bytes(b"half")
    with pytest.raises(UnavailableError, match=r"tokens\.npz cannot be read"):
        vocabulary.read(base.tokenizer, tmp_path)
