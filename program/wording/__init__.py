"""Wording for lifters, in Korean and English: names, notes, explanations."""
