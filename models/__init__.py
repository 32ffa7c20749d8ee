"""The language models: one base prepared once, an adapter per agent, decoding that obeys a schema, training."""
