"""Loading the service: what is said meanwhile, and another try after a failure."""

import threading
from collections.abc import Callable

import pytest

from program.errors import RequestError, UnavailableError
from service.background_loader import BackgroundLoader
from service.service import Service
from service.settings import Settings
from tests.scripted import ScriptedModel


def loading(*failures: Exception, pause_s: float = 0.01) -> tuple[BackgroundLoader, threading.Event]:
    """A loader whose first tries raise these, and an event that is set when the service has been loaded."""
    left = list(failures)
    loaded = threading.Event()

    def load() -> Service:
        if left:
            raise left.pop(0)
        service = Service(ScriptedModel({}), Settings())
        loaded.set()
        return service

    return BackgroundLoader(load, pause_s), loaded


def eventually(ready: Callable[[], Service]) -> Service:
    """The service, asked for again as a caller would."""
    while True:
        try:
            return ready()
        except UnavailableError:
            threading.Event().wait(0.01)


def test_loading_is_tried_again_until_it_works() -> None:
    loader, loaded = loading(UnavailableError("the disk is full"), ZeroDivisionError(), RequestError("no such agent"))
    assert loaded.wait(30)
    assert eventually(loader.ready)


@pytest.mark.parametrize(
    ("failure", "reason"),
    [
        (UnavailableError("the disk is full"), "the disk is full"),
        (RequestError("no agent is called x"), "no agent is called x"),
        (ZeroDivisionError("secret of the house"), "see the service's log"),
    ],
)
def test_the_reason_of_the_last_failure_is_given(failure: Exception, reason: str) -> None:
    loader, _ = loading(failure, pause_s=60)
    loader.wait(30)
    with pytest.raises(UnavailableError) as refused:
        loader.ready()
    assert str(refused.value).startswith(f"The model could not be loaded: {reason}. ")
    assert "tries again by itself" in str(refused.value)
    loader.close()


def test_a_loader_that_is_closed_tries_no_more() -> None:
    loader, loaded = loading(UnavailableError("the disk is full"), pause_s=0.2)
    loader.wait(30)
    loader.close()
    assert not loaded.wait(0.5)
