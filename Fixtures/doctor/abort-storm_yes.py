# profile: --jit warm-size=1000000000,threshold=4
# Ever new functions with a large loop, the end of which is not compiled: each recording is given up when nearly done.
import time
from types import FunctionType

body = "".join(f"        t = (t + i * {number} ^ n) & 65535\n" for number in range(500))
space = {}
exec(f"def large(n):\n    t = 0\n    for i in range(n):\n{body}        first, *rest = (t, i)\n    return t\n", space)
code = space["large"].__code__
end = time.process_time() + 1.5
count = 0
while time.process_time() < end or count < 60:
    count += 1
    FunctionType(code.replace(co_name=f"large{count}"), {})(6)
