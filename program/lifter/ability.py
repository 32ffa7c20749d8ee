"""What a lifter can do of an exercise."""

from program.exercises.catalogue import Exercise
from program.lifter.brief import Brief


def most_reps(brief: Brief, exercise: Exercise) -> int | None:
    """The most repetitions, or seconds, that a set should have; None: as many as the scheme says."""
    return exercise.most_reps


def too_easy(brief: Brief, exercise: Exercise) -> bool:
    """Whether the lifter has outgrown the exercise."""
    return False
