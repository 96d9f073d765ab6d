# profile: --jit warm-size=1000000000,threshold=4
# Each function is compiled with its global as a constant, and then the global is assigned.
import time
from types import FunctionType

body = "".join(f"        t = (t + i * LIMIT + {number} ^ n) & 65535\n" for number in range(60))
space = {}
exec(f"def work(n):\n    t = 0\n    for i in range(n):\n{body}    return t\n", space)
code = space["work"].__code__
end = time.process_time() + 1.5
count = 0
while time.process_time() < end or count < 30:
    count += 1
    names = {"LIMIT": count}
    work = FunctionType(code.replace(co_name=f"work{count}"), names)
    work(8)
    names["LIMIT"] = count + 1
