"""Runs a package's tests with pytest on the program under test and writes an event per test; `check` starts it.

    runner.py EVENTS DONE SEARCH-PATH WORD...

EVENTS is appended to: `start TEST`, then `passed|failed|error|skipped TEST REASON`, separated by tabs; `collected NUMBER` comes
before, `end` after. Tests named in DONE are left out: so a run goes on after a test that ended the process. SEARCH-PATH is
separated by colons; the words are pytest's.
"""
import sys


class Recorder:
    """A plugin of pytest."""

    def __init__(self, events, done):
        self.events = open(events, "a", encoding="utf-8")
        with open(done, encoding="utf-8") as file:
            self.done = set(file.read().splitlines())
        self.outcomes = {}

    def write(self, *fields):
        # Identifiers may hold whatever a parameter held, lone surrogates too.
        line = "\t".join(str(field).encode("ascii", "backslashreplace").decode().replace("\n", " ") for field in fields)
        self.events.write(line + "\n")
        self.events.flush()

    def pytest_collectreport(self, report):
        if report.failed:
            self.write("error", report.nodeid + " (collecting)", str(report.longrepr).strip().splitlines()[-1][:200])

    def pytest_collection_modifyitems(self, items):
        names = [ascii(item.nodeid)[1:-1] for item in items]
        items[:] = [item for item, name in zip(items, names) if name not in self.done]
        self.write("collected", len(items))

    def pytest_runtest_logstart(self, nodeid):
        self.write("start", ascii(nodeid)[1:-1])

    def pytest_runtest_logreport(self, report):
        name = ascii(report.nodeid)[1:-1]
        if report.failed:
            reason = str(report.longrepr).strip().splitlines()[-1][:200]
            self.outcomes[name] = ("failed" if report.when == "call" else "error", reason)
        elif report.skipped:
            # An expected failure counts as passed.
            self.outcomes.setdefault(name, ("passed" if hasattr(report, "wasxfail") else "skipped", ""))
        elif report.when == "call":
            self.outcomes.setdefault(name, ("passed", ""))
        if report.when == "teardown":
            outcome, reason = self.outcomes.pop(name, ("passed", ""))
            self.write(outcome, name, reason)


def main():
    events, done, search_path, *words = sys.argv[1:]
    sys.path[:1] = search_path.split(":")
    import pytest
    recorder = Recorder(events, done)
    # Assertions are left as they are written, and warnings do not count. A file whose own requirements are not there is an error
    # on CPython as well, and the others are run.
    options = ["--assert=plain", "--tb=native", "-q", "-p", "no:cacheprovider", "--continue-on-collection-errors"]
    pytest.main(options + ["-o", "addopts=", "-o", "filterwarnings="] + words, [recorder])
    recorder.write("end")


# Pools of processes that are started by spawning import this file again.
if __name__ == "__main__":
    main()
