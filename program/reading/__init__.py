"""Reading of sentences by code: what a text names, and the numbers in it."""
