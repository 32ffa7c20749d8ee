"""Histories: what a lifter has done, read from the CSV files that training logs export."""
