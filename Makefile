# Everything a person types here. `make` alone explains itself.
#
#   ARGS="..."          handed to pytest by `make test`, e.g. make test ARGS="tests/unit -x"
#   PYTHON=/path/to/py  the interpreter .venv is made from
#   NO_APT=1            never install system packages, only say which are missing

.DEFAULT_GOAL := help
.PHONY: help setup demo test test-vllm check bench lock docker-base clean

BIN := .venv/bin

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' Makefile

setup: ## Make .venv from the hashed requirements, and the sandbox program where it may
	@sh scripts/setup.sh

demo: setup ## Take examples/ledgerkeeper to Python 3.12 and show what came out
	@sh scripts/demo.sh

test: setup ## Run all tests; what cannot run here is skipped and said
	@$(BIN)/python -m pytest $(ARGS)

test-vllm: setup ## Tests on a real vLLM with no GPU; sets one up (2.5 GB in ~/.cache, minutes)
	@PYTHON=$(BIN)/python sh scripts/vllm-env.sh >/dev/null
	@$(BIN)/python -m pytest -n 0 tests/vllm $(ARGS)

check: setup ## Lint, format, types, layers, complete documentation
	@status=0; \
	$(BIN)/ruff check --quiet --output-format concise . || status=1; \
	$(BIN)/ruff format --quiet --check --output-format concise . || status=1; \
	$(BIN)/mypy --no-error-summary || status=1; \
	$(BIN)/lint-imports --no-cache >.check.log 2>&1 || { cat .check.log; status=1; }; \
	if [ -d tests/unit/docs ]; then $(BIN)/python -m pytest -q tests/unit/docs || status=1; fi; \
	rm -f .check.log; exit $$status

bench: setup ## Recipes against 2to3, the survey, dialects against an oracle (minutes)
	@for bench in recipes_vs_2to3 survey dialect_oracle; do \
		echo "== $$bench"; $(BIN)/python -m benchmarks.$$bench || exit 1; \
	done

lock: setup ## Pin requirements/*.txt anew from pyproject.toml
	@sh scripts/lock.sh

docker-base: ## Make the image the Docker sandbox's tests run on (root, debootstrap, Docker)
	@sh scripts/docker-base.sh

clean: ## Remove what make made: .venv, caches, demo-out
	@rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis demo-out dist build
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +
