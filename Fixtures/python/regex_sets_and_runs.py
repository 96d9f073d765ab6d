# re: every kind of set over all of Latin-1 and beyond, in runs, negated and without case; runs before a literal behind groups.
import re

latin = "".join(map(chr, range(256)))
wide = latin + "\u0100\u0131\u017f\u0660\u2003\u2028\u212a\u4e00"
sets = [
    r"\w", r"\W", r"\d", r"\D", r"\s", r"\S", "[a-z]", "[^a-z]", "[A-Za-z_]", r"[\w.-]", r"[^\w.-]", r"[\d,]", "[!-/]", r"[^\s,]", "[0-9a-fA-F]",
    "[?-D]", "[\x00-\x7f]", "[\x80-\xff]", "[^\x80-\xff]", "[>-\xe9]", "[aé\u4e00]", "[^aé]", r"[\W\d]", "[~-\u0110]", "x", "[^x]", ".", "[\x1c-\x1f]", "[@]", "[`a?\x7f]",
]
for text in (latin, wide):
    for flags in (0, re.ASCII, re.IGNORECASE):
        for pattern in sets:
            runs = re.findall(pattern + "+", text, flags)
            single = re.compile(pattern, flags)
            places = [i for i, c in enumerate(text) if single.match(c)]
            joined = "".join(runs)
            first = re.search(pattern, text, flags)
            print(pattern, len(runs), len(places), joined == "".join(text[i] for i in places), first and first.start(), end="; ")
        print()
    byte_runs = [len(b"".join(re.findall(p.encode("latin-1") + b"+", text.encode("latin-1", "replace")))) for p in sets if p.isascii() or max(p) < "\u0100"]
    print(byte_runs)

for pattern, text in [
    (r"(\w+)=(\d+)", "a=1, bb = 2, ccc=33;d=x e=5=6"), (r"(\w+)\b=", "abc=def"), (r"((\w+))x", "aaxbxcc"), (r"(a*)b", "aaab aab ab b a"), (r"(\d{2,4})5", "12345 1255 55555 5"),
    (r"(?:(\w+)-)+", "a-b-c-d"), (r"(\w*)(\d)z", "ab12z3z"), (r"([^,]*),", "a,,b c,d"), (r"(.*)\n(.*)", "one\ntwo\nthree"), (r"(\w+?)=", "key=value"), (r"(x+x+)+y", "xxxxxy xxy"), (r"(\w++)=", "a=b"),
    (r"(\S+)@(\S+)", "me@home you@work @ nobody@"), (r"(é+)è", "ééè é"), (r"(\w+)é", "aéoé"), (r"^(\s*)(\w+):", "  key: value"), (r"(\w{3})(\w+)d", "abcdefd"), (r"(?i)([a-z]+)Z", "abcz ABZ"),
    (r"\(.*?\)", "f(a)(b)"), (r"(\d+)(?=px)", "10px 20em 30px"), (r"\w+(?<!s)$", "words word"), (r"(?P<n>\w+) (?P=n)!", "is is! a b!"), (r"\d*", "a1b22"), (r"(\w+)\s*=\s*(.+)", "x  =  1 + y"), (r"[^\W\d_]+", "été_12_ß"),
]:
    print(pattern, [(m.span(), m.groups()) for m in re.finditer(pattern, text)], re.sub(pattern, "<>", text), re.split(pattern, text))
    print(re.compile(pattern).search(text, 2), re.compile(pattern).match(text, 1, 6), re.compile(pattern).fullmatch(text))
data = b"\xff\x00key=12,\x80val=7"
print(re.findall(rb"(\w+)=(\d+)", data), re.findall(rb"[^\x00-\x7f]", data), re.findall(rb"[\x80-\xff]+", data), re.search(rb"\d+", data).span())
