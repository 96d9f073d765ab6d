"""Iterates one of pyperformance's benchmarks inside this process and prints what each iteration took.

    driver.py DESCRIPTION ITERATIONS    for the harness: the lines of Benchmarks/driver.py
    driver.py DESCRIPTION               every benchmark of that program once: `benchmark NAME SECONDS`

DESCRIPTION is a file of lines `key = value` that `prepare` writes: `path` of the program, the `packages` it may import, its
`arguments` (separated by blanks), the `name` of the benchmark and how many `loops` make an iteration.
"""
import os
import runpy
import sys

HERE = os.path.dirname(os.path.abspath(__file__))


def peak_kilobytes():
    with open("/proc/self/status") as status:
        for line in status:
            if line.startswith("VmHWM:"):
                return int(line.split()[1])
    return 0


def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        description = dict(line.rstrip("\n").split(" = ", 1) for line in file)
    path = description["path"]
    sys.path[:1] = [os.path.dirname(path), HERE, description["packages"]]
    import pyperf
    if len(sys.argv) > 2:
        pyperf.choose(description["name"], int(description["loops"]), int(sys.argv[2]))
    sys.argv[:] = [path] + description["arguments"].split()
    runpy.run_path(path, run_name="__main__")
    if pyperf.chosen():
        print("peak", peak_kilobytes())
        print("done")


# A pool of processes that is started by spawning imports this file again.
if __name__ == "__main__":
    main()
