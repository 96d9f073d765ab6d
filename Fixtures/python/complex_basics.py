# Complex numbers: literals, arithmetic, repr, methods, errors.
a, b = 3 + 4j, 1 - 2j
print(a, b, a + b, a - b, a * b, a / b, -a, +a, abs(a), a.real, a.imag, a.conjugate(), a == 3 + 4j)
print(a != b, a ** 2, 2 ** a.real, bool(0j), bool(1j))
print(1j, 0j, -1j, 1 + 0j, -0.0 + 0j, 1e100j, complex(1, 2), complex("1+2j"), complex(" -3.5e2j "))
print(complex(5), complex(2.5), complex(1j, 1j), complex(), complex("nan"), complex("inf-infj"))
print(complex(True))
print(1j * 1j, (1 + 1j) ** 3, (2j) ** -1, 1 / 1j, 5 + 1j - 5, 2 * 1j, 1.5 + 1j, 1j + 1, 1 - 1j)
print(hash(1 + 0j) == hash(1), 1 + 0j == 1, 1j == 1, {1 + 0j: "x"}[1])
print(repr(complex(float("nan"), float("-inf"))), str(1e20 + 1e-5j), f"{1.5 + 2j:.2f} {1j}")
print("%s" % (1 + 2j), format(1 + 2j), (1 + 2j).__class__.__name__, isinstance(1j, complex))
for action in (lambda: 1j < 2j, lambda: 1j // 1, lambda: 1j % 1, lambda: int(1j), lambda: float(1j),
               lambda: complex("x"), lambda: complex("1 + 2j"), lambda: complex("1", 2), lambda: 1j / 0,
               lambda: divmod(1j, 1), lambda: 0j ** -1, lambda: complex([]), lambda: round(1j), lambda: 1j << 1,
               lambda: sorted([1j, 2j]), lambda: max(1j, 2), lambda: complex(1, "2"), lambda: 1j + "a"):
    try:
        print(action())
    except (TypeError, ValueError, ZeroDivisionError) as error:
        print(type(error).__name__, error)
z, count = 0j, 0
while abs(z) < 2 and count < 50:
    z = z * z + (-0.5 + 0.6j)
    count += 1
print(count, abs(z) < 2, sum([1j, 2, 3.5]), [abs(complex(x, y)) for x, y in ((3, 4), (6, 8))])
