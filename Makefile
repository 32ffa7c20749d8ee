# Everything runs from .venv, which the first target to need it creates.

PYTHON ?= python3
BIN := .venv/bin
READY := .venv/.ready

export PIP_DISABLE_PIP_VERSION_CHECK := 1

.DEFAULT_GOAL := help
.PHONY: help setup demo test serve studio eval bench train check format lock hashes fuzz sbom audit setup-ray lock-ray vllm-check

help:
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

setup: $(READY)  ## create .venv with everything that the lock names

$(READY): requirements.lock pyproject.toml models/engine/int8.c models/engine/product.c
	$(PYTHON) -c 'import sys; sys.exit(None if sys.version_info >= (3, 11) else "Python 3.11 or newer is needed: make PYTHON=python3.11 setup")'
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --requirement requirements.lock
	rm -f models/engine/_int8*.so
	$(BIN)/pip install --quiet --no-deps --no-build-isolation --editable .
	@touch $@

setup-ray: setup  ## add what many months at once on a cluster need: Ray Data and pyarrow (docs/bulk.md)
	$(BIN)/pip install --quiet --requirement requirements.ray.lock

demo: setup  ## print example 3's month as a table (prepares the base model the first time)
	@$(BIN)/burnfit routine examples/3.json

# A test process for each processor, with one thread for the model: more would wait for each other.
test: check  ## lint, type check, then the whole test suite
	@tests/pages/browser/install.sh
	OMP_NUM_THREADS=1 $(BIN)/python -m pytest --numprocesses=logical --maxprocesses=4 --dist=worksteal

serve: setup  ## the HTTP service on 127.0.0.1:8000, its pages under /docs
	@$(BIN)/burnfit serve

studio: setup  ## smoke test: make a month through `langgraph dev`, then stop (README: how to open Studio)
	$(BIN)/pip install --quiet --requirement tests/studio-requirements.txt
	$(BIN)/python tests/studio.py

eval: setup  ## judge agents and months on held-out requests and sentences; writes docs/evaluation.md
	@$(BIN)/python -m bench.quality --save

bench: setup  ## measure how fast it is, and write docs/benchmark.md
	$(BIN)/pip install --quiet --requirement bench/requirements.txt
	$(BIN)/python -m bench.speed

train: setup  ## train every adapter by its recipe: some hours; replaces models/adapters
	@for recipe in training/recipes/*.toml; do $(BIN)/burnfit train "$$(basename "$$recipe" .toml)" || exit; done

fuzz: setup  ## ask the service what its OpenAPI document allows, and send it broken bodies: takes long
	$(BIN)/python -m bench.fuzz --cases 10000 --bodies 100000

vllm-check: setup  ## compare the answers of a model server with those made here: make vllm-check URL=http://HOST:PORT
	@$(BIN)/python -m bench.remote --url "$(URL)"

sbom: setup  ## write what is installed to sbom.json, in CycloneDX's form
	@$(BIN)/python -m bench.sbom --output sbom.json

audit: setup  ## look the locked packages up among known vulnerabilities; one line where they cannot be reached
	@test -x .venv/audit/bin/pip-audit || { $(PYTHON) -m venv .venv/audit && \
		.venv/audit/bin/pip install --quiet --requirement deploy/requirements.txt; } || \
		{ echo 'audit: pip-audit cannot be installed: the package registry cannot be reached' >&2; exit 0; }
	@deploy/audit.sh .venv/audit/bin/pip-audit requirements.lock || test $$? = 3

check: setup  ## ruff and mypy
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

format: setup  ## let ruff put the code in order
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

# torch's lines: the build for the CPU calls itself 2.13.0+cpu; 2.13.0 takes whichever build is at hand.
lock: setup  ## resolve pyproject.toml into requirements.lock again
	CUSTOM_COMPILE_COMMAND='make lock' $(BIN)/pip-compile --quiet --extra dev --strip-extras --unsafe-package pip \
		--no-emit-index-url --no-emit-find-links --no-emit-trusted-host --no-emit-options \
		--output-file requirements.lock pyproject.toml
	sed -i -E 's/^(torch==[0-9.]+)\+cpu/\1/' requirements.lock

lock-ray: setup  ## write what the extra `ray` needs beside requirements.lock to requirements.ray.lock
	CUSTOM_COMPILE_COMMAND='make lock-ray' $(BIN)/pip-compile --quiet --extra ray --constraint requirements.lock \
		--strip-extras --unsafe-package pip \
		--no-emit-index-url --no-emit-find-links --no-emit-trusted-host --no-emit-options \
		--output-file requirements.ray.lock pyproject.toml
	sed -i -E 's/^(torch==[0-9.]+)\+cpu/\1/' requirements.ray.lock

# The same packages with the hashes of their files, for pip's --require-hashes: docs/operations.md.
hashes: setup  ## write the hashes of the locked packages to requirements.hashes.lock
	CUSTOM_COMPILE_COMMAND='make hashes' $(BIN)/pip-compile --quiet --generate-hashes --strip-extras --unsafe-package pip \
		--no-emit-index-url --no-emit-find-links --no-emit-trusted-host --no-emit-options \
		--output-file requirements.hashes.lock requirements.lock
	$(BIN)/python -m bench.lock_hashes requirements.hashes.lock
