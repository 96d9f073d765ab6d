# Large, but not too large.
import time

body = "".join(f"        t = (t + i * {number} ^ n) & 65535\n" for number in range(100))
space = {}
exec(f"def large(n):\n    t = 0\n    for i in range(n):\n{body}    return t\n", space)
end = time.process_time() + 0.6
while time.process_time() < end:
    space["large"](1000)
