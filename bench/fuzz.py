"""`python -m bench.fuzz`: asks the service what its OpenAPI document allows and forbids, and sends it broken bodies."""

import logging
from typing import Annotated

import typer

from bench.fuzz_bodies import check_bodies
from bench.fuzz_contract import check_contract
from bench.fuzz_service import Asked, fuzzed_service


def main(
    cases: Annotated[int, typer.Option(min=0, help="Requests by the OpenAPI document.")] = 10_000,
    bodies: Annotated[int, typer.Option(min=0, help="Bodies as bytes.")] = 100_000,
    seed: Annotated[int, typer.Option(help="Another number asks something else.")] = 0,
) -> None:
    """Ask, and print every finding; exit 1 where there is one."""
    logging.disable(logging.CRITICAL)  # a refused request is no news here
    try:
        with fuzzed_service() as service:
            by_document = check_contract(service, cases, seed) if cases else Asked()
            broken = check_bodies(service, bodies, seed) if bodies else Asked()
    finally:
        logging.disable(logging.NOTSET)
    findings = [*by_document.findings, *broken.findings]
    for finding in findings:
        typer.echo(f"{finding}\n")
    typer.echo(f"{by_document.cases} requests by the document, {broken.cases} bodies: {len(findings)} findings")
    raise typer.Exit(1 if findings else 0)


if __name__ == "__main__":
    typer.run(main)
