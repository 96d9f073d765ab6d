# The commands of this repository. `make help` lists them.
#
# One release configuration is built once and shared by the program and its tests; the trampoline program is
# the only second build, in a folder of its own. swift prints its own progress, so recipes stay silent.
.SILENT:
.DELETE_ON_ERROR:

SWIFT_BUILD := swift build -c release
TRAMPOLINE_FOLDER := .build-trampoline
TRAMPOLINE_PROGRAM := bin/pitviper-vm-trampoline
FUNCTION_ORDER := Sources/pitviper/function-order.txt
FORMATTED := Package.swift Sources Tests Benchmarks/Sources

# The sampler's tests measure rates and shares: they run by themselves, before the others, and keep none from running.
SWIFT_TEST = PITVIPER="$(CURDIR)/bin/pitviper" PITVIPER_TRAMPOLINE_PROGRAM="$(CURDIR)/$(TRAMPOLINE_PROGRAM)" \
	swift test -c release --skip-build --disable-xctest

# Options for the test run, for example TESTS="--filter ViewerTests".
TESTS ?=

.PHONY: help
help: ## Lists the commands
	awk -F ':.*## ' '/^[a-z-]+:.*## /{printf "make %-19s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

.PHONY: apt
apt: ## Installs the Debian packages that are missing
	Tools/install-packages

.PHONY: build
build: apt ## Builds the release program, bin/pitviper with bin/pitviper-tools
	$(SWIFT_BUILD) --product pitviper
	$(SWIFT_BUILD) --product pitviper-tools
	Tools/install-program .build/release/pitviper-tools bin/pitviper-tools
	Tools/install-program .build/release/pitviper bin/pitviper

.PHONY: trampoline
trampoline: apt ## Builds the VM with a dispatch loop instead of tail calls
	PITVIPER_TRAMPOLINE=1 swift build --scratch-path $(TRAMPOLINE_FOLDER) --product pitviper-vm
	Tools/install-program $(TRAMPOLINE_FOLDER)/debug/pitviper-vm $(TRAMPOLINE_PROGRAM)

.PHONY: demo
demo: build ## Profiles a real script and prints the report
	Tools/demo

.PHONY: test
test: build trampoline ## Builds and passes the tests; TESTS="--filter NAME" for some
	$(SWIFT_BUILD) --build-tests
	failed=; $(if $(TESTS),,$(SWIFT_TEST) --filter SamplerTests || failed=yes;) \
	$(SWIFT_TEST) $(or $(TESTS),--skip SamplerTests) || failed=yes; test -z "$$failed"

.PHONY: handlers
handlers: build ## Checks the machine code of the opcode handlers
	Tools/check-handlers bin/pitviper

.PHONY: order
order: build ## Lists anew which functions lie side by side in bin/pitviper
	Tools/order-functions bin/pitviper $(FUNCTION_ORDER)
	rm -f .build/release/pitviper
	$(MAKE) build

.PHONY: order-check
order-check: build ## Checks that this list is of the functions of bin/pitviper
	Tools/order-functions --check bin/pitviper $(FUNCTION_ORDER)

.PHONY: lint
lint: ## Checks formatting, and that the documents name files that exist
	swift format lint --strict --parallel --recursive $(FORMATTED)
	Tools/check-docs

.PHONY: format
format: ## Formats the Swift sources
	swift format --in-place --parallel --recursive $(FORMATTED)

.PHONY: check
check: lint handlers order-check counters test ## All that CI runs: lint, build, handlers, counters, tests

# Options go into ARGS, for example make bench ARGS="--only richards nbody --rounds 5".
.PHONY: bench
bench: build ## Compares the release program with CPython 3.11 and PyPy
	$(SWIFT_BUILD) --product Benchmarks
	.build/release/Benchmarks $(ARGS)

# Fetched from PyPI: not part of any other command. Some: make bench-pyperformance ARGS="--only nbody richards".
.PHONY: bench-warmup
bench-warmup: build ## Measures how the programs warm up on PitViper, CPython and PyPy: one table
	Tools/bench-warmup $(ARGS)

.PHONY: bench-pyperformance
bench-pyperformance: build ## Compares them on pyperformance's programs, which pip fetches
	$(SWIFT_BUILD) --product Benchmarks
	Benchmarks/pyperformance/prepare bin/pyperformance
	.build/release/Benchmarks --driver Benchmarks/pyperformance/driver.py --script bin/pyperformance/programs/* \
	--markdown bin/pyperformance/result.md --no-pypy --no-startup $(ARGS)

# Fetched from PyPI too. Some: make packages ARGS="jinja2 'py*'".
.PHONY: packages
packages: build ## Runs the tests of packages from PyPI and compares with CPython 3.11
	Fixtures/packages/check --markdown bin/packages/result.md "bin/pitviper run" $(ARGS)

# The C functions are compiled with cc. Options: make bench-crossings ARGS="--only calls --rounds 5".
.PHONY: bench-crossings
bench-crossings: build ## Compares calls of C by cffi and ctypes with CPython, PyPy and machine code
	Benchmarks/crossings/compare "bin/pitviper run" $(ARGS)

# Other profilers beside it: make truth-crossings ARGS="--tools VENV --load 2".
.PHONY: truth-crossings
truth-crossings: build ## Profiles a program that calls C and whose shares are known
	Benchmarks/crossings/truth $(ARGS) bin/pitviper

# Fetched from PyPI too.
.PHONY: foreign-packages
foreign-packages: build ## Runs packages that call C by ctypes or cffi and compares with CPython 3.11
	Fixtures/foreign/packages/check "bin/pitviper run" $(ARGS)

# Fetched from PyPI. Some: make cffi-tests ARGS="test_function".
.PHONY: cffi-tests
cffi-tests: build ## Runs cffi's own tests and compares with CPython 3.11
	Fixtures/cffi/check --markdown bin/cffi-tests/result.md "bin/pitviper run" $(ARGS)

# Debian's and PyPI's readers are installed. Another recording: make check-exports ARGS="--recording FILE".
.PHONY: check-exports
check-exports: build ## Exports a recording to every format and opens it with the real readers
	Fixtures/exports/check bin/pitviper --markdown bin/exports.md $(ARGS)

# Another recording: make check-page ARGS="--recording FILE". Screenshots are in bin/html.
.PHONY: check-page
check-page: build ## Uses the HTML page of a recording in headless Chromium
	Fixtures/html/check bin/pitviper $(ARGS)

# Another recording: make bench-exports ARGS="--recording FILE --formats perfetto".
.PHONY: bench-exports
bench-exports: build ## Measures every export of a generated recording of 10 million samples
	$(SWIFT_BUILD) --product recording-writer
	Fixtures/exports/measure bin/pitviper .build/release/recording-writer $(ARGS)

# Options: make bench-viewer ARGS="--samples 1000000 --keep /tmp/huge.pitviper".
.PHONY: check-viewer
check-viewer: build ## Presses every key of the viewer in tmux, shows hostile, old and growing recordings
	$(SWIFT_BUILD) --build-tests
	PITVIPER_CHECK_VIEWER=1 $(SWIFT_TEST) --filter "ViewerTests|TerminalTests"

.PHONY: bench-viewer
bench-viewer: build ## Measures the viewer on a generated recording of 10 million samples
	$(SWIFT_BUILD) --product recording-writer
	Tools/bench-viewer $(ARGS) bin/pitviper .build/release/recording-writer

.PHONY: counters
counters: build ## Checks what the JIT does in some benchmark programs against Benchmarks/counters
	Tools/check-counters bin/pitviper

# Measures for six minutes. A fifth of it: make gate-truth ARGS="--scale 0.2 --pool 24".
.PHONY: gate-truth
gate-truth: build ## Counts false alarms of the gate, and the planted regressions that it finds
	Fixtures/gate/truth --markdown bin/gate-truth.md $(ARGS) bin/pitviper-tools

.PHONY: talk
talk: build ## Measures the talk's examples on CPython, PitViper and PyPy
	$(SWIFT_BUILD) --product Benchmarks
	.build/release/Benchmarks --talk $(ARGS)

# One module, or the groups of what is not listed: make conformance ARGS="--suggest test_dict".
.PHONY: conformance
conformance: build ## Runs CPython's own tests and compares with the known failures
	Tools/install-packages libpython3.11-testsuite
	Fixtures/conformance/check "bin/pitviper run" $(ARGS)

.PHONY: clean
clean: ## Removes everything that was built
	rm -rf .build $(TRAMPOLINE_FOLDER) bin
