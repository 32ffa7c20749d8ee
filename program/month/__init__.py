"""The month: waves, weights, sessions, splits, rules, and how they are composed."""
