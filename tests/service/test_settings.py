"""Settings from the environment."""

import re
from pathlib import Path

import pytest

from program.errors import RequestError
from service.settings import Settings

ROOT = Path(__file__).parents[2]


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
        ("QUEUE_S", "0"),
        ("DRAIN_S", "-1"),
        ("MODEL_URL", "10.0.0.1:8100"),
        ("MODEL_URL", "ftp://10.0.0.1"),
        ("MODEL_URL", "http://"),
        ("MODEL_URL", "http://10.0.0.1:99999"),
        ("MODEL_URL", "http://10.0.0.1/?model=base"),
        ("MODEL_TIMEOUT_S", "0"),
        ("REMOTE_AGENTS", "task1"),
    ],
)
def test_a_value_that_cannot_be_used_is_refused_by_name(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    monkeypatch.setenv(f"BURNFIT_{name}", value)
    with pytest.raises(RequestError, match=f"BURNFIT_{name}"):
        Settings.read()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PORT", "tcp://10.0.0.1:80"),
        ("PORT", "udp://10.0.0.1:53"),
        ("SERVICE_HOST", "10.0.0.1"),
        ("SERVICE_PORT", "80"),
        ("SERVICE_PORT_HTTP", "80"),
        ("PORT_8000_TCP", "tcp://172.17.0.2:8000"),
        ("PORT_8000_TCP_ADDR", "172.17.0.2"),
        ("PORT_8000_TCP_PORT", "8000"),
        ("PORT_8000_TCP_PROTO", "tcp"),
        ("PORT_8000_TCP_START", "tcp://172.17.0.2:8000"),
        ("RUNS_DB_PORT", "tcp://10.0.0.2:5432"),
        ("RUNS_DB_SERVICE_HOST", "10.0.0.2"),
        ("NAME", "/web/burnfit"),
        ("ENV_PATH", "/usr/bin"),
    ],
)
def test_a_name_that_kubernetes_or_docker_makes_is_ignored(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(f"BURNFIT_{name}", value)
    assert Settings.read().port == 8000


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("PORTS", "8001", "did you mean BURNFIT_PORT"),
        ("PORT_", "8001", "did you mean BURNFIT_PORT"),
        ("HTTP_PORT", "8001", "did you mean BURNFIT_PORT"),
        ("PROT", "tcp://10.0.0.1:80", "did you mean BURNFIT_PORT"),
        ("NAME", "burnfit", "BURNFIT_NAME is no setting"),
        ("PORT", "10.0.0.1:80", "BURNFIT_PORT: "),
    ],
)
def test_what_only_looks_like_such_a_name_is_refused(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, message: str
) -> None:
    monkeypatch.setenv(f"BURNFIT_{name}", value)
    with pytest.raises(RequestError, match=re.escape(message)):
        Settings.read()


def test_the_example_file_has_every_setting_with_its_default(monkeypatch: pytest.MonkeyPatch) -> None:
    text = (ROOT / ".env.example").read_text(encoding="utf-8")
    shown = dict(re.findall(r"^#(BURNFIT_\w+)=(.*)$", text, flags=re.MULTILINE))
    assert list(shown) == [f"BURNFIT_{name}".upper() for name in Settings.model_fields]
    for name, value in shown.items():
        monkeypatch.setenv(name, value)
    monkeypatch.chdir(ROOT)
    settings = Settings.read()
    assert settings.model_copy(update={"adapters": settings.adapters.absolute()}) == Settings.model_construct()


@pytest.mark.parametrize("end", ["", "/", "/v1", "/v1/"])
def test_the_address_of_a_model_server_may_end_as_openais_do(monkeypatch: pytest.MonkeyPatch, end: str) -> None:
    monkeypatch.setenv("BURNFIT_MODEL_URL", f"https://models.example:8100/burnfit{end}")
    monkeypatch.setenv("BURNFIT_REMOTE_AGENTS", "task1, task2")
    settings = Settings.read()
    assert settings.model_url == "https://models.example:8100/burnfit"
    assert settings.remote_agents == ("task1", "task2")


def test_a_password_in_the_address_of_a_model_server_is_refused_and_not_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BURNFIT_MODEL_URL", "http://user:hunter2@10.0.0.1:8100")
    with pytest.raises(RequestError, match="BURNFIT_MODEL_KEY") as refused:
        Settings.read()
    assert "hunter2" not in str(refused.value)


def test_the_key_of_a_model_server_is_not_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BURNFIT_MODEL_URL", "http://10.0.0.1:8100")
    monkeypatch.setenv("BURNFIT_MODEL_KEY", "hunter2")
    assert "hunter2" not in repr(Settings.read())
