"""API keys: what each one opens, how often it may ask, and where keys are kept."""
