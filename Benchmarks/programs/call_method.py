"""The talk's example: a method looked up and called in a loop, `a.foo()`. Its twin is call_bound.py."""
SIZE, SMALL = 4000000, 1000
EXPECTED = 4000000


class A:
    def __init__(self):
        self.count = 0

    def foo(self):
        self.count += 1


def run(n):
    a = A()
    for _ in range(n):
        a.foo()
    return a.count


if __name__ == "__main__":
    print(run(SMALL))
