# Everything a newcomer, a developer or CI does. Needs Python >= 3.11 and make, nothing else.
PYTHON ?= python3
BIN := .venv/bin
SET := requirements.lock
TESTSET := requirements-test.lock

.PHONY: demo install test lint bench soak locks clean

# The two stamps say which locked set the virtual environment holds; a changed lock installs again.
.venv/runtime: $(SET) pyproject.toml
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r $(SET)
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

.venv/test: .venv/runtime $(TESTSET)
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r $(TESTSET)
	@touch $@

demo: .venv/runtime
	$(BIN)/catalog demo

install: .venv/test

test: .venv/test lint
	$(BIN)/python -m pytest -n 2 $(PYTEST)

lint: .venv/test
	$(BIN)/ruff check catalog tests migrations wsgi.py
	$(BIN)/ruff format --check catalog tests migrations wsgi.py
	$(BIN)/mypy
	$(BIN)/lint-imports --config setup.cfg

bench: .venv/test
	$(BIN)/python -m tests.bench $(ONLY)

soak: .venv/test
	$(BIN)/python -m pytest tests/soak -p no:cacheprovider -s --run-soak $(PYTEST)

locks:
	$(BIN)/uv pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-header --python-version 3.11 -o $(SET) pyproject.toml
	$(BIN)/uv pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-header --python-version 3.11 --extra test -o $(TESTSET) pyproject.toml

clean:
	rm -rf .venv build instance *.egg-info
