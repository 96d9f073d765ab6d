# Doubles that no tagged word holds (tiny and huge ones) as receivers of methods, in attributes and in comparisons, in hot
# loops beside ordinary ones.
class Box:
    __slots__ = ("value",)


def ratios(scales):
    wrong = 0
    for index in range(400):
        number = 0.7 + index / 1000
        number *= scales[index % len(scales)]
        numerator, denominator = number.as_integer_ratio()
        if numerator / denominator != number:
            wrong += 1
    return wrong


def powers():
    kinds = set()
    whole = 0
    for index in range(600):
        number = 0.41442451883910536
        number *= 10 ** ((index * 37) % 201 - 100)
        kinds.add(type(number).__name__)
        if number.is_integer():
            whole += 1
    return sorted(kinds), whole


def texts():
    shown = []
    for index in range(300):
        number = 1.5 * 10.0 ** (index % 7 * 50 - 150)
        text = number.hex()
        if float.fromhex(text) != number:
            shown.append(text)
    return shown


def boxes():
    box = Box()
    total = 0
    for index in range(300):
        box.value = 3.0 * (1e-100 if index % 3 else 1e100)
        if box.value.conjugate() == box.value.real:
            total += 1
    return total, box.value


print(ratios([1.0, 1e-90, 1e90]), ratios([1e-100]), ratios([1e100, 10**30, 3]))
print(powers())
print(texts())
print(boxes())
print(sum(number.as_integer_ratio()[0] % 97 for number in [0.5e-99, 2.25, 1e99] * 100))
