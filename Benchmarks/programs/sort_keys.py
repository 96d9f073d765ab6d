"""Sorting: with key functions of several kinds, cmp_to_key, reverse, stability, and objects that compare themselves."""
from functools import cmp_to_key
from operator import attrgetter, itemgetter

SIZE, SMALL = 45000, 50
EXPECTED = ([35697431, 914116627, 679866314, 513328833, 54502333], ('n1208', 43), 8497.5, 'n0997')


class Employee:
    def __init__(self, name, age, salary):
        self.name = name
        self.age = age
        self.salary = salary

    def __lt__(self, other):
        return (self.age, self.name) < (other.age, other.name)


def make(n):
    seed = 5
    staff = []
    for i in range(n):
        seed = (seed * 22695477 + 1) & 0x7FFFFFFF
        staff.append(Employee(f"n{(seed >> 7) % 5000:04d}", 18 + (seed >> 12) % 50, 1000.0 + (seed >> 5) % 90000 / 8))
    return staff


def checksum(items):
    total = 0
    for position, item in enumerate(items):
        total = (total * 31 + position * item.age + int(item.salary)) % 1000000007
    return total


def compare(a, b):
    if a.salary != b.salary:
        return -1 if a.salary < b.salary else 1
    return (a.name > b.name) - (a.name < b.name)


def run(n):
    staff = make(n)
    results = [checksum(sorted(staff, key=lambda e: e.age)),
               checksum(sorted(staff, key=attrgetter("salary", "name"))),
               checksum(sorted(staff, key=lambda e: (e.name, -e.age), reverse=True)),
               checksum(sorted(staff[:n // 4], key=cmp_to_key(compare))),
               checksum(sorted(staff[:n // 4]))]
    pairs = [(e.name, e.age) for e in staff]
    pairs.sort()
    pairs.sort(key=itemgetter(1))
    numbers = [e.salary for e in staff]
    numbers.sort(reverse=True)
    words = sorted((e.name for e in staff), key=str.upper)
    return results, pairs[n // 2], numbers[n // 3], words[n // 5]


if __name__ == "__main__":
    print(run(SMALL))
