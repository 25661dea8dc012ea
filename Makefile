# Everything that one needs on a bare machine; the work is done by iza_portal/local/.
PYTHON ?= python3
PORT ?= 8000
ARGS ?=
ONLY ?=
COMPILE = .venv/bin/python -m uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header
export PORT ARGS ONLY

.PHONY: demo demo-reset test bench lock

demo: ## The portal with its demonstration, on http://127.0.0.1:8000 (PORT= for another)
	@exec $(PYTHON) iza_portal/local/prepare.py demo

demo-reset: ## Throw away what was written in the demonstration; the next `make demo` begins anew
	@exec $(PYTHON) iza_portal/local/prepare.py demo --reset

test: ## Everything that is checked (ARGS= for pytest)
	@exec $(PYTHON) iza_portal/local/prepare.py suite

bench: ## The measurements, one JSON object a line (ONLY= what begins so)
	@exec $(PYTHON) iza_portal/local/prepare.py bench

lock: ## The lock files anew from pyproject.toml (after a `make demo`); they name no index
	$(COMPILE) pyproject.toml -o requirements.lock
	$(COMPILE) pyproject.toml --extra local -c requirements.lock -o requirements-local.lock
	$(COMPILE) pyproject.toml --extra local --extra test -c requirements-local.lock -o requirements-test.lock
