"""What a line of the log says: its request, its run, and of an error no more than tells of the machine."""

import io
import json
import logging
from collections.abc import Iterator
from typing import Any, Literal

import pytest
from pydantic import TypeAdapter, ValidationError

from graph.failures import AgentFailed, AnswerRejected
from graph.request_ids import answering
from program.current_run import working_on
from program.errors import RequestError, UnavailableError
from service.settings import Settings
from service.telemetry import log_handler, set_up_log

SECRET = "my left knee hurts"


class Log:
    """A logger whose lines are written as the settings say."""

    def __init__(self, **settings: Any) -> None:
        self._text = io.StringIO()
        self.logger = logging.Logger("burnfit.api")  # noqa: LOG001 - no other test sees it
        self.handler = log_handler(Settings(**settings), self._text)
        self.logger.addHandler(self.handler)

    @property
    def text(self) -> str:
        return self._text.getvalue()

    def fails(self, error: Exception) -> str:
        """What is logged of an error."""
        try:
            raise error
        except type(error):
            self.logger.exception("it failed")
        return self.text


@pytest.fixture
def request_id() -> Iterator[str]:
    with answering("abc-1"):
        yield "abc-1"


@pytest.mark.usefixtures("request_id")
def test_a_text_line_ends_with_its_request_and_its_run() -> None:
    log = Log()
    with working_on("f" * 32):
        log.logger.info("hello")
    assert log.text.endswith(f" INFO burnfit.api: hello (request_id=abc-1 run_id={'f' * 32})\n")


def test_a_text_line_of_no_request_names_none() -> None:
    log = Log()
    log.logger.info("hello")
    assert log.text.endswith(" INFO burnfit.api: hello\n")


@pytest.mark.usefixtures("request_id")
def test_a_json_line_has_both_as_fields_and_what_the_code_says_of_the_run_counts() -> None:
    log = Log(log_format="json")
    log.logger.info("hello")
    log.logger.info("hello", extra={"run_id": "r", "agent": "task1"})
    first, second = map(json.loads, log.text.splitlines())
    assert (first["message"], first["request_id"], first["run_id"]) == ("hello", "abc-1", None)
    assert (second["request_id"], second["run_id"], second["agent"]) == ("abc-1", "r", "task1")


def _invalid() -> Exception:
    try:
        TypeAdapter(int).validate_python(SECRET)
    except ValidationError as error:
        return error
    raise AssertionError


ATTEMPT: Any = {"text": SECRET, "errors": [SECRET]}


@pytest.mark.parametrize(
    "error",
    [
        ValueError(SECRET),
        KeyError(SECRET),
        _invalid(),
        RequestError(SECRET),
        AnswerRejected("intake", [ATTEMPT]),
        AgentFailed("intake", SECRET),
        ExceptionGroup("some", [ValueError(SECRET)]),
    ],
    ids=lambda error: type(error).__name__,
)
@pytest.mark.parametrize("form", ["text", "json"])
def test_an_error_that_may_quote_a_lifter_is_shown_by_type_and_place(
    error: Exception, form: Literal["text", "json"]
) -> None:
    shown = Log(log_format=form).fails(error)
    assert SECRET not in shown
    assert type(error).__name__ in shown
    assert "in fails" in shown
    assert SECRET in Log(log_format=form, log_sentences=True).fails(error)


@pytest.mark.parametrize(
    "error", [OSError(28, "No space left on device"), UnavailableError("adapter task1 is damaged")]
)
def test_an_error_of_the_machine_is_shown_in_full(error: Exception) -> None:
    assert str(error) in Log().fails(error)


def test_the_cause_of_an_error_is_shown_as_carefully() -> None:
    error = UnavailableError("the disk is gone")
    error.__cause__ = ValueError(SECRET)
    shown = Log().fails(error)
    assert "the disk is gone" in shown
    assert SECRET not in shown
    assert shown.index("ValueError") < shown.index("UnavailableError")


def test_what_another_handler_wrote_of_an_error_is_not_taken_over() -> None:
    log = Log()
    log.logger.handlers.insert(0, logging.StreamHandler(io.StringIO()))  # its formatter notes the text in the record
    assert SECRET not in log.fails(ValueError(SECRET))


def test_what_another_library_says_below_a_warning_is_left_out() -> None:
    log, other = Log(), logging.Logger("sse_starlette.sse")  # noqa: LOG001 - as above
    other.addHandler(log.handler)
    other.debug("chunk: %s", SECRET)
    assert log.text == ""
    other.warning("a warning")
    assert "a warning" in log.text


def test_uvicorns_own_line_of_a_request_is_off_as_it_has_the_query(caplog: pytest.LogCaptureFixture) -> None:
    set_up_log(Settings(), "info")
    with caplog.at_level("INFO"):
        # As uvicorn logs a request.
        logging.getLogger("uvicorn.access").info(
            '%s - "%s %s HTTP/%s" %d', "127.0.0.1:1", "GET", "/runs?text=my+knee", "1.1", 200
        )
    assert caplog.messages == []
