# The loop is started with integers; then every second item is one of 200 types, more than a loop may have bridges.
import time


class Item:
    def __init__(self, value):
        self.value = value


classes = [type(f"Item{number}", (Item,), {}) for number in range(400)]
items = [classes[number % 400](number) for number in range(4000)]


def total(items):
    result = 0
    for item in items:
        result += item.value  # FINDING
    return result


end = time.process_time() + 1.0
while time.process_time() < end:
    total(items)
