# Variables deleted, unbound or bound only on some rounds of a hot loop.
def deleted(n):
    missing = total = 0
    for i in range(n):
        x = i
        if i % 5 == 3:
            del x
        try:
            total += x
        except UnboundLocalError as error:
            missing += 1
            text = str(error)
    return total, missing, text


def sometimes(n):
    unbound = 0
    for i in range(n):
        if i % 100 == 50:
            late = i
        try:
            late += 1
        except UnboundLocalError:
            unbound += 1
    return unbound, late


def loop_variable(n):
    total = 0
    for i in range(n):
        total += i
        del i
    try:
        return total, i
    except UnboundLocalError as error:
        return total, str(error)


def empty_loop(rounds):
    texts = set()
    for k in range(rounds):
        for item in [1] * (k % 3):
            pass
        try:
            texts.add(item)
            del item
        except UnboundLocalError as error:
            texts.add(str(error))
    return sorted(texts, key=str)


def with_exceptions(n):
    names = 0
    for i in range(n):
        try:
            if i % 3 == 0:
                raise ValueError(i)
            value = i
        except ValueError as error:
            held = error
        try:
            names += value + len(held.args)
            if i % 3 == 2:
                del value, held
        except UnboundLocalError as problem:
            names += len(str(problem))
    return names


def swapped(n):
    a, b = 1, 2
    for i in range(n):
        a, b = b, a
        if i % 7 == 0:
            del a
            a = b + 1
        if i % 11 == 0:
            del b
            b = a
    return a, b


def in_generator(n):
    def produce():
        for i in range(n):
            x = i
            yield x
            del x
            if i % 3 == 0:
                try:
                    yield x
                except NameError:
                    yield -1
    return sum(produce())


def kept_in_locals(n):
    for i in range(n):
        x = i
        if i % 2:
            del x
    return sorted(locals())


def deleted_items(n):
    d, items = {}, list(range(50))
    count = 0
    for i in range(n):
        d[i % 17] = i
        if i % 3 == 0:
            try:
                del d[(i * 5) % 17]
            except KeyError as error:
                count += error.args[0]
        items.append(i)
        del items[i % 40], items[-1]
        items.append(0)
    return count, sorted(d.items())[:3], len(items), sum(items)


print(deleted(700))
print(sometimes(400))
print(loop_variable(300))
print(empty_loop(400))
print(with_exceptions(500))
print(swapped(600))
print(in_generator(300))
print(kept_in_locals(301))
print(deleted_items(600))
