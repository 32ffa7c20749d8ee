"""What deploy/ promises: settings that exist, processes with few rights, time to end, and a bill of materials."""

import configparser
import json
import os
import re
import shutil
import sqlite3
import stat
import subprocess
from importlib.metadata import distributions
from pathlib import Path
from typing import Any

import pytest
import yaml

from bench.lock_hashes import with_builds
from bench.sbom import bill
from service.settings import Settings
from tests.api import conftest as service
from tests.api.conftest import MakeClient

make_client, example = service.make_client, service.example
"""The fixtures of the tests of the service."""

ROOT = Path(__file__).parents[1]
DEPLOY = ROOT / "deploy"
UNIT = DEPLOY / "systemd" / "burnfit.service"
CONTAINERFILE = DEPLOY / "Containerfile"

KNOWN = {f"BURNFIT_{name}".upper() for name in Settings.model_fields}

SLACK_S = 6
"""Seconds that a process takes beyond BURNFIT_DRAIN_S and BURNFIT_STOP_S to end (docs/operations.md)."""


def manifests() -> list[dict[str, Any]]:
    return [
        manifest
        for file in sorted((DEPLOY / "kubernetes").glob("*.yaml"))
        for manifest in yaml.safe_load_all(file.read_text(encoding="utf-8"))
    ]


def pods() -> dict[str, dict[str, Any]]:
    """Kind of workload -> its pods' specification."""
    workloads = [one for one in manifests() if one["kind"] in ("Deployment", "Job")]
    return {one["kind"]: one["spec"]["template"]["spec"] for one in workloads}


def environment(container: dict[str, Any]) -> dict[str, str | None]:
    return {one["name"]: one.get("value") for one in container["env"]}


def unit() -> dict[str, list[str]]:
    """Name in the unit's section [Service] -> its values in order; systemd allows a name more than once."""
    text, seen = UNIT.read_text(encoding="utf-8"), 0

    def numbered(found: re.Match[str]) -> str:
        nonlocal seen
        seen += 1
        return f"{found[1]}:{seen}="

    parser = configparser.ConfigParser(delimiters=("=",), interpolation=None)
    parser.optionxform = str  # type: ignore[assignment,method-assign]  # names keep their capitals
    parser.read_string(re.sub(r"^([A-Z]\w+)=", numbered, text, flags=re.MULTILINE))
    values: dict[str, list[str]] = {}
    for name, value in parser["Service"].items():
        values.setdefault(name.split(":")[0], []).append(value)
    return values


@pytest.mark.parametrize("file", [one for one in sorted(DEPLOY.rglob("*")) if one.is_file()], ids=lambda one: one.name)
def test_every_setting_that_a_file_names_exists(file: Path) -> None:
    named = set(re.findall(r"BURNFIT_[A-Z0-9_]*[A-Z0-9]", file.read_text(encoding="utf-8")))
    assert named - {"BURNFIT_PORT"} <= KNOWN


def test_the_values_can_be_used(monkeypatch: pytest.MonkeyPatch) -> None:
    given = dict(one.split("=", 1) for one in unit()["Environment"])
    for container in (container for pod in pods().values() for container in pod["containers"]):
        given |= {name: value for name, value in environment(container).items() if value is not None}
    for name, value in given.items():
        if name in KNOWN:
            monkeypatch.setenv(name, value)
    assert Settings.read().resume


def test_the_unit_has_few_rights() -> None:
    own = unit()
    assert own["ExecStart"] == ["/opt/burnfit/.venv/bin/burnfit serve"]
    expected = {
        "DynamicUser": "yes",
        "ProtectSystem": "strict",
        "ProtectHome": "yes",
        "NoNewPrivileges": "yes",
        "CapabilityBoundingSet": "",
        "PrivateTmp": "yes",
        "PrivateDevices": "yes",
        "RestrictNamespaces": "yes",
        "UMask": "0077",
        "StateDirectoryMode": "0700",
    }
    assert {name: own[name][0] for name in expected} == expected
    assert "MemoryDenyWriteExecute" not in own, "torch writes machine code when it starts"
    written = dict(one.split("=", 1) for one in own["Environment"])
    assert written["BURNFIT_RUNS"].startswith(f"/var/lib/{own['StateDirectory'][0]}")
    assert written["BURNFIT_CACHE"].startswith(f"/var/cache/{own['CacheDirectory'][0]}")


def test_requests_in_flight_can_end_before_the_process_is_killed() -> None:
    settings = Settings()
    longest = settings.drain_s + settings.stop_s + SLACK_S
    [stop] = unit()["TimeoutStopSec"]
    assert float(stop) >= longest
    assert pods()["Deployment"]["terminationGracePeriodSeconds"] >= longest
    given = [one.split("=", 1)[0] for one in unit()["Environment"]] + [
        *environment(pods()["Deployment"]["containers"][0])
    ]
    assert not {"BURNFIT_DRAIN_S", "BURNFIT_STOP_S"} & {*given}, "then these are the seconds to compare with"


@pytest.mark.parametrize("kind", ["Deployment", "Job"])
def test_a_pod_has_few_rights(kind: str) -> None:
    pod = pods()[kind]
    assert pod["automountServiceAccountToken"] is False
    assert pod["enableServiceLinks"] is False
    whole = pod["securityContext"]
    assert whole["runAsNonRoot"] is True
    assert whole["runAsUser"] >= 10_000
    assert whole["seccompProfile"] == {"type": "RuntimeDefault"}
    for container in pod["containers"]:
        own = container["securityContext"]
        assert own["readOnlyRootFilesystem"] is True
        assert own["allowPrivilegeEscalation"] is False
        assert own["capabilities"] == {"drop": ["ALL"]}
        assert container["resources"]["limits"]["memory"]
        assert container["resources"]["requests"]["cpu"]
        assert not {"privileged", "hostPort"} & container.keys()
        mounted = {one["mountPath"] for one in container["volumeMounts"]}
        assert str(Path(environment(container)["BURNFIT_RUNS"] or "").parent) in mounted


def test_the_probes_ask_the_health_routes(make_client: MakeClient) -> None:
    [container] = pods()["Deployment"]["containers"]
    asked = {kind: container[f"{kind}Probe"]["httpGet"]["path"] for kind in ("startup", "liveness", "readiness")}
    assert asked == {"startup": "/livez", "liveness": "/livez", "readiness": "/readyz"}
    client = make_client()
    assert {client.get(path).status_code for path in asked.values()} == {200}


def test_the_manifests_select_each_other() -> None:
    by_kind = {one["kind"]: one for one in manifests()}
    pod = by_kind["Deployment"]["spec"]["template"]
    labels = pod["metadata"]["labels"]
    assert by_kind["Service"]["spec"]["selector"].items() <= labels.items()
    for kind in ("Deployment", "PodDisruptionBudget"):
        assert by_kind[kind]["spec"]["selector"]["matchLabels"].items() <= labels.items()
    [rule] = by_kind["NetworkPolicy"]["spec"]["podSelector"]["matchExpressions"]
    jobs = by_kind["Job"]["spec"]["template"]["metadata"]["labels"]
    assert {labels[rule["key"]], jobs[rule["key"]]} == set(rule["values"])
    [container] = pod["spec"]["containers"]
    assert container["ports"] == [{"name": "http", "containerPort": Settings().port}]
    assert by_kind["Service"]["spec"]["ports"][0]["targetPort"] == "http"
    assert {pod["containers"][0]["image"] for pod in pods().values()} == {container["image"]}


def test_the_image_runs_without_root_and_without_a_compiler() -> None:
    build, last = re.split(r"^FROM .*$", CONTAINERFILE.read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]
    assert "gcc" in build
    assert "gcc" not in last
    [user] = re.findall(r"^USER (\d+):\d+$", last, flags=re.MULTILINE)
    assert {pod["securityContext"]["runAsUser"] for pod in pods().values()} == {int(user)}
    assert 'ENTRYPOINT ["burnfit"]' in last


def test_the_image_has_all_that_the_package_needs() -> None:
    copied = re.findall(r"^COPY (?!--)(.+) \S+$", CONTAINERFILE.read_text(encoding="utf-8"), flags=re.MULTILINE)
    names = {name for line in copied for name in line.split()}
    assert all((ROOT / name).exists() for name in names)
    packages = {file.parent.name for file in ROOT.glob("*/__init__.py")} - {"tests"}
    assert packages <= names


def test_the_bill_names_what_is_installed() -> None:
    made = bill(distributions())
    assert json.loads(json.dumps(made)) == bill(distributions())
    by_name = {one["name"]: one for one in made["components"]}
    assert by_name["pydantic-core"]["purl"] == f"pkg:pypi/pydantic-core@{by_name['pydantic-core']['version']}"
    assert "+" not in by_name["torch"]["purl"]
    assert made["metadata"]["component"]["name"] == "burnfit"
    references = {one["bom-ref"] for one in (made["metadata"]["component"], *made["components"])}
    assert {one["ref"] for one in made["dependencies"]} == references
    assert {needed for one in made["dependencies"] for needed in one["dependsOn"]} <= references
    [own] = [one for one in made["dependencies"] if one["ref"] == made["metadata"]["component"]["bom-ref"]]
    assert by_name["fastapi"]["bom-ref"] in own["dependsOn"]
    pinned = re.findall(r"^([a-z0-9-]+)==", (ROOT / "requirements.lock").read_text(encoding="utf-8"), re.MULTILINE)
    assert set(pinned) <= by_name.keys()


def test_the_hashes_are_of_the_locked_packages() -> None:
    locked = re.findall(r"^([a-z0-9.-]+==\S+)", (ROOT / "requirements.lock").read_text(encoding="utf-8"), re.MULTILINE)
    hashed = (ROOT / "requirements.hashes.lock").read_text(encoding="utf-8")
    named = re.findall(r"^([a-z0-9.-]+==\S+)(?: \\\n    --hash=sha256:[0-9a-f]{64})+$", hashed, re.MULTILINE)
    assert named == locked


def test_a_lock_gets_the_hashes_of_further_builds() -> None:
    first, second, other = ("a" * 64, "b" * 64, "c" * 64)
    lock = f"a==1 \\\n    --hash=sha256:{other}\ntorch==2.13.0+cpu \\\n    --hash=sha256:{second}\n    # via a\n"
    made = with_builds(lock, [first, second])
    lines = f"torch==2.13.0 \\\n    --hash=sha256:{first} \\\n    --hash=sha256:{second}\n"
    assert made == f"a==1 \\\n    --hash=sha256:{other}\n{lines}    # via a\n"
    assert with_builds(made, [first]) == made
    with pytest.raises(ValueError, match="no torch with hashes"):
        with_builds("torch==2.13.0\n", [first])


@pytest.mark.parametrize(
    ("prints", "ends", "status", "told"),
    [
        ("No known vulnerabilities found", 0, 0, "No known vulnerabilities found"),
        ("Found 2 known vulnerabilities in 1 package\nName Version ID", 1, 1, "Found 2 known"),
        ("Traceback\nConnectionError: no route", 1, 3, "audit: no answer from the database of vulnerabilities"),
    ],
)
def test_the_audit_tells_vulnerabilities_from_silence(
    prints: str, ends: int, status: int, told: str, tmp_path: Path
) -> None:
    stand_in = tmp_path / "pip-audit"
    stand_in.write_text(f"#!/bin/sh\ncat <<'END'\n{prints}\nEND\nexit {ends}\n", encoding="utf-8")
    stand_in.chmod(stand_in.stat().st_mode | stat.S_IXUSR)
    done = subprocess.run(
        [DEPLOY / "audit.sh", stand_in, "requirements.lock"], capture_output=True, text=True, check=False
    )
    assert done.returncode == status
    assert (done.stdout + done.stderr).startswith(told)


def test_a_backup_of_the_recorded_runs_can_be_restored(
    make_client: MakeClient, example: dict[str, Any], tmp_path: Path
) -> None:
    """As docs/operations.md says: a copy by SQLite itself, while the service runs."""
    client = make_client(example)
    run_id = client.post("/routine", json=example).json()["run_id"]
    folder, restored = Path(os.environ["BURNFIT_RUNS"]), tmp_path / "restored"
    restored.mkdir(mode=0o700)
    source, target = sqlite3.connect(folder / "runs.sqlite"), sqlite3.connect(tmp_path / "backup.sqlite")
    try:
        source.backup(target)
    finally:
        source.close()
        target.close()
    shutil.copy(tmp_path / "backup.sqlite", restored / "runs.sqlite")
    again = make_client(runs=restored)
    assert [run["run_id"] for run in again.get("/runs").json()] == [run_id]
