"""The LangGraph wiring: the agents in sequence, one node that judges them all, and the month at the end."""
