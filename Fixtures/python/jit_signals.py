# A signal handler that runs, raises or changes things while a loop is hot; KeyboardInterrupt out of a hot loop.
import os
import signal
import sys

# A shell's background jobs ignore SIGINT.
signal.signal(signal.SIGINT, signal.default_int_handler)
hits = []


def note(number, frame):
    hits.append(frame.f_code.co_name)


def waiting(kind):
    before = len(hits)
    spins = 0
    os.kill(os.getpid(), kind)
    while len(hits) == before:
        spins += 1
    return spins >= 0


signal.signal(signal.SIGUSR1, note)
print([waiting(signal.SIGUSR1) for _ in range(5)], set(hits))

flag = False


def set_flag(number, frame):
    global flag
    flag = True


def until_flag():
    count = 0
    while not flag:
        count += 1
    return count > 0


signal.signal(signal.SIGALRM, set_flag)
signal.setitimer(signal.ITIMER_REAL, 0.05)
print(until_flag(), flag)


class Stop(Exception):
    pass


def stop(number, frame):
    raise Stop(frame.f_code.co_name)


def helper(x):
    return x + 1


def forever():
    x = 0
    while True:
        x = helper(x) & 0xFFFF


def nested_forever():
    while True:
        for i in range(1000):
            for j in range(10):
                pass


def generator_forever():
    def numbers():
        n = 0
        while True:
            yield n
            n += 1
    total = 0
    for n in numbers():
        total ^= n


signal.signal(signal.SIGALRM, stop)
for function in (forever, nested_forever, generator_forever):
    try:
        signal.setitimer(signal.ITIMER_REAL, 0.05)
        function()
    except Stop as error:
        print(function.__name__, "stopped", error.args[0] in ("forever", "helper", "nested_forever", "generator_forever", "numbers"))


def cleaned():
    try:
        forever()
    finally:
        print("cleaned")


try:
    signal.setitimer(signal.ITIMER_REAL, 0.05)
    cleaned()
except Stop:
    print("out")

signal.signal(signal.SIGALRM, lambda number, frame: os.kill(os.getpid(), signal.SIGINT))
try:
    signal.setitimer(signal.ITIMER_REAL, 0.05)
    forever()
except KeyboardInterrupt:
    print("interrupted")

sys.exit(3)
