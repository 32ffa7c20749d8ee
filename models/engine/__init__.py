"""The engine: the layers of a model, in 8-bit integers or as transformers computes them."""
