"""`python -m bench.sbom`: what is installed beside this program, as a bill of materials in CycloneDX's JSON."""

import json
import re
import uuid
from collections.abc import Iterable, Iterator
from importlib.metadata import Distribution, distributions
from pathlib import Path
from typing import Annotated, Any, Final

import typer

SPEC: Final = "1.6"
"""Version of CycloneDX (https://cyclonedx.org/docs/1.6/json/)."""

OURS: Final = "burnfit"

_EXTRA: Final = re.compile(r";.*\bextra\s*==")


def bill(installed: Iterable[Distribution]) -> dict[str, Any]:
    """The bill of materials of an environment. The same environment has the same one, its serial number included.

    Args:
        installed: What is installed; a name that comes twice counts as it first comes, as for an import.
    """
    found: dict[str, Distribution] = {}
    for one in installed:
        found.setdefault(_plain(one.name), one)
    others = [name for name in sorted(found) if name != OURS]
    components = [_component(name, found[name]) for name in others]
    packages = "\n".join(component["purl"] for component in components)
    return {
        "bomFormat": "CycloneDX",
        "specVersion": SPEC,
        "serialNumber": f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, packages)}",
        "version": 1,
        "metadata": {"component": _component(OURS, found[OURS], "application")},
        "components": components,
        "dependencies": [
            {"ref": _reference(name, found[name]), "dependsOn": sorted(_needed(found[name], found))}
            for name in (OURS, *others)
        ],
    }


def _component(name: str, one: Distribution, kind: str = "library") -> dict[str, Any]:
    reference = _reference(name, one)
    component = {"type": kind, "bom-ref": reference, "name": name, "version": one.version, "purl": reference}
    licence = one.metadata.json.get("license_expression")
    return component | ({"licenses": [{"expression": licence}]} if licence else {})


def _reference(name: str, one: Distribution) -> str:
    """The package's URL (https://github.com/package-url/purl-spec): a local version's plus is written as %2B."""
    return f"pkg:pypi/{name}@{one.version.replace('+', '%2B')}"


def _needed(one: Distribution, found: dict[str, Distribution]) -> Iterator[str]:
    """What a package asks for, as far as it is installed; what only its extras ask for is left out."""
    for line in one.requires or ():
        name = _plain(re.split(r"[^A-Za-z0-9._-]", line, maxsplit=1)[0])
        if name in found and name != OURS and not _EXTRA.search(line):
            yield _reference(name, found[name])


def _plain(name: str) -> str:
    """A package's name in the one spelling that registries use."""
    return re.sub(r"[-_.]+", "-", name).lower()


def main(output: Annotated[Path, typer.Option(help="The file.")] = Path("sbom.json")) -> None:
    """Write the bill of materials of this environment."""
    made = bill(distributions())
    output.write_text(json.dumps(made, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    typer.echo(f"{output}: {len(made['components'])} packages")


if __name__ == "__main__":
    typer.run(main)
