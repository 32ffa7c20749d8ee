"""Measures the quality of the answers and the speed of the service."""
