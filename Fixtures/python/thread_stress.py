# Eight threads that allocate, call, loop, raise and share containers, while the others do the same.
import sys, threading, queue
sys.setswitchinterval(1e-5)

class Point:
    def __init__(self, x, y): self.x, self.y = x, y
    def __add__(self, other): return Point(self.x + other.x, self.y + other.y)

def fibonacci(n): return n if n < 2 else fibonacci(n - 1) + fibonacci(n - 2)

def generate(n):
    for i in range(n):
        yield i, str(i), [i] * 3

ROUNDS = int(sys.argv[1]) if len(sys.argv) > 1 else 24
shared = {}
lock = threading.Lock()
total = 0
local = threading.local()
inbox = queue.Queue(maxsize=3)
answers = queue.Queue()

def work(number):
    global total
    local.sum = 0
    words = {}
    for turn in range(ROUNDS):
        p = Point(0, 0)
        for i in range(50):
            p = p + Point(i, 0.5 * i)
        text = "".join(word for _, word, _ in generate(20))
        words[text[turn % 10:]] = p
        local.sum += int(p.x) + len(text) + fibonacci(8)
        try:
            [1, 2, 3][turn % 5]
        except IndexError as error:
            local.sum += len(str(error))
        items = sorted((i * 7919 % 101 for i in range(60)), key=lambda v: -v)
        local.sum += items[0]
        with lock:
            total += 1
            shared[number, turn] = items
        if turn % 8 == 0:
            inbox.put((number, turn, list(range(turn))))
    answers.put((number, local.sum, len(words)))

def serve():
    count = 0
    while True:
        message = inbox.get()
        if message is None: break
        count += len(message[2])
    answers.put((99, count, 0))

threads = [threading.Thread(target=work, args=(n,)) for n in range(8)]
server = threading.Thread(target=serve, name="server")
server.start()
for t in threads: t.start()
for t in threads: t.join()
inbox.put(None)
server.join()
for answer in sorted(answers.get() for _ in range(9)): print(*answer)
print(total, len(shared), sum(map(sum, shared.values())))
