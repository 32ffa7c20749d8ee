"""The assistance exercises: the catalogue, and the names that lifters use for them."""
