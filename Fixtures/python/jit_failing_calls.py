# Native calls with effects that fail now and then, caught in recorded frames: first failing, first succeeding, in turns.
from collections import OrderedDict, deque


def touch(table, key):
    try:
        table.move_to_end(key)
        return table[key]
    except KeyError:
        table[key] = key * 2
        if len(table) > 20:
            table.popitem(last=False)
        return -1


def recent(n, spread):
    table = OrderedDict()
    hits = 0
    for i in range(n):
        if touch(table, i * i % spread) >= 0:
            hits += 1
    return hits, list(table.items())[-3:]


print(recent(300, 7), recent(300, 31), recent(300, 1000))


def keeps(n, first):
    """The variable keeps what it held when the call fails."""
    numbers = set(range(0, n, 2))
    table = {i: -i for i in range(0, n, 3)}
    items = list(range(0, n, 5))
    out = []
    for i in range(first, n):
        value = "before"
        try:
            value = numbers.remove(i)
            value = table.pop(i)
            value = items.index(i)
            value = items.remove(i)
            value = "all"
        except KeyError as error:
            out.append((i, value, error.args, error.__traceback__.tb_lineno - keeps.__code__.co_firstlineno))
        except ValueError as error:
            out.append((i, value, str(error)))
        else:
            out.append((i, value))
    return out[:12] + out[-6:], len(numbers), len(table), len(items)


print(keeps(120, 0))
print(keeps(121, 1))


def inner(queue, text):
    if len(text) % 3 == 0:
        queue.popleft()
    return int(text, 10)


def middle(queue, text, log):
    try:
        return inner(queue, text)
    finally:
        log.append(len(text))


def outer(n):
    queue, log, out = deque(), [], []
    for i in range(n):
        text = "1" * (i % 5) + ("x" if i % 4 == 0 else "")
        try:
            out.append(middle(queue, text, log))
            queue.append(i)
        except ValueError as error:
            out.append(str(error)[-4:])
        except IndexError as error:
            out.append(error.args[0])
            queue.extend((i, i))
    return out[-20:], sum(log), len(queue)


print(outer(200))


def produce(stack, n):
    for i in range(n):
        try:
            yield stack.pop(i % 6)
        except IndexError:
            stack.extend((i, -i))
            yield None


def consume(n):
    stack = [1, 2, 3]
    return [item for item in produce(stack, n)][-12:], stack


print(consume(150))


class Guarded:
    def __init__(self, allowed):
        self.allowed = allowed

    def __getitem__(self, key):
        return self.allowed.index(key)


def look(n):
    guarded, missing, total = Guarded([3, 1, 4, 5, 9, 2, 6]), 0, 0
    for i in range(n):
        try:
            total += guarded[i % 12]
        except (ValueError, KeyError):
            missing += 1
        if i == n - 20:
            guarded.allowed = (1, 2)
    return total, missing


print(look(200))


def general(n):
    """Calls that may run Python code."""
    class Key:
        def __init__(self, number):
            self.number = number

        def __hash__(self):
            if self.number % 7 == 3:
                raise TypeError("no hash")
            return self.number

        def __eq__(self, other):
            return self.number == other.number

    seen, out = {}, 0
    for i in range(n):
        key = Key(i % 11)
        try:
            out += seen[key]
        except KeyError:
            seen[key] = 1
        except TypeError as error:
            out -= len(str(error))
    return out, len(seen)


print(general(200))


def operators(n):
    """Operators that always fail, in place and not."""
    out = []
    for i in range(n):
        for x, y in ((1.5, 3), (3, 1.5), ([1], 2.5), (2, "a"), ({1}, [1]), (7, 0), (1, -1), ("%d", "x")):
            for k in range(7):
                z = x
                try:
                    if k == 0:
                        z &= y
                    elif k == 1:
                        z = x & y
                    elif k == 2:
                        z <<= y
                    elif k == 3:
                        z = x >> y
                    elif k == 4:
                        z @= y
                    elif k == 5:
                        z %= y
                    else:
                        z -= y
                    out.append(z)
                except (TypeError, ZeroDivisionError, ValueError) as error:
                    out.append(str(error))
    return out[-56:]


for one in operators(30):
    print(one)
