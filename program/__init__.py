"""The 5/3/1 programme as plain code: no model, no I/O beyond the package's own exercise table."""
