# Searches whose first characters decide where a match can begin: literals, sets, branches, optional items, in text of
# every width, at the edges of blocks of 16 characters, and with bytes.
import re

PATTERNS = [
    "needle", "needle|pin", "(?:ab|cd|ef)gh", "a?b?c", "x*y", "[a-c][x-z]9", "(?i)NeEdLe", "(foo|bar|baz|qux|quux)+!",
    "a|b|c|d|e|f|g|h|i|j|k", "|".join("k%d" % n for n in range(40)), "(?:a|)(?:b|)c", r"\bend\b", "(?m)^line", r"\A-",
    "z{3}", "z{2,}q", "(?=n)needle", "(?!x)n", "(?<=-)n", "(?>ne|n)edle", ".e", "(?s).e", r"(\w)\1", "(?:)n", "\u00e9t", "\u4e2d\u6587",
    "[\u4e2d\u00e9]x", ".*?needle", ".+le", "n.*e", "n.*?e", r"\d+?,", "(?a:\\w)-", "$", "n(?:e)++d", "-*+n",
]
FILLS = ["-", "n", "\u00e9", "\u4e2d", "\U0001f600"]
TAILS = ["needle", "pin", "cdgh", "bc", "xxy", "bz9", "NEEDLE", "bazfoo!", "k39", "end", "\nline", "zzzq", "\u00e9t", "\u4e2d\u6587", "\u4e2dx", "12,", "aa"]

total = 0
for pattern in PATTERNS:
    compiled = re.compile(pattern)
    checksum = 0
    for fill in FILLS:
        for length in (0, 1, 14, 15, 16, 17, 31, 33, 47, 70):
            for tail in TAILS:
                text = fill * length + tail + fill * (length % 7)
                match = compiled.search(text)
                span = match.span() if match else (-1, -1)
                checksum = (checksum * 31 + span[0] * 7 + span[1]) % 1000003
    print(ascii(pattern), checksum)

for pattern in (b"needle|pin", b"[\x80-\xff]n", b"(?i)N", b"(a|b)c"):
    compiled = re.compile(pattern)
    text = (b"-" * 37 + b"needle\xe9npinacbc") * 3
    print(compiled.findall(text), [match.span() for match in compiled.finditer(text, 40, 100)], compiled.sub(b"_", text)[30:50])

# The end before the beginning, empty matches, and matches that must move on.
print(re.compile(r"\b").match("abc", 3, 1), re.compile("a*").match("aaa", 2, 1), re.compile("").fullmatch("abc", 2, 1))
print(re.findall("a*?", "baac"), re.split("x*", "axbc"), re.sub("b|", "-", "abc"), re.findall(r"\b|:+", "a::bc"))

# What was tried is undone: groups of alternatives that failed, counters of loops, the last group.
match = re.search("(?:(a)|(ab))(c)?d", "-" * 20 + "abcd")
print(match.groups(), match.lastindex, match.span())
match = re.search("((x)|(y))*z", "-" * 20 + "xyxz")
print(match.groups(), match.lastindex, match.regs)
print(re.search("(?:(a)(b)?)+?c", "ababac").groups(), re.search("(a+)(a*?)(a{2})b", "aaaaab").groups())
print(re.search(r"(.*)(\d+)(\D*)$", "x" * 40 + "12ab34cd").groups()[1:])
