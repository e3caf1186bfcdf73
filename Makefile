# Python, git and make are all that this needs; `make check` needs npm too. `make run` starts Hush, `make test` tests it.
PYTHON := .venv/bin/python
PIP := $(PYTHON) -m pip install --quiet --disable-pip-version-check
UV ?= uv

.PHONY: install dev run test faults soak bench check check-python check-page types lock docs image screenshots clean

install: .venv/run.stamp
dev: .venv/dev.stamp

run: .venv/run.stamp
	@exec .venv/bin/hush run

# all of it takes two workers a core; ARGS="-k founding -x" for a part, which takes one process
test: .venv/dev.stamp
	@.ci/find-chromium >/dev/null
	@$(PYTHON) -m pytest -n auto --dist loadgroup $(ARGS)

# the random tests of `make test`, far longer: every order of arrival, kill -9 at random points, forgeries, fuzzing, faults
faults: .venv/dev.stamp
	@HUSH_RUNS=500 HUSH_KILLS=200 HUSH_FORGERIES=10000 HUSH_FAULTS=10000 HYPOTHESIS_PROFILE=large $(PYTHON) -m pytest \
		tests/bot/pipeline/test_any_order.py tests/bot/test_kills.py tests/bot/web/test_forgeries.py tests/test_fuzzing.py \
		tests/rules/test_text.py tests/rules/test_similarity.py tests/bot/platforms/discord/gateway/test_frames.py tests/faults $(ARGS)

# a million accounts: 43 minutes
soak: .venv/dev.stamp
	@PYTHONPATH=.:tests $(PYTHON) tests/faults/soak.py

# speed and memory beside their bounds: a quarter of an hour; ARGS="--only replay" and the like for a part
bench: .venv/dev.stamp .venv-peer/peer.stamp
	@.venv/bin/hush bench $(ARGS)

check: check-python check-page

check-python: .venv/dev.stamp
	@.venv/bin/ruff check
	@.venv/bin/ruff format --check
	@.venv/bin/mypy
	@.venv/bin/lint-imports

# the page's JavaScript; the page itself is served as it is written, and needs none of this
check-page: node_modules/check.stamp
	@node_modules/.bin/biome check --error-on-warnings
	@node_modules/.bin/tsc

# what the page's JavaScript knows of the server's models
types: .venv/run.stamp
	@$(PYTHON) tools/page_types.py

# FLAGS="--network host" for the build
image:
	@.ci/image $(FLAGS)

# needs uv and npm (docs/decisions.md says why)
lock:
	$(UV) pip compile $(LOCK_FLAGS) --extra build --output-file requirements/run.lock pyproject.toml
	$(UV) pip compile $(LOCK_FLAGS) --extra build --extra dev --constraint requirements/run.lock --output-file requirements/dev.lock pyproject.toml
	$(UV) pip compile $(LOCK_FLAGS) --constraint requirements/run.lock --output-file requirements/peer.lock requirements/peer.in
	npm install --package-lock-only
	node --eval '$(NO_ADDRESSES)'
LOCK_FLAGS := --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate
# npm notes where each package asks for money
NO_ADDRESSES := const fs = require("fs"), lock = JSON.parse(fs.readFileSync("package-lock.json")); \
	for (const each of Object.values(lock.packages)) delete each.funding; \
	fs.writeFileSync("package-lock.json", JSON.stringify(lock, null, 2) + "\n")

# the pages and pictures in docs/ that are made from the code
docs: .venv/run.stamp
	@$(PYTHON) -m tools.docs

# FOLDER=docs/images to renew the README's
FOLDER ?= data/screenshots
screenshots: .venv/dev.stamp
	@$(PYTHON) tools/screenshots.py $(FOLDER)

clean:
	rm -rf .venv .venv-peer node_modules .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
	find bot rules tests -name __pycache__ -type d -prune -exec rm -rf {} +

# A stamp is touched last, so that an interrupted set-up begins again.
.venv/made.stamp:
	@python=$$(.ci/find-python) && echo "Setting up .venv with $$python (once)" && "$$python" -m venv --clear .venv && touch $@

.venv/run.stamp: requirements/run.lock pyproject.toml .venv/made.stamp
	@$(PIP) --require-hashes -r $<
	@$(PIP) --no-deps --no-build-isolation -e .
	@touch $@

.venv/dev.stamp: requirements/dev.lock .venv/run.stamp
	@$(PIP) --require-hashes -r $<
	@touch $@

node_modules/check.stamp: package-lock.json package.json
	@command -v npm >/dev/null || { echo 'Hush: make check needs npm for the page, and there is none. Install Node.js 18 or newer and try again.' >&2; exit 1; }
	@npm ci --silent
	@touch $@

# what the benchmarks compare Hush with, apart from what Hush needs
.venv-peer/peer.stamp: requirements/peer.lock .venv/made.stamp
	@$(PYTHON) -m venv --clear .venv-peer
	@.venv-peer/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r $<
	@touch $@
