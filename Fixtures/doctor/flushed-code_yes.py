# profile: --jit warm-size=1000000000,threshold=4,code-limit=64,flush-factor=1
# Ever new functions, and little memory for machine code.
import time
from types import FunctionType

body = "".join(f"        t = (t + i * {number} ^ n) & 65535\n" for number in range(60))
space = {}
exec(f"def work(n):\n    t = 0\n    for i in range(n):\n{body}    return t\n", space)
code = space["work"].__code__
end = time.process_time() + 1.5
count = 0
while time.process_time() < end or count < 40:
    count += 1
    FunctionType(code.replace(co_name=f"work{count}"), {})(8)
