# The text of a formula is translated once.
import time

code = compile("(x * 3 + 7) % 5 - x // 2", "<formula>", "eval")


def values(count):
    result = 0
    for x in range(count):
        result += eval(code)
    return result


end = time.process_time() + 0.8
while time.process_time() < end:
    values(200)
