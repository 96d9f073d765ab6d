"""Deep copies of nested structures by the copy module, and by a hand-written function for comparison."""
import copy

SIZE, SMALL = 900, 3
EXPECTED = (56700, 2, 3)


class Part:
    def __init__(self, name, children):
        self.name = name
        self.children = children
        self.properties = {"weight": len(name), "tags": [name, name.upper()], "size": (1, len(children))}


def make(depth, width, name):
    if depth == 0:
        return Part(name, [])
    return Part(name, [make(depth - 1, width, name + str(i)) for i in range(width)])


def by_hand(part):
    twin = Part.__new__(Part)
    twin.name = part.name
    twin.children = [by_hand(child) for child in part.children]
    twin.properties = {key: list(value) if isinstance(value, list) else value for key, value in part.properties.items()}
    return twin


def weigh(part):
    return part.properties["weight"] + sum(weigh(child) for child in part.children)


def run(n):
    tree = make(2, 4, "p")
    shared = [1, 2, 3]
    graph = {"a": shared, "b": [shared, {"c": shared}], "d": {i: [i] * 3 for i in range(10)}}
    graph["self"] = graph
    total = 0
    for i in range(n):
        twin = copy.deepcopy(tree)
        twin.children[0].properties["tags"].append(i)
        other = copy.deepcopy(graph)
        other["a"].append(i)
        total += weigh(twin) + len(other["b"][1]["c"]) + (other["self"] is other)
        hand = by_hand(tree)
        flat = copy.copy(hand)
        total += flat.children is hand.children
    return total, len(tree.children[0].properties["tags"]), len(shared)


if __name__ == "__main__":
    print(run(SMALL))
