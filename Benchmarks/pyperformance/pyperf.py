"""Stands in for the module pyperf in pyperformance's programs: times them and prints lines for our harness.

A program makes a Runner and gives it what to measure. Of what it gives, the one named by `choose` is run here and now, in
this process, without calibration and without child processes of its own: so many iterations of so many loops. Each prints
`iteration SECONDS`. All other benchmarks of the program are passed over. `chosen` tells afterwards whether the name occurred.
With no name chosen every benchmark runs once and prints `benchmark NAME SECONDS` instead.

With BENCHMARK_CLOCK=cpu in the environment all times are processor time, of child processes too: on a busy machine real time says
more about the neighbours, and less of it about short iterations. What waits then seems to take no time.

What pyperf does beyond that (statistics, metadata of the machine, result files) is not here; Benchmarks/Sources does it.
"""
import argparse
import asyncio
import os
import platform
import resource
import subprocess
import sys
import time
import types


def _children():
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


if os.environ.get("BENCHMARK_CLOCK") == "cpu":
    perf_counter, _command_clock = time.process_time, _children
else:
    perf_counter = _command_clock = time.perf_counter

_choice = types.SimpleNamespace(name=None, loops=1, iterations=1, found=False)


def choose(name, loops, iterations):
    """Selects what the next Runner measures."""
    _choice.name, _choice.loops, _choice.iterations, _choice.found = name, loops, iterations, False


def chosen():
    return _choice.found


def python_implementation():
    return platform.python_implementation().lower()


def python_has_jit():
    return python_implementation() in ("pypy", "pitviper")


class Runner:
    """What pyperformance's programs use of pyperf's class of this name. Options of pyperf itself are not accepted."""

    def __init__(self, values=None, processes=None, warmups=None, loops=None, min_time=None, metadata=None,
                 program_args=None, add_cmdline_args=None, show_name=True):
        self.metadata = dict(metadata or {})
        self.argparser = argparse.ArgumentParser()
        self.args = None

    def parse_args(self, args=None):
        if self.args is None:
            self.args = self.argparser.parse_args(args)
            # Programs hand these on to pyperf's own machinery.
            self.args.python = sys.executable
        return self.args

    def bench_time_func(self, name, function, *args, inner_loops=None, metadata=None):
        """function(loops, *args) measures itself and returns seconds."""
        return self._measure(name, lambda loops: function(loops, *args))

    def bench_func(self, name, function, *args, inner_loops=None, metadata=None):
        """function(*args) is called once a loop."""
        def seconds(loops):
            repetitions = range(loops)
            start = perf_counter()
            for _ in repetitions:
                function(*args)
            return perf_counter() - start
        return self._measure(name, seconds)

    def bench_async_func(self, name, function, *args, inner_loops=None, metadata=None, loop_factory=None):
        """function(*args) is awaited once a loop; starting and closing the event loop is not measured."""
        async def timed(loops):
            repetitions = range(loops)
            start = perf_counter()
            for _ in repetitions:
                await function(*args)
            return perf_counter() - start

        def seconds(loops):
            if loop_factory is None:
                return asyncio.run(timed(loops))
            with asyncio.Runner(loop_factory=loop_factory) as runner:
                return runner.run(timed(loops))
        return self._measure(name, seconds)

    def bench_command(self, name, command):
        """A process of its own is started and waited for once a loop; its exit status must be 0."""
        def seconds(loops):
            total = 0.0
            for _ in range(loops):
                start = _command_clock()
                subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, check=True)
                total += _command_clock() - start
            return total
        return self._measure(name, seconds)

    def _measure(self, name, seconds):
        self.parse_args()
        if _choice.name is None:
            print("benchmark", name, seconds(1), flush=True)
        elif name == _choice.name:
            _choice.found = True
            for _ in range(_choice.iterations):
                print("iteration", seconds(_choice.loops), flush=True)
