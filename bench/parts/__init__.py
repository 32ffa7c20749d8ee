"""One measurement a file; each has `measure(bench: Workbench) -> Findings`."""
