# match: literals, captures, wildcards, alternatives, guards, sequences, mappings.
def kind(value):
    match value:
        case 0:
            return "zero"
        case 1 | 2 | 3:
            return "small"
        case -1:
            return "minus one"
        case 2.5:
            return "float"
        case "yes" | "y":
            return "affirmative"
        case None:
            return "none"
        case True:
            return "true"
        case b"raw":
            return "bytes"
        case []:
            return "empty"
        case [x]:
            return f"one {x}"
        case [x, y] if x == y:
            return f"equal pair {x}"
        case [x, y]:
            return f"pair {x} {y}"
        case [first, *rest]:
            return f"first {first} rest {rest}"
        case {"type": "point", "x": x, "y": y}:
            return f"point {x} {y}"
        case {"type": t, **others}:
            return f"type {t} others {others}"
        case {}:
            return f"mapping {sorted(value)}"
        case str():
            return f"text {value}"
        case int(n) if n > 100:
            return f"large {n}"
        case int() | float() as number:
            return f"number {number}"
        case _:
            return f"other {type(value).__name__}"


for value in (0, 1, 3, -1, 2.5, "yes", "y", None, True, False, b"raw", [], [5], [1, 1], [1, 2], (1, 2, 3), range(4),
              {"type": "point", "x": 1, "y": 2}, {"type": "line", "w": 1}, {"other": 1}, {}, "text", 50, 500, 1.25,
              {1, 2}, b"bytes", "", 1.0, [[1]], ["ab"]):
    print(repr(value), "->", kind(value))


def command(line):
    match line.split():
        case ["go", ("north" | "south") as direction]:
            return f"going {direction}"
        case ["go", *_]:
            return "go where?"
        case ["take", item] | ["pick", "up", item]:
            return f"taking {item}"
        case ["drop", *items] if len(items) > 1:
            return f"dropping {', '.join(items)}"
        case [] | ["quit"]:
            return "bye"
        case [verb, *_]:
            return f"cannot {verb}"


for line in ("go north", "go west", "go", "take lamp", "pick up sword", "drop a b", "drop a", "", "quit", "dance"):
    print(command(line))


def nested(data):
    match data:
        case {"user": {"name": str(name), "tags": [first, *_]}}:
            return name, first
        case [[a, b], [c, d]]:
            return a * d - b * c
        case [*start, 9]:
            return "ends in nine", start
        case [1, *middle, 3]:
            return "one to three", middle
        case (x, (y, (z,))):
            return x + y + z
        case "a" "b":
            return "joined"


for data in ({"user": {"name": "Ann", "tags": ["x", "y"]}}, {"user": {"name": 5, "tags": ["x"]}}, [[1, 2], [3, 4]],
             [1, 2, 9], [1, 2, 2, 3], (1, (2, (3,))), "ab", 5):
    print(nested(data))
match 5, "x":
    case int(a), str(b):
        print("tuple subject", a, b)
match [1, 2]:
    case x, y:
        pass
print(x, y)
match {"a": 1, "b": 2, "c": 3}:
    case {"a": 1, **rest}:
        print(rest)
match "no match":
    case 5:
        print("never")
match = 3
case = 4
print(match + case)
_ = "kept"
match 7:
    case _:
        print(_)
