# The objects never leave the loop: machine code makes none.
import time


class Point:
    def __init__(self, x, y):
        self.x = x
        self.y = y


def total(count):
    result = 0
    for number in range(count):
        point = Point(number, 2)
        result += point.x * point.y
    return result


end = time.process_time() + 0.6
while time.process_time() < end:
    total(20000)
