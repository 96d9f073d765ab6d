# The rare way becomes a bridge: its guard fails a few times and never again.
import time


def total(values):
    result = 0
    for value in values:
        if value % 7 == 0:
            result -= value
        else:
            result += value
    return result


values = list(range(4000))
end = time.process_time() + 0.6
while time.process_time() < end:
    total(values)
