"""Decoding: text that obeys a JSON schema, with a draft read ahead."""
