"""The teacher: the coach policy, and the requests and answers that the adapters learn from. No prompt text."""
