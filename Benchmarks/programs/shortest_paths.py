"""Shortest paths on a grid with weights: Dijkstra with a heap, A* with a dict of records, Floyd-Warshall on lists."""
import heapq

SIZE, SMALL = 160, 8
EXPECTED = (1224, 1224, (1224, 319), 182216)


def make_grid(n):
    return [[1 + (x * 7 + y * 13 + x * y) % 9 for x in range(n)] for y in range(n)]


def neighbours(x, y, n):
    if x > 0:
        yield x - 1, y
    if y > 0:
        yield x, y - 1
    if x < n - 1:
        yield x + 1, y
    if y < n - 1:
        yield x, y + 1


def dijkstra(grid):
    n = len(grid)
    best = {(0, 0): 0}
    heap = [(0, 0, 0)]
    while heap:
        cost, x, y = heapq.heappop(heap)
        if cost > best[x, y]:
            continue
        for a, b in neighbours(x, y, n):
            total = cost + grid[b][a]
            if total < best.get((a, b), 1 << 60):
                best[a, b] = total
                heapq.heappush(heap, (total, a, b))
    return best


class Record:
    __slots__ = ("cost", "came", "closed")

    def __init__(self, cost, came):
        self.cost, self.came, self.closed = cost, came, False


def a_star(grid):
    n = len(grid)
    goal = n - 1, n - 1
    records = {(0, 0): Record(0, None)}
    heap = [(2 * n, (0, 0))]
    while heap:
        _, place = heapq.heappop(heap)
        record = records[place]
        if record.closed:
            continue
        record.closed = True
        if place == goal:
            break
        for other in neighbours(*place, n):
            cost = record.cost + grid[other[1]][other[0]]
            known = records.get(other)
            if known is None or cost < known.cost:
                records[other] = Record(cost, place)
                heapq.heappush(heap, (cost + 2 * (n - 1) - other[0] - other[1], other))
    path = []
    place = goal
    while place is not None:
        path.append(place)
        place = records[place].came
    return records[goal].cost, len(path)


def floyd_warshall(n):
    far = 1 << 30
    distance = [[1 + (i * 31 + j * 17) % 100 if (i + j) % 5 == 0 else far for j in range(n)] for i in range(n)]
    for i in range(n):
        distance[i][i] = 0
    for k in range(n):
        through = distance[k]
        for row in distance:
            to_k = row[k]
            if to_k < far:
                for j, rest in enumerate(through):
                    if to_k + rest < row[j]:
                        row[j] = to_k + rest
    return sum(d for row in distance for d in row if d < far)


def run(n):
    grid = make_grid(n)
    best = dijkstra(grid)
    return best[n - 1, n - 1], max(best.values()), a_star(grid), floyd_warshall(n)


if __name__ == "__main__":
    print(run(SMALL))
