# profile: --jit warm-size=1000000000,threshold=4
# New functions for ever: each is compiled and soon forgotten.
import time
from types import FunctionType

body = "".join(f"        t = (t + i * {number} ^ n) & 65535\n" for number in range(80))
space = {}
exec(f"def work(n):\n    t = 0\n    for i in range(n):\n{body}    return t\n", space)
code = space["work"].__code__
end = time.process_time() + 2.5
count = 0
while time.process_time() < end:
    count += 1
    FunctionType(code.replace(co_name=f"work{count}"), {})(8)
