# A missing key is an exception at each second step.
import time


def count(words, table):
    missing = 0
    for word in words:
        try:
            table[word]  # FINDING
        except KeyError:
            missing += 1
    return missing


words = [str(number) for number in range(2000)]
end = time.process_time() + 1.0
while time.process_time() < end:
    count(words, {})
