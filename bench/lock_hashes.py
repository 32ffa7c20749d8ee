"""`python -m bench.lock_hashes FILE`: adds builds of torch for other machines to a lock with hashes.

pip-compile lists the hash of the one build of torch that it has taken: on Linux x86_64 the wheel for the CPU that is at
hand, `2.13.0+cpu`. This names the version without its local part, and lists builds for machines without a GPU, too.

The registry's own builds for Linux x86_64 are not listed: they need libraries of a GPU, and pip would take one of them
in the place of the wheel for the CPU.
"""

import json
import re
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated, Final

import typer

from program.errors import UnavailableError

BUILDS: Final = tuple(
    (python, platform)
    for python in ("3.11", "3.12", "3.13")
    for platform in ("manylinux_2_28_aarch64", "macosx_14_0_arm64")
)
"""Python and platform of the builds that are looked up."""

_TORCH: Final = re.compile(
    r"^torch==(?P<version>[0-9.]+)(?:\+\w+)?(?P<hashes>(?: \\\n    --hash=sha256:[0-9a-f]{64})+)$", re.M
)


def with_builds(lock: str, further: Iterable[str]) -> str:
    """A lock with further hashes of torch, each once, in order.

    Args:
        lock: The lock's text.
        further: SHA-256 in hexadecimal digits.

    Raises:
        ValueError: The lock has no line of torch with hashes.
    """
    found = _TORCH.search(lock)
    if found is None:
        raise ValueError("the lock has no torch with hashes: make it with pip-compile --generate-hashes")
    hashes = sorted({*re.findall("[0-9a-f]{64}", found["hashes"]), *further})
    lines = "".join(f" \\\n    --hash=sha256:{one}" for one in hashes)
    return f"{lock[: found.start()]}torch=={found['version']}{lines}{lock[found.end() :]}"


def hash_of(version: str, python: str, platform: str) -> str:
    """The SHA-256 of the registry's wheel of torch; only its metadata is fetched.

    Raises:
        UnavailableError: The registry has no such wheel, or cannot be reached.
    """
    with TemporaryDirectory() as folder:
        report = Path(folder, "report.json")
        asked = ["install", "--quiet", "--dry-run", "--ignore-installed", "--no-deps", "--only-binary", ":all:"]
        place = ["--python-version", python, "--platform", platform, "--target", folder, "--report", str(report)]
        # Three equal signs: the version as it is written, and no wheel at hand that has a local part.
        done = subprocess.run(  # noqa: S603 - pip itself, with words of this file
            [sys.executable, "-m", "pip", *asked, *place, f"torch==={version}"],
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            raise UnavailableError(f"no hash of torch {version} for {platform}, Python {python}: {done.stderr.strip()}")
        [one] = json.loads(report.read_text(encoding="utf-8"))["install"]
    found: str = one["download_info"]["archive_info"]["hashes"]["sha256"]
    return found


def main(file: Annotated[Path, typer.Argument(help="A lock that pip-compile --generate-hashes has written.")]) -> None:
    """Rewrite the lines of torch in a lock with hashes."""
    lock = file.read_text(encoding="utf-8")
    [version] = re.findall(r"^torch==([0-9.]+)", lock, re.MULTILINE)
    file.write_text(with_builds(lock, [hash_of(version, *build) for build in BUILDS]), encoding="utf-8")


if __name__ == "__main__":
    typer.run(main)
