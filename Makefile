# Everything a person needs to know: demo, test, check, fix, bench, serve, docs, lock.
VENV := .venv
BIN := $(VENV)/bin

.PHONY: env test
env: $(VENV)/user.stamp
$(VENV)/user.stamp: requirements.lock pyproject.toml
	@echo "== setting up $(VENV)"
	@test -x $(BIN)/uv || { python3 -m venv $(VENV) && $(BIN)/pip -q install uv; }
	@$(BIN)/uv pip install -q --python $(BIN)/python --require-hashes -r requirements.lock
	@$(BIN)/uv pip install -q --python $(BIN)/python --no-deps -e .
	@touch $@

$(VENV)/dev.stamp: $(VENV)/user.stamp requirements-dev.lock
	@$(BIN)/uv pip install -q --python $(BIN)/python --require-hashes -r requirements-dev.lock
	@touch $@

test: $(VENV)/dev.stamp
	$(BIN)/python -m pytest -q
