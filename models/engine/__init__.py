"""The engine: a model's layers, in 8-bit integers or as transformers computes them, and its vocabulary head."""
