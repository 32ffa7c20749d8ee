"""Training: recipes, training runs, evaluation of adapters and their model cards."""
