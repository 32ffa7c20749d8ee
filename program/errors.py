"""The three families of errors: the caller's, the model's, the machine's."""

from typing import ClassVar


class BurnfitError(Exception):
    """Base of every error that this project raises on purpose.

    The message says what was wrong, what was expected and what to do.
    """

    private: ClassVar[bool] = True
    """Whether the message may quote what a lifter wrote or lifted; the log then leaves it out."""


class RequestError(BurnfitError):
    """The caller did something wrong: the same call will fail again until it is changed."""


class ModelError(BurnfitError):
    """The language model did something wrong: its answer could not be used."""


class UnavailableError(BurnfitError):
    """The machine cannot do this now: something is missing, damaged, or took too long."""

    private = False
