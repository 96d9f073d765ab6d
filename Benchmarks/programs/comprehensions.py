"""Comprehensions: lists, sets and dicts, nested and filtered, over ranges, strings and records."""
SIZE, SMALL = 150000, 100
EXPECTED = ({0: 100, 1: 100, 2: 100, 3: 100}, 250, 137388, 54750, 328, 2499850, 950, 7499)


def records(n):
    return [{"id": i, "group": i % 17, "score": (i * 37) % 101, "name": f"item{i % 250}"} for i in range(n)]


def run(n):
    rows = records(n)
    best = {group: max(r["score"] for r in rows if r["group"] == group) for group in range(4)}
    names = {r["name"] for r in rows if r["score"] > 50}
    index = {r["id"]: r for r in rows}
    pairs = [(i, j) for i in range(n // 100) for j in range(i) if (i * j) % 7 == 1]
    table = [[i * j % 10 for j in range(50)] for i in range(n // 100)]
    transposed = [[row[k] for row in table] for k in range(50)]
    flat = [value for row in transposed for value in row if value]
    words = [name.upper() for name in sorted(names) if name.endswith(("1", "5"))]
    lengths = {word: len(word) for word in words}
    lookup = sum(index[i]["score"] for i in range(0, n, 3))
    primes = [p for p in range(2, n // 20) if all(p % d for d in range(2, int(p ** 0.5) + 1))]
    return best, len(names), len(pairs), len(flat), sum(lengths.values()), lookup, len(primes), primes[-1]


if __name__ == "__main__":
    print(run(SMALL))
