"""The talk's example: the bound method kept in a local, `bound_foo()`. Its twin is call_method.py."""
SIZE, SMALL = 4000000, 1000
EXPECTED = 4000000


class A:
    def __init__(self):
        self.count = 0

    def foo(self):
        self.count += 1


def run(n):
    a = A()
    bound_foo = a.foo
    for _ in range(n):
        bound_foo()
    return a.count


if __name__ == "__main__":
    print(run(SMALL))
