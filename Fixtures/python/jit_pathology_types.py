# Types that change in every iteration: int, float, string, big int, tuple and None flow through the same registers and the same
# operators. The argument scales the work.
import sys

scale = int(sys.argv[1]) if len(sys.argv) > 1 else 1


def flip(count):
    value = 1
    seen = 0
    for i in range(count):
        if type(value) is int:
            value = value + 0.5
        elif type(value) is float:
            value = str(value)
        elif type(value) is str:
            value = (value, i)
        elif type(value) is tuple:
            value = None if i % 3 else 2 ** 70 + i
        else:
            value = i
        seen += value is not None
    return seen, value


def mixed(count):
    values = [1, 2.5, 3, 2 ** 65, 4.25, True]
    total = 0
    for i in range(count):
        total = total + values[i % 6] if i % 50 else i
        other = values[(i + 1) % 6] * 2
        if other > total:
            total = total - other
    return total


print(flip(30000 * scale))
print(mixed(30000 * scale))
