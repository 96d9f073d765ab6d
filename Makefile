# The commands of this repository.
.PHONY: bench

# Compares the release program with CPython 3.11 and PyPy. Options go into ARGS, for example
#   make bench ARGS="--only richards nbody --rounds 5"
bench:
	swift build -c release --product Benchmarks
	.build/release/Benchmarks $(ARGS)
