# An uncaught exception: traceback on stderr with lines and markers, exit status 1.
def divide(a, b):
    return a / b


def middle(values):
    total = 0
    for value in values:
        total += divide(10, value)
    return total


class Worker:
    def work(self, data):
        return [middle(item) for item in data]


print("before")
Worker().work([[1, 2], [5, 0]])
print("never")
