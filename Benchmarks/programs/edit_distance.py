"""Edit distances and a longest common subsequence between words: dynamic programming over rows of integers."""
SIZE, SMALL = 800, 30
EXPECTED = (561, 404, 'gddddeghegch')


def make_word(n, seed):
    letters = []
    for _ in range(n):
        seed = (seed * 1103515245 + 12345) & 0x7FFFFFFF
        letters.append("abcdefgh"[(seed >> 16) % 8])
    return "".join(letters)


def edit_distance(a, b):
    previous = list(range(len(b) + 1))
    for i, x in enumerate(a, 1):
        current = [i]
        for j, y in enumerate(b, 1):
            current.append(min(previous[j] + 1, current[j - 1] + 1, previous[j - 1] + (x != y)))
        previous = current
    return previous[-1]


def common_subsequence(a, b):
    table = [[0] * (len(b) + 1) for _ in range(len(a) + 1)]
    for i in range(len(a)):
        for j in range(len(b)):
            if a[i] == b[j]:
                table[i + 1][j + 1] = table[i][j] + 1
            else:
                table[i + 1][j + 1] = max(table[i][j + 1], table[i + 1][j])
    i, j = len(a), len(b)
    out = []
    while i and j:
        if a[i - 1] == b[j - 1]:
            out.append(a[i - 1])
            i, j = i - 1, j - 1
        elif table[i - 1][j] >= table[i][j - 1]:
            i -= 1
        else:
            j -= 1
    return "".join(reversed(out))


def run(n):
    a, b = make_word(n, 1), make_word(n, 2)
    common = common_subsequence(a, b)
    return edit_distance(a, b), len(common), common[:12]


if __name__ == "__main__":
    print(run(SMALL))
