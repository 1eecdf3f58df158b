# Two commands are enough: `make demo` runs the main job, `make test` passes the tests.
# Both make their own environment in .venv from the locked packages; nothing else is touched.
PYTHON ?= python3
BIN := .venv/bin
SHELL := /bin/sh

.PHONY: demo test lint check bench chaos screenshot lock clean

demo: .venv/runtime.stamp
	@exec $(BIN)/bangban demo $(ARGS)

test: .venv/dev.stamp
	$(BIN)/python -m pytest --numprocesses=auto --dist=worksteal $(ARGS)

lint: .venv/dev.stamp
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache

check: lint test

# Ours beside what users would otherwise take: benchmarks/answers.py says what can be asked for in ARGS.
bench: .venv/bench.stamp
	OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1 $(BIN)/python -m benchmarks.answers $(ARGS)

# Four relays, 4,000 messages, 120 kills, on both databases: minutes on two cores.
chaos: .venv/dev.stamp
	$(BIN)/python -m pytest tests/chaos/test_killed_relays.py --full-size --durations=0 $(ARGS)

# The picture of the README: a real run of the sandbox in a headless Chromium.
screenshot: .venv/dev.stamp
	$(BIN)/python -m docs.screenshot

.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "bangban needs Python 3.11 or newer; try: make $(MAKECMDGOALS) PYTHON=python3.12" >&2; exit 2; }
	$(PYTHON) -m venv .venv

.venv/runtime.stamp: requirements.lock pyproject.toml | .venv/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

.venv/dev.stamp: requirements-dev.lock .venv/runtime.stamp
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	@touch $@

.venv/bench.stamp: requirements-bench.lock .venv/runtime.stamp
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-bench.lock
	@touch $@

# Re-pins every package, with hashes and without index addresses.
lock:
	uv pip compile pyproject.toml --extra build --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --quiet -o requirements.lock
	uv pip compile pyproject.toml --extra build --extra dev --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --quiet -c requirements.lock -o requirements-dev.lock
	uv pip compile pyproject.toml --extra build --extra bench --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --quiet -c requirements-dev.lock -o requirements-bench.lock

clean:
	rm -rf .venv var
