"""What the system is worth, measured: quality here, and speed."""
