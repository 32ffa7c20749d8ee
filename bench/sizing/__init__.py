"""How many machines a number of lifters needs: what is assumed, what was measured, and what follows from both."""
