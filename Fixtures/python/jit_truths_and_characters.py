"""Hot loops that count truths, compare characters, and go over bytes and bytearrays that change meanwhile."""


def count(numbers, limit):
    total = 0
    for number in numbers:
        total += number > limit
        total = total + (number == limit) * 3 - (number < limit)
    return total


print(count(range(100), 40), count([i / 2 for i in range(100)], 20))


def mixed(flags):
    total, parts = 0, []
    for flag in flags:
        total += flag
        parts.append((flag + 1, 2 * flag, 1.5 * flag, flag | 4, flag & True, flag ^ True, flag - True, flag << 3))
    return total, parts[0], parts[-1]


print(mixed([True, False] * 30))
print(mixed([True, False] * 30 + [7]))
print(mixed([1, 0] * 30 + [True]))
print(mixed([2 ** 61 - 1] * 30 + [True, False]))


def divided(flags):
    total = 0
    for flag in flags:
        try:
            total += 10 // flag + 7 % flag + 3 / flag + flag ** 2 + 2 ** flag + (5 >> flag)
        except ZeroDivisionError as error:
            total += 100
            last = error
    return total, last


print(divided([True] * 50 + [False, True, False]))
for value in ([], "x", None):
    try:
        for i in range(60):
            x = (i < 50 or value) @ True
    except TypeError as error:
        print(i, error)


def distance(a, b):
    previous = list(range(len(b) + 1))
    for i, x in enumerate(a, 1):
        current = [i]
        for j, y in enumerate(b, 1):
            current.append(min(previous[j] + 1, current[j - 1] + 1, previous[j - 1] + (x != y)))
        previous = current
    return previous[-1]


word = "the quick brown fox jumps over the lazy dog"
print(distance(word, word[::-1]), distance(word, word[5:] + "é"), distance("日本" * 20, word))
print(distance(word, list(word)), distance([c + c for c in word], word), distance([1, "a"] * 20, word))


def order(text, pivot):
    below = above = same = 0
    for character in text:
        if character < pivot:
            below += 1
        elif character > pivot:
            above += 1
        if character <= pivot <= character:
            same += 1
        if pivot >= "m" > character:
            same += 100
    return below, above, same


print(order(word, "m"), order(word, "mm"), order(word, ""), order(word, "é"), order(word, "日"))
print(order("aé日" * 20, "é"), order(word * 2, "".join(["m"])))


def pivots(text, candidates):
    return [order(text, pivot) for pivot in candidates]


print(pivots(word, ["a", "h", "hh", "z", "\xff", "Ā", ""])[2:])


def digits(text):
    value, others = 0, []
    for i in range(len(text)):
        if "0" <= text[i] <= "9":
            value = (value * 10 + ord(text[i]) - 48) % 1000003
        else:
            others.append(text[i])
    return value, "".join(others)


print(digits("12a45b" * 20), digits("1²3" * 20), digits("٣1" * 30))


def walk(data, change):
    seen = []
    for index, byte in enumerate(data):
        seen.append(index * byte)
        if index == 50:
            change(data)
    return len(seen), sum(seen)


print(walk(bytearray(range(100)), lambda data: None), walk(bytes(range(100)), lambda data: None))
print(walk(bytearray(range(100)), lambda data: data.clear()))
print(walk(bytearray(range(100)), lambda data: data.extend(range(200))))
print(walk(bytearray(range(100)), lambda data: data.__setitem__(slice(60, 70), b"")))


def replaced(data):
    total = 0
    for byte in data:
        total = total * 3 + byte & 0xFFFFFF
        data[total % len(data)] = byte ^ 1
    return total, bytes(data[:8])


print(replaced(bytearray(range(90))))
iterator = iter(bytearray(b"abc" * 30))
print(sum(iterator), list(iterator), sum(x * y for x, y in zip(bytearray(range(80)), bytes(range(80)))))
print([a ^ b for a, b in zip(bytearray(b"hello world" * 9), b"secret" * 20)][:12])


class Bytes(bytearray):
    def __iter__(self):
        return iter([1, 2])


print([sum(data) + sum(b for b in data) for data in [bytearray(40), bytes(range(40)), Bytes(b"xyz")] * 9][-3:])
