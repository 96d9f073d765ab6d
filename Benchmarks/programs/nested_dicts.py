"""The talk's example: a walk over nested dicts, recursively and by paths."""
SIZE, SMALL = 400, 1
EXPECTED = (7618400, 1249)


def make(depth, width):
    if depth == 0:
        return width
    return {f"key{i}": make(depth - 1, width) if i % 4 else {"leaf": i, "list": [i, i + 1]} for i in range(width)}


def walk(node):
    if isinstance(node, dict):
        total = 0
        for key, value in node.items():
            total += len(key) + walk(value)
        return total
    if isinstance(node, list):
        return sum(node)
    return node


def paths(node, prefix=()):
    for key, value in node.items():
        if isinstance(value, dict):
            yield from paths(value, prefix + (key,))
        else:
            yield prefix + (key,)


def find(node, path):
    for key in path:
        node = node[key]
    return node


def run(n):
    data = make(4, 7)
    every = list(paths(data))
    total = 0
    for _ in range(n):
        total += walk(data)
        for path in every:
            value = find(data, path)
            total += value[0] if isinstance(value, list) else value
    return total, len(every)


if __name__ == "__main__":
    print(run(SMALL))
