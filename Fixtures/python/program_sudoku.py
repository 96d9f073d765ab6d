# Sudoku by constraint propagation and search with copied dicts.
ROWS, COLUMNS = "ABCDEFGHI", "123456789"


def cross(a, b): return [x + y for x in a for y in b]


SQUARES = cross(ROWS, COLUMNS)
UNITS = [cross(ROWS, c) for c in COLUMNS] + [cross(r, COLUMNS) for r in ROWS] + [cross(r, c) for r in ("ABC", "DEF",
    "GHI") for c in ("123", "456", "789")]
UNITS_OF = {s: [u for u in UNITS if s in u] for s in SQUARES}
PEERS = {s: set(sum(UNITS_OF[s], [])) - {s} for s in SQUARES}


def assign(values, square, digit):
    return values if all(eliminate(values, square, other) for other in values[square].replace(digit, "")) else None


def eliminate(values, square, digit):
    if digit not in values[square]:
        return values
    values[square] = values[square].replace(digit, "")
    if not values[square]:
        return None
    if len(values[square]) == 1 and not all(eliminate(values, peer, values[square]) for peer in sorted(PEERS[square])):
        return None
    for unit in UNITS_OF[square]:
        places = [s for s in unit if digit in values[s]]
        if not places or len(places) == 1 and not assign(values, places[0], digit):
            return None
    return values


def parse(text):
    values = {s: "123456789" for s in SQUARES}
    for square, digit in zip(SQUARES, text):
        if digit in "123456789" and not assign(values, square, digit):
            return None
    return values


def search(values):
    if values is None:
        return None
    if all(len(values[s]) == 1 for s in SQUARES):
        return values
    square = min((s for s in SQUARES if len(values[s]) > 1), key=lambda s: (len(values[s]), s))
    for digit in values[square]:
        found = search(assign(dict(values), square, digit))
        if found:
            return found
    return None


def show(values):
    for r in ROWS:
        print(" ".join(values[r + c] + ("|" if c in "36" else "") for c in COLUMNS))
        if r in "CF":
            print("-" * 20)


for puzzle in ("..3.2.6..9..3.5..1..18.64....81.29..7.......8..67.82....26.95..8..2.3..9..5.1.3..",
               "4.....8.5.3..........7......2.....6.....8.4......1.......6.3.7.5..2.....1.4......",
               "55......................................................................"):
    solution = search(parse(puzzle))
    if solution:
        show(solution)
        print(all(sorted(solution[s] for s in u) == list(COLUMNS) for u in UNITS))
    else:
        print("no solution")
