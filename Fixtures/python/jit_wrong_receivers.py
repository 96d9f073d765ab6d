"""Methods of built-in types called with objects of other types, often enough for machine code: TypeError each time, also where
the right receivers came first."""
import random
import re
import signal
from collections import OrderedDict, deque


class Thing:
    ...


class Queue(deque):
    ...


METHODS = [
    (deque.append, (1,)), (deque.popleft, ()), (deque.rotate, (2,)), (deque.clear, ()), (list.append, (1,)), (list.pop, ()),
    (dict.get, (1,)), (dict.setdefault, (1, 2)), (set.add, (1,)), (str.upper, ()), (str.split, ()), (bytes.decode, ()),
    (float.as_integer_ratio, ()), (int.bit_length, ()), (tuple.index, (1,)), (random.Random.random, ()),
    (random.Random.getrandbits, (3,)), (OrderedDict.move_to_end, (1,)),
]


def count_errors(method, receiver, arguments, times):
    errors = 0
    for _ in range(times):
        try:
            method(receiver, *arguments)
        except TypeError:
            errors += 1
    return errors


for method, arguments in METHODS:
    print(method.__qualname__, [count_errors(method, thing, arguments, 300) for thing in (Thing(), None, range(3), Thing)])


def append_to(queue, times):
    errors = 0
    for number in range(times):
        try:
            deque.append(queue, number)
        except TypeError as error:
            errors += 1
            text = type(error).__name__
    return errors and (errors, text)


def rotate(queue, times):
    errors = 0
    for number in range(times):
        try:
            deque.rotate(queue, 1)
        except TypeError:
            errors += 1
    return errors


# One loop, with receivers that fit and that do not.
for queue in (deque(), Queue(), Thing(), deque(maxlen=3), [], Queue(maxlen=2), Thing):
    print(type(queue).__name__, append_to(queue, 500), rotate(queue, 500), len(queue) if hasattr(queue, "__len__") else None)


def group(match, times):
    errors = 0
    for _ in range(times):
        try:
            re.Match.group(match, 0)
        except TypeError:
            errors += 1
    return errors


print([group(match, 300) for match in (re.match("a", "abc"), Thing(), "text", re.compile("a"))])

# The handler that SIGINT has by default raises for every signal that it is given.
signal.signal(signal.SIGUSR1, signal.default_int_handler)
for _ in range(3):
    try:
        signal.raise_signal(signal.SIGUSR1)
    except KeyboardInterrupt as error:
        print("interrupted", error.args)
