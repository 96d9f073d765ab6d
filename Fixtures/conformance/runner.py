"""Runs one module of CPython's test suite and writes down what became of each test case.

    runner.py MODULE EVENTS [DONE]      run the cases, except those whose names are lines of the file DONE
    runner.py --list MODULE             print the names of the cases

This is what the program under test runs; the harness beside it, `check`, starts it and reads the file EVENTS, to which a line of
fields separated by tabs is added when it happens, so that it is complete if the process dies:

    start   NAME
    end     NAME    OUTCOME     REASON
    group   NAME    OUTCOME     REASON      all cases whose names begin so: their class or module could not be set up

OUTCOME is passed, failed, error or skipped. A case that fails in a sub-test has failed. Tracebacks go to standard error.
Resources that cost much (network, large files, long arithmetic) are off, as they are in CPython's own runner by default.
"""
import glob
import importlib
import os
import sys
import traceback
import types
import unittest
from test import support

# Some tests replace these in their modules.
open_file, write_file, close_file, process = os.open, os.write, os.close, os.getpid


class Recorder(unittest.TestResult):
    """Writes an event when a case starts and ends. Forked children of a test write nothing."""

    def __init__(self, path):
        super().__init__()
        self.path = path
        self.owner = process()
        self.outcome = None

    def write(self, *fields):
        if process() != self.owner:
            return
        line = "\t".join(" ".join(field.split()) for field in fields) + "\n"
        file = open_file(self.path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o666)
        write_file(file, line.encode("utf-8", "backslashreplace"))
        close_file(file)

    def startTest(self, test):
        self.outcome = ("passed", "")
        self.write("start", test.id())

    def stopTest(self, test):
        self.write("end", test.id(), *self.outcome)
        self.outcome = None

    def settle(self, test, outcome, reason):
        """The first thing that goes wrong in a case counts; outside a case it concerns its class or module."""
        reason = reason[:300]
        if self.outcome is None:
            self.write("group", test.id().partition("(")[2].rstrip(")") or test.id(), outcome, reason)
        elif self.outcome[0] in ("passed", "skipped"):
            self.outcome = (outcome, reason)

    def settle_exception(self, test, outcome, error):
        text = "".join(traceback.format_exception(*error))
        print("%s: %s\n%s" % (outcome.upper(), test.id(), text), file=sys.__stderr__, flush=True)
        self.settle(test, outcome, "".join(traceback.format_exception_only(*error[:2])))

    def addError(self, test, error):
        self.settle_exception(test, "error", error)

    def addFailure(self, test, error):
        self.settle_exception(test, "failed", error)

    def addSubTest(self, test, subtest, error):
        if error is not None:
            self.settle_exception(test, "failed" if issubclass(error[0], test.failureException) else "error", error)

    def addSkip(self, test, reason):
        if self.outcome is None or self.outcome[0] == "passed":
            self.settle(test, "skipped", reason)

    def addUnexpectedSuccess(self, test):
        self.settle(test, "failed", "unexpected success")


def cases(suite):
    for item in suite:
        if isinstance(item, unittest.TestSuite):
            yield from cases(item)
        else:
            yield item


def without(suite, names):
    """The suite with the same nesting, on which set-up of classes depends, but without the cases of these names."""
    kept = [without(item, names) if isinstance(item, unittest.TestSuite) else item for item in suite]
    return unittest.TestSuite(item for item in kept if isinstance(item, unittest.TestSuite) or item.id() not in names)


def has_no_columns():
    """Whether code objects know no columns. support's own function asks a module in C for the option -X no_debug_ranges and skips
    the whole test module where there is none."""
    return all(column is None for *_, column in has_no_columns.__code__.co_positions())


def run(module_name, execute):
    """Loads the module and hands its suites to `execute`; a module with a main function of its own does that itself."""
    support.has_no_debug_ranges = has_no_columns
    if module_name == "test_ctypes" and sys.implementation.name != "cpython":
        # The module in C only names the library with the functions that the tests call; what it needs of CPython is in another.
        import ctypes
        ctypes.CDLL(os.environ["CTYPES_TEST_SYMBOLS"], ctypes.RTLD_GLOBAL)
        sys.modules["_ctypes_test"] = stand_in = types.ModuleType("_ctypes_test")
        (stand_in.__file__,) = glob.glob(os.path.dirname(os.__file__) + "/lib-dynload/_ctypes_test.*.so")
    module = importlib.import_module("test." + module_name)
    loader = unittest.TestLoader()
    if module_name == "test_datetime":
        # It runs its cases with and without _datetime and does not expect that a Python has none.
        load = module.import_fresh_module
        module.import_fresh_module = lambda *names, **options: load(*names, **options) or types.ModuleType("absent")
    if not hasattr(module, "test_main"):
        return execute(loader.loadTestsFromModule(module))

    def run_classes(*classes):
        execute(unittest.TestSuite(loader.loadTestsFromTestCase(item) for item in classes))

    def run_examples(examined, verbosity=None, optionflags=0):
        import doctest
        execute(doctest.DocTestSuite(examined, optionflags=optionflags))

    for target in (support, module):
        target.run_unittest, target.run_doctest = run_classes, run_examples
    module.test_main()


def main(arguments):
    support.use_resources = ()
    support.verbose = False
    if arguments[0] == "--list":
        run(arguments[1], lambda suite: [print(case.id()) for case in cases(suite)])
        return
    done = set()
    if len(arguments) > 2:
        with open(arguments[2], encoding="utf-8") as file:
            done.update(file.read().splitlines())
    recorder = Recorder(arguments[1])
    try:
        run(arguments[0], lambda suite: without(suite, done).run(recorder))
    except unittest.SkipTest as skip:
        recorder.write("group", "test." + arguments[0], "skipped", str(skip))


if __name__ == "__main__":
    main(sys.argv[1:])
