"""The fixtures of the tests of the service, for the pages."""

from tests.api import conftest as service

make_client, example = service.make_client, service.example
