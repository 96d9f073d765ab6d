# Objects that refer to each other, made in one piece of a trace: what is read from them later is what was stored last.


class Kernel:
    def __init__(self, places):
        self.tasks = None
        self.table = [None] * places
        self.made = 0


class Task:
    def __init__(self, kernel, identity):
        self.kernel = kernel
        self.following = kernel.tasks
        kernel.tasks = self
        kernel.table[identity] = self
        kernel.made += 1
        self.identity = identity


class Node:
    def __init__(self, value):
        self.value = value
        self.other = None


def chain(number):
    kernel = Kernel(3)
    Task(kernel, 0)
    Task(kernel, 1)
    Task(kernel, 2)
    order = []
    task = kernel.tasks
    while task is not None:
        order.append(task.identity)
        task = task.following
    return order, kernel.made, [entry.identity for entry in kernel.table], kernel.tasks.kernel is kernel


def pair(number, kept):
    left, right = Node(number), Node(-number)
    left.other, right.other = right, left
    kept[number % 7] = left
    first = left.other.other.value
    left.other = None
    second = right.other.other
    right.other = right
    return first, second, right.other.other.other is right, kept[number % 7].value


def main():
    kept = [None] * 7
    results = set()
    for number in range(400):
        order, made, table, isSame = chain(number)
        results.add((tuple(order), made, tuple(table), isSame))
        first, second, isLoop, value = pair(number, kept)
        assert first == number == value and second is None and isLoop, (number, first, second, isLoop, value)
    print(sorted(results), [node.value for node in kept])


main()
