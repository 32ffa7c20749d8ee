"""Settings from the environment."""

from pathlib import Path

import pytest

from program.errors import RequestError
from service.settings import Settings


@pytest.fixture(autouse=True)
def _clean(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in Settings.model_fields:
        monkeypatch.delenv(f"BURNFIT_{name.upper()}", raising=False)


def test_defaults_without_an_environment() -> None:
    settings = Settings.read()
    assert (settings.base, settings.decoding, settings.attempts, settings.fallback) == (None, "constrained", 3, True)
    assert settings.adapters.name == "adapters"
    assert settings.adapters.is_absolute()


def test_values_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BURNFIT_DECODING", "free")
    monkeypatch.setenv("BURNFIT_FALLBACK", "false")
    monkeypatch.setenv("BURNFIT_CACHE", "~/models")
    monkeypatch.setenv("BURNFIT_FREE_TEMPERATURE", "1.5")
    settings = Settings.read()
    assert (settings.decoding, settings.fallback, settings.free_temperature) == ("free", False, 1.5)
    assert settings.cache == Path("~/models").expanduser()


def test_an_unknown_name_is_refused_with_the_known_ones(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BURNFIT_ATTEMPT", "3")
    with pytest.raises(RequestError) as refused:
        Settings.read()
    message = str(refused.value)
    assert "BURNFIT_ATTEMPT is no setting" in message
    assert "did you mean BURNFIT_ATTEMPTS?" in message
    assert all(f"BURNFIT_{name.upper()}" in message for name in Settings.model_fields)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DECODING", "wild"),
        ("ATTEMPTS", "0"),
        ("TEMPERATURE", "0"),
        ("TEMPERATURE", "nan"),
        ("FALLBACK", "perhaps"),
        ("PORT", "99999"),
        ("THREADS", "many"),
        ("RUNS_KEPT", "0"),
        ("RUNS_DAYS", "0"),
        ("RUNS_DAYS", "1e9"),
        ("TIMEOUT_S", "-1"),
    ],
)
def test_a_value_that_cannot_be_used_is_refused_by_name(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    monkeypatch.setenv(f"BURNFIT_{name}", value)
    with pytest.raises(RequestError, match=f"BURNFIT_{name}"):
        Settings.read()
