"""A benchmark program as a workload of `pitviper bench`: one iteration is one call of its run(SIZE), with the result checked.

    pitviper bench --function iteration Benchmarks/warmup.py Benchmarks/programs/richards.py
"""
import sys

folder, _, name = sys.argv[1].rpartition("/")
sys.path.insert(0, folder or ".")
program = __import__(name[:-len(".py")])


def iteration():
    result = program.run(program.SIZE)
    if result != program.EXPECTED and repr(result) != repr(program.EXPECTED):
        raise SystemExit("wrong result: %r instead of %r" % (result, program.EXPECTED))
