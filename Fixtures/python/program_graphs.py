# Graph algorithms: shortest ways, spanning trees, components, colouring, flows, over dictionaries and heaps.
import heapq
from collections import defaultdict, deque


class Graph:
    def __init__(self, edges, directed=False):
        self.next = defaultdict(dict)
        for a, b, weight in edges:
            self.next[a][b] = weight
            if directed:
                self.next[b]
            else:
                self.next[b][a] = weight

    def shortest(self, start):
        best, heap, before = {}, [(0, start, None)], {}
        while heap:
            distance, node, origin = heapq.heappop(heap)
            if node in best:
                continue
            best[node], before[node] = distance, origin
            for other, weight in self.next[node].items():
                if other not in best:
                    heapq.heappush(heap, (distance + weight, other, node))
        return best, before

    def way(self, start, end):
        before = self.shortest(start)[1]
        steps = []
        while end is not None:
            steps.append(end)
            end = before[end]
        return '-'.join(reversed(steps))

    def spanning_tree(self):
        root = {node: node for node in self.next}

        def find(node):
            while root[node] != node:
                root[node] = root[root[node]]
                node = root[node]
            return node

        for weight, a, b in sorted((w, a, b) for a in self.next for b, w in self.next[a].items() if a < b):
            if find(a) != find(b):
                root[find(a)] = find(b)
                yield a, b, weight

    def components(self):
        seen = set()
        for node in sorted(self.next):
            if node in seen:
                continue
            queue, members = deque([node]), []
            seen.add(node)
            while queue:
                members.append(queue.popleft())
                for other in self.next[members[-1]]:
                    if other not in seen:
                        seen.add(other)
                        queue.append(other)
            yield sorted(members)

    def colouring(self):
        colours = {}
        for node in sorted(self.next, key=lambda n: (-len(self.next[n]), n)):
            used = {colours.get(other) for other in self.next[node]}
            colours[node] = next(c for c in range(len(self.next)) if c not in used)
        return dict(sorted(colours.items()))

    def cycles(self):
        state, found = {}, []

        def visit(node, path):
            state[node] = 1
            for other in sorted(self.next[node]):
                if state.get(other) == 1:
                    found.append(path[path.index(other):] + [other])
                elif other not in state:
                    visit(other, path + [other])
            state[node] = 2

        for node in sorted(self.next):
            if node not in state:
                visit(node, [node])
        return found


def maximum_flow(edges, source, sink):
    left = defaultdict(int)
    near = defaultdict(set)
    for a, b, capacity in edges:
        left[a, b] += capacity
        near[a].add(b), near[b].add(a)
    total = 0
    while True:
        before, queue = {source: None}, deque([source])
        while queue and sink not in before:
            node = queue.popleft()
            for other in sorted(near[node]):
                if other not in before and left[node, other] > 0:
                    before[other] = node
                    queue.append(other)
        if sink not in before:
            return total
        path, node = [], sink
        while before[node] is not None:
            path.append((before[node], node))
            node = before[node]
        flow = min(left[edge] for edge in path)
        for a, b in path:
            left[a, b] -= flow
            left[b, a] += flow
        total += flow


edges = [('A', 'B', 7), ('A', 'D', 5), ('B', 'C', 8), ('B', 'D', 9), ('B', 'E', 7), ('C', 'E', 5), ('D', 'E', 15), ('D', 'F', 6), ('E', 'F', 8), ('E', 'G', 9), ('F', 'G', 11), ('X', 'Y', 1)]
graph = Graph(edges)
print(graph.shortest('A')[0], graph.way('A', 'G'), list(graph.spanning_tree()), list(graph.components()), graph.colouring())
print(Graph([('a', 'b', 1), ('b', 'c', 1), ('c', 'a', 1), ('c', 'd', 1), ('d', 'd', 1)], True).cycles(), maximum_flow([('s', 'a', 10), ('s', 'b', 5), ('a', 'b', 15), ('a', 't', 5), ('b', 't', 10)], 's', 't'))
grid = {(x, y): (x * 7 + y * 13) % 10 + 1 for x in range(12) for y in range(12)}
big = Graph([((x, y), (x + dx, y + dy), grid[x, y]) for x, y in grid for dx, dy in [(0, 1), (1, 0)] if (x + dx, y + dy) in grid])
print(big.shortest((0, 0))[0][11, 11], sum(w for _, _, w in big.spanning_tree()), len(list(big.components())[0]))
