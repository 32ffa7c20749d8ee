"""Decoding: the tokens of an answer that obeys a JSON schema, with a draft read ahead."""
