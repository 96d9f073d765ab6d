"""Iterates one program in this process: driver.py ROUTE PROGRAM COUNT ITERATIONS LIBRARY

Prints the processor time of each iteration in seconds, one a line. A wrong result ends it with status 3.
"""
import sys
import time

route, program, count, iterations, library = sys.argv[1:]
run, expected = getattr(__import__(route + "_programs"), program)(library, int(count))
for _ in range(int(iterations)):
    start = time.process_time()
    result = run()
    seconds = time.process_time() - start
    if result != expected:
        print("wrong:", result, "instead of", expected)
        sys.exit(3)
    print(seconds, flush=True)
