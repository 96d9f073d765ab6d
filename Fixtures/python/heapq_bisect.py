# heapq and bisect: every function, custom order, errors.
import bisect
import heapq

data = [9, 4, 7, 1, 8, 2, 6, 3, 5]
heap = []
for x in data:
    heapq.heappush(heap, x)
print(heap, [heapq.heappop(heap) for _ in range(3)], heap)
h = list(data)
heapq.heapify(h)
print(h, h[0], heapq.heappushpop(h, 0), heapq.heappushpop(h, 10), heapq.heapreplace(h, 99), h)
print(heapq.nlargest(3, data), heapq.nsmallest(3, data), heapq.nlargest(0, data))
print(heapq.nsmallest(100, data), heapq.nlargest(2, ["a", "ccc", "bb"], key=len))
print(heapq.nsmallest(1, data), heapq.nlargest(1, []), heapq.nsmallest(2, [(1, "b"), (1, "a")]))
print(list(heapq.merge([1, 4, 7], [2, 5], [3, 6, 8])))
print(list(heapq.merge([3, 1], [4, 2], reverse=True)))
print(list(heapq.merge(["a", "CC"], ["bbb"], key=len)), list(heapq.merge()))
for action in (lambda: heapq.heappop([]), lambda: heapq.heapreplace([], 1), lambda: heapq.heappush((), 1),
               lambda: heapq.heapify(5), lambda: heapq.heappush([1], "a"), lambda: heapq.heappushpop([], 5)):
    try:
        print(action())
    except (IndexError, TypeError) as error:
        print(type(error).__name__, error)
tasks = [(3, "low"), (1, "urgent"), (2, "normal"), (1, "also urgent")]
heapq.heapify(tasks)
print([heapq.heappop(tasks) for _ in range(4)])
ordered = [heapq.heappop(h) for _ in range(len(h))]
print(ordered, ordered == sorted(ordered))
graph = {"a": [("b", 7), ("c", 9), ("f", 14)], "b": [("c", 10), ("d", 15)], "c": [("d", 11), ("f", 2)],
         "d": [("e", 6)], "e": [], "f": [("e", 9)]}
distance, queue = {}, [(0, "a")]
while queue:
    cost, node = heapq.heappop(queue)
    if node in distance:
        continue
    distance[node] = cost
    for neighbour, weight in graph[node]:
        heapq.heappush(queue, (cost + weight, neighbour))
print(distance)


class Job:
    def __init__(self, priority): self.priority = priority
    def __lt__(self, other): return self.priority > other.priority


jobs = []
for p in (2, 5, 1, 4):
    heapq.heappush(jobs, Job(p))
print([heapq.heappop(jobs).priority for _ in range(4)])
a = [1, 3, 3, 5, 7]
print(bisect.bisect(a, 3), bisect.bisect_left(a, 3), bisect.bisect_right(a, 3), bisect.bisect(a, 0))
print(bisect.bisect(a, 9), bisect.bisect_left(a, 4), bisect.bisect([], 1))
print(bisect.bisect(a, 3, 0, 2), bisect.bisect_left(a, 3, 2), bisect.bisect_left(a, 5, lo=1, hi=4))
bisect.insort(a, 4)
bisect.insort_left(a, 3)
bisect.insort(a, 100)
bisect.insort(a, -1)
print(a)
words = ["aa", "bbbb", "cccccc"]
print(bisect.bisect_left(words, 4, key=len), bisect.bisect(words, 5, key=len))
bisect.insort(words, "zzzzz", key=len)
print(words, [("FDCBA"[bisect.bisect([60, 70, 80, 90], s)]) for s in (33, 99, 77, 70, 89, 90, 100)])
for action in (lambda: bisect.bisect(a, 3, -1), lambda: bisect.bisect([1, 2], "a"), lambda: bisect.bisect(5, 1),
               lambda: bisect.insort((1, 2), 1)):
    try:
        print(action())
    except (ValueError, TypeError, AttributeError) as error:
        print(type(error).__name__, error)
