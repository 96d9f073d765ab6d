"""Word count: splits a text, normalises the words, counts them in dicts and sorts by frequency."""
from collections import Counter, defaultdict

SIZE, SMALL = 180000, 300
EXPECTED = (60, True, [('trace', 8465), ('stack', 8459)], 'trace', 139546)

STEMS = ("Loop", "trace", "guard", "Frame", "stack", "cell", "shape", "value", "branch", "node", "Queue", "list")
ENDINGS = ("", "s", "ed", "ing", ",", ".", "!", "'s", ";")


def make_text(n):
    seed = 7
    words = []
    for i in range(n):
        seed = (seed * 1664525 + 1013904223) & 0xFFFFFFFF
        word = STEMS[(seed >> 10) % len(STEMS)] + ENDINGS[(seed >> 20) % len(ENDINGS)]
        words.append(word + ("\n" if i % 12 == 11 else " "))
    return "".join(words)


def by_dict(text):
    counts = {}
    for line in text.splitlines():
        for word in line.split():
            word = word.strip(".,;!").lower()
            counts[word] = counts.get(word, 0) + 1
    return counts


def by_length(counts):
    groups = defaultdict(list)
    for word, count in counts.items():
        groups[len(word)].append((count, word))
    return {length: max(words)[1] for length, words in sorted(groups.items())}


def run(n):
    text = make_text(n)
    counts = by_dict(text)
    counter = Counter(word.strip(".,;!").lower() for word in text.split())
    letters = Counter(text)
    ordered = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
    return len(counts), counts == counter, ordered[:2], by_length(counts)[5], letters["e"]


if __name__ == "__main__":
    print(run(SMALL))
