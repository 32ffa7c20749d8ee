"""Language models: the port that agents ask, and the model in this process (base, adapters, decoding, engine)."""
