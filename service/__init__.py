"""The service: settings, the loaded model, and what can be asked of it; used over HTTP, MCP and on the command line."""
