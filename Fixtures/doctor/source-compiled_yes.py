# The text of a formula is translated for each value.
import time


def values(count):
    result = 0
    for x in range(count):
        result += eval("(x * 3 + 7) % 5 - x // 2")  # FINDING
    return result


end = time.process_time() + 1.0
while time.process_time() < end:
    values(200)
