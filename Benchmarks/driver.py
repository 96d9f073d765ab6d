"""Iterates one benchmark program inside this process and prints what each iteration took.

    driver.py PROGRAM ITERATIONS

PROGRAM is a file that defines run(n), SIZE and EXPECTED. Prints lines for the harness: `iteration SECONDS` for each
call of run(SIZE), `peak KILOBYTES` (the most memory resident so far, from /proc) and `done`. A wrong result prints
`wrong` with both values and exits with status 3. Compiling the program is not part of any iteration.

Uses only what the smallest interpreter must have, so that it measures programs and not itself.
"""
import sys
import time


def peak_kilobytes():
    with open("/proc/self/status") as status:
        for line in status:
            if line.startswith("VmHWM:"):
                return int(line.split()[1])
    return 0


def main():
    path, iterations = sys.argv[1], int(sys.argv[2])
    folder, _, name = path.rpartition("/")
    sys.path.insert(0, folder or ".")
    program = __import__(name[:-len(".py")])
    for _ in range(iterations):
        start = time.perf_counter()
        result = program.run(program.SIZE)
        seconds = time.perf_counter() - start
        if repr(result) != repr(program.EXPECTED):
            print("wrong", repr(result), "instead of", repr(program.EXPECTED))
            sys.exit(3)
        print("iteration", seconds, flush=True)
    print("peak", peak_kilobytes())
    print("done")


main()
