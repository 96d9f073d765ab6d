# profile: --jit warm-size=1000000000,threshold=4
# Ever new functions whose loop is too large for one trace: each is recorded several times, and given up each time.
import time
from types import FunctionType

body = "".join(f"        t = (t + i * {number} ^ n) & 65535\n" for number in range(1500))
space = {}
exec(f"def large(n):\n    t = 0\n    for i in range(n):\n{body}    return t\n", space)
code = space["large"].__code__
end = time.process_time() + 3.0
count = 0
while time.process_time() < end or count < 60:
    count += 1
    FunctionType(code.replace(co_name=f"large{count}"), {})(24)
