"""From month to month: what a log says of each training max, layouts of several months, tests, and hints in a set."""
