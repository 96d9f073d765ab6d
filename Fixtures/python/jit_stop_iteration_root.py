"""Loops in a `__next__` that a `for` statement has called: their traces begin there, and StopIteration leaves them."""


class Steps:
    """Every step-th number below an end, found one by one."""

    def __init__(self, step, end):
        self.step, self.end, self.number = step, end, 0

    def __iter__(self):
        return self

    def __next__(self):
        number = self.number
        while number < self.end:
            number += 1
            if number % self.step == 0:
                self.number = number
                return number
        raise StopIteration


class Raising(Steps):
    """Ends from inside of its loop, with a class, an instance or an exception of its own."""

    def __next__(self):
        number = self.number
        while True:
            number += 1
            if number > self.end:
                self.number = number
                if self.step == 2:
                    raise StopIteration
                if self.step == 3:
                    raise StopIteration(number)
                raise Ended(number) from None
            if number % self.step == 0:
                self.number = number
                return number


class Ended(StopIteration):
    ...


for kind in (Steps, Raising):
    for step in (2, 3, 500):
        totals = []
        for end in (0, 5, 1000, 2, 3000):
            total = 0
            for number in kind(step, end):
                total += number
            totals.append(total)
        print(kind.__name__, step, totals, sum(kind(step, 700)), list(kind(step, 7)))


class Outer:
    """A `__next__` with a loop over another iterator, whose end is not its own."""

    def __init__(self, end):
        self.rows = iter(range(end))

    def __iter__(self):
        return self

    def __next__(self):
        total = 0
        for row in self.rows:
            for number in Steps(3, row):
                total += number
            if row % 4 == 3:
                return total
        raise StopIteration


for end in (1, 9, 60):
    print([value for value in Outer(end)])


class Failing(Steps):
    def __next__(self):
        number = self.number
        while number < self.end:
            number += 1
            if number % 400 == 399:
                raise ValueError(number)
            if number % self.step == 0:
                self.number = number
                return number
        raise StopIteration


for step in (7, 350):
    try:
        for number in Failing(step, 1000):
            last = number
    except ValueError as error:
        print(step, last, error)
