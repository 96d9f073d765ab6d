# The same with a default.
import time


def count(words, table):
    missing = 0
    for word in words:
        if table.get(word) is None:
            missing += 1
    return missing


words = [str(number) for number in range(2000)]
end = time.process_time() + 0.6
while time.process_time() < end:
    count(words, {})
