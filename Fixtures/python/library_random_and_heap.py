# random with seeds, heapq, bisect, queue, graphlib, calendar, colorsys, sched, secrets' shapes: small tools with exact answers.
import bisect, calendar, colorsys, graphlib, heapq, queue, random, sched, secrets, string

r = random.Random(42)
print(r.random(), r.randint(1, 100), r.choice('abc'), r.sample(range(100), 5), r.uniform(1, 2), r.gauss(0, 1), r.getrandbits(70), r.randbytes(4), r.choices('ab', [1, 9], k=5), r.triangular(), r.betavariate(1, 2), r.expovariate(1.5), r.lognormvariate(0, 1), r.vonmisesvariate(0, 4), r.gammavariate(2, 3), r.paretovariate(3), r.weibullvariate(1, 2), r.randrange(0, 100, 7))
items = list(range(10))
r.shuffle(items)
state = r.getstate()
first = r.random()
r.setstate(state)
print(items, first == r.random(), random.Random('text').random(), random.Random(b'bytes').random(), random.Random(2**100).random(), random.Random(1.5).random())
for bad in [lambda: r.choice([]), lambda: r.randrange(5, 5), lambda: r.sample([1], 2), lambda: r.sample({1}, 1), lambda: r.randint(1.5, 2)]:
    try:
        print(bad())
    except Exception as error:
        print(type(error).__name__, error)
heap = []
for value in [5, 1, 8, 3, 9, 2]:
    heapq.heappush(heap, value)
print(heap, heapq.heappop(heap), heapq.heappushpop(heap, 0), heapq.heapreplace(heap, 7), heapq.nlargest(2, heap), heapq.nsmallest(2, ['bb', 'a', 'ccc'], key=len), list(heapq.merge([1, 4], [2, 3], reverse=False)))
grades = [60, 70, 80, 90]
print([('FDCBA')[bisect.bisect(grades, score)] for score in [33, 60, 77, 89, 100]], bisect.bisect_left(['a', 'bb'], 2, key=len))
sorter = graphlib.TopologicalSorter({'d': {'b', 'c'}, 'b': {'a'}, 'c': {'a'}})
order = list(sorter.static_order())
print(order[0], order[-1], sorted(order))
try:
    list(graphlib.TopologicalSorter({1: [2], 2: [1]}).static_order())
except graphlib.CycleError as error:
    print(error.args[0], sorted(set(error.args[1])))
print(calendar.month(2024, 2), calendar.isleap(1900), calendar.monthrange(2023, 2), calendar.TextCalendar(6).formatweek(calendar.Calendar().monthdays2calendar(2024, 1)[0], 3), calendar.timegm((2000, 1, 1, 0, 0, 0)))
print(colorsys.rgb_to_hsv(0.2, 0.4, 0.4), colorsys.hls_to_rgb(0.5, 0.4, 0.3), len(secrets.token_hex(8)), len(secrets.token_urlsafe(16)), secrets.compare_digest('a', 'a'), string.ascii_letters)
line = queue.PriorityQueue()
for entry in [(3, 'c'), (1, 'a'), (2, 'b')]:
    line.put(entry)
print([line.get() for _ in range(3)], line.empty(), line.qsize())
bounded = queue.Queue(1)
bounded.put(1)
for action in [lambda: bounded.put_nowait(2), lambda: queue.LifoQueue().get(timeout=0.001)]:
    try:
        action()
    except Exception as error:
        print(type(error).__name__)
clock = [0]
scheduler = sched.scheduler(lambda: clock[0], lambda d: clock.__setitem__(0, clock[0] + d))
scheduler.enter(5, 1, print, ('five',))
scheduler.enter(2, 1, print, ('two',), {'end': '.\n'})
scheduler.enterabs(5, 0, print, ('five first',))
scheduler.run()
print(clock)
