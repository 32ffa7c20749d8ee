"""The top floor: the HTTP service and the command line, and the settings that both read."""
