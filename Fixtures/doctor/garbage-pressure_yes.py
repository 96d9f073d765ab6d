# Many objects stay, and many new ones come: each collection looks at those that stay.
import time


class Node:
    def __init__(self, left, right):
        self.left = left
        self.right = right
        self.items = [1, 2, 3]


kept = [Node(None, None) for _ in range(300000)]


def make(count):
    last = None
    for number in range(count):
        last = Node(last, None)
        if number % 50 == 0:
            last = None
    return last


end = time.process_time() + 1.5
while time.process_time() < end:
    make(20000)
