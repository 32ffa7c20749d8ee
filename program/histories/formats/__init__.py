"""The CSV formats that are read, each described in a module of its own."""
