"""Generators made inside a hot loop: used up at once, kept, left in the middle, resumed elsewhere, closed."""


def count_to(n):
    for i in range(n):
        yield i


def tagged(prefix, *rest, last="z"):
    text = prefix
    for item in rest:
        text += item
        yield text
    yield text + last


def used_at_once(n):
    total = 0
    for i in range(n):
        total += sum(x + i for x in count_to(3))
    return total


def kept(n):
    waiting = []
    for i in range(n):
        generator = (i * x for x in range(2, 5))
        if i % 100 == 0:
            next(generator)
            waiting.append(generator)
        else:
            i += next(generator)
    return [list(generator) for generator in waiting], i


def left_in_the_middle(n):
    firsts = 0
    for i in range(n):
        for item in count_to(10):
            if item == i % 4:
                break
            firsts += item + 1
    return firsts


def resumed_elsewhere(n):
    total = 0
    generator = iter(())
    for i in range(n):
        got = next(generator, None)
        if got is None:
            generator = (x * x for x in (i, i + 1))
            got = next(generator)
        total += got
    return total


def texts(n):
    lengths = 0
    for i in range(n):
        for text in tagged("a", "b", str(i), last="y" * (i % 3)):
            lengths += len(text)
    return lengths


def names(n):
    seen = set()
    for i in range(n):
        generator = count_to(i)
        seen.add((generator.__name__, generator.__qualname__, generator.gi_running, generator.gi_frame is None))
        expression = (generator for _ in "ab")
        seen.add((expression.__name__, expression.__qualname__))
        if i % 200 == 0:
            expression.close()
            seen.add(list(expression) == [])
    return sorted(seen, key=str)


def nested(n):
    total = 0
    for i in range(n):
        total += sum(a * b for a in count_to(3) for b in (x + i for x in count_to(2)))
    return total


def failing(n):
    caught = 0
    for i in range(n):
        try:
            caught += sum(12 // (x - i % 50) for x in range(60, 63) if x)
            caught += sum(12 // (x - i % 50) for x in range(47, 50))
        except ZeroDivisionError:
            caught += 1
    return caught


def closing(n):
    log = []

    def careful(number):
        try:
            yield number
            yield number + 1
        finally:
            log.append(number)

    for i in range(n):
        generator = careful(i)
        next(generator)
        generator.close()
    return len(log), log[-1]


for function in (
    used_at_once, kept, left_in_the_middle, resumed_elsewhere, texts, names, nested, failing, closing,
):
    print(function.__name__, function(600))
