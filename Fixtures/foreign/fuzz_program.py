"""What the program under test runs: fuzz_program.py ROUTE FIRST COUNT RESULTS

Runs the cases FIRST… of a route (cffi or ctypes), each made from its number alone, and appends to the file RESULTS a line
"begin NUMBER" before a case and "end NUMBER OUTCOME…" after it; OUTCOME is a value or the exception that was raised.
A case may raise any Exception; nothing else may happen.
"""
import os
import random
import re
import sys


def main():
    route, first, count, path = sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), sys.argv[4]
    sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
    case = __import__("fuzz_" + route).case
    results = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o666)
    for number in range(first, first + count):
        os.write(results, b"begin %d\n" % number)
        outcome = []

        def attempt(action, *arguments):
            try:
                value = action(*arguments)
            except Exception as error:
                outcome.append("%s: %s" % (type(error).__name__, str(error)[:120]))
                return None
            outcome.append("%s %s" % (type(value).__name__, repr(value)[:120]))
            return value

        attempt(case, random.Random(number), attempt)
        text = re.sub(r"0x[0-9a-f]+", "0x", "\t".join(outcome)).encode("ascii", "backslashreplace").replace(b"\n", b" ")
        os.write(results, b"end %d\t%s\n" % (number, text))


main()
