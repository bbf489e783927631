# `make demo` and `make test` are all that a fresh machine with Python 3.11+ needs.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.PHONY: demo test lint docs schemas benchmark clean

demo: $(VENV)/.demo ## Render every blueprint into output/ and check the result
	$(BIN)/vmssgen render blueprints -o output
	$(BIN)/vmssgen validate blueprints
	@echo
	@echo "Look at output/linux-custom-script.json beside blueprints/linux-custom-script.yaml, then try:"
	@echo "  $(BIN)/vmssgen show blueprints/linux-custom-script.yaml"
	@echo "  $(BIN)/vmssgen init my.yaml && $(BIN)/vmssgen render my.yaml"
	@echo "and read docs/index.md."

test: $(VENV)/.test ## Run the tests
	$(BIN)/python -m pytest -n auto

lint: $(VENV)/.test ## Run the linters
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy

docs: $(VENV)/.test ## Write the pages that are made from the source
	$(BIN)/python docs/reference.py
	$(BIN)/python docs/rules.py

schemas: ## Derive the schemas of resource types from the Azure SDK packages
	test -x .venv-schemas/bin/python || $(PYTHON) -m venv .venv-schemas
	.venv-schemas/bin/python -m pip install --quiet --disable-pip-version-check --editable . \
		--requirement generator/arm/schemas/sdk-requirements.txt
	.venv-schemas/bin/python -m generator.arm.schemas.derive

benchmark: $(VENV)/.test ## Measure speed and memory
	$(BIN)/python -m pytest tests/benchmarks --benchmark-only
	$(BIN)/python tests/benchmarks/whole_process.py
	$(BIN)/python tests/benchmarks/deployment.py

clean: ## Remove what make has made
	rm -rf $(VENV) dist .mypy_cache .pytest_cache .ruff_cache .hypothesis .benchmarks

$(VENV)/.demo: pyproject.toml
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable .
	@touch $@

$(VENV)/.test: pyproject.toml
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[test]'
	@touch $@ $(VENV)/.demo
