"""The coach policy: what a good coach would decide."""
