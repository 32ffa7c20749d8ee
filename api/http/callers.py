"""The caller of a request, as the check of its key has noted it."""

from starlette.requests import HTTPConnection

from service.caller import ANYBODY, Caller


def caller_of(connection: HTTPConnection) -> Caller:
    """Who sent the request; anybody, where the service asks for no key."""
    caller: Caller = getattr(connection.state, "caller", ANYBODY)
    return caller
