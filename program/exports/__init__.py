"""Exports: a month as files for other programs."""
