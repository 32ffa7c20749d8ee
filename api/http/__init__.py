"""The HTTP service: routes, errors, documentation."""
