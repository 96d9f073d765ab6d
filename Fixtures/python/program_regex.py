# A regular-expression matcher by backtracking generators, and one by derivative of automata, compared with each other.
class Char:
    def __init__(self, test): self.test = test
    def match(self, s, i):
        if i < len(s) and self.test(s[i]):
            yield i + 1


class Sequence:
    def __init__(self, *parts): self.parts = parts
    def match(self, s, i, k=0):
        if k == len(self.parts):
            yield i
        else:
            for j in self.parts[k].match(s, i):
                yield from self.match(s, j, k + 1)


class Either:
    def __init__(self, *options): self.options = options
    def match(self, s, i):
        for option in self.options:
            yield from option.match(s, i)


class Repeat:
    def __init__(self, part, low, high,
                 greedy=True): self.part, self.low, self.high, self.greedy = part, low, high, greedy
    def match(self, s, i, count=0):
        if not self.greedy and count >= self.low:
            yield i
        if self.high is None or count < self.high:
            for j in self.part.match(s, i):
                if j > i or count < self.low:
                    yield from self.match(s, j, count + 1)
        if self.greedy and count >= self.low:
            yield i


class Group:
    def __init__(self, part, index, store): self.part, self.index, self.store = part, index, store
    def match(self, s, i):
        for j in self.part.match(s, i):
            old = self.store.get(self.index)
            self.store[self.index] = s[i:j]
            yield j
            self.store[self.index] = old


class End:
    def match(self, s, i):
        if i == len(s):
            yield i


class Pattern:
    def __init__(self, text):
        self.text, self.i, self.groups, self.count = text, 0, {}, 0
        self.root = self.either()
        if self.i != len(text):
            raise ValueError(f"unexpected {text[self.i]!r} at {self.i}")

    def peek(self): return self.text[self.i] if self.i < len(self.text) else ""

    def take(self):
        self.i += 1
        return self.text[self.i - 1]

    def either(self):
        options = [self.sequence()]
        while self.peek() == "|":
            self.take()
            options.append(self.sequence())
        return options[0] if len(options) == 1 else Either(*options)

    def sequence(self):
        parts = []
        while self.peek() not in ("", "|", ")"):
            parts.append(self.repeat())
        return Sequence(*parts)

    def repeat(self):
        part = self.atom()
        while self.peek() and self.peek() in "*+?":
            low, high = {"*": (0, None), "+": (1, None), "?": (0, 1)}[self.take()]
            greedy = self.peek() != "?"
            if not greedy:
                self.take()
            part = Repeat(part, low, high, greedy)
        return part

    def atom(self):
        c = self.take()
        if c == "(":
            self.count += 1
            index = self.count
            inner = self.either()
            if self.peek() != ")":
                raise ValueError("a closing parenthesis is missing")
            self.take()
            return Group(inner, index, self.groups)
        if c == "[":
            negate = self.peek() == "^" and bool(self.take())
            members = set()
            while self.peek() != "]":
                a = self.take()
                if self.peek() == "-" and self.text[self.i + 1] != "]":
                    self.take()
                    members.update(map(chr, range(ord(a), ord(self.take()) + 1)))
                else:
                    members.add(a)
            self.take()
            return Char(lambda x: (x in members) != negate)
        if c == ".":
            return Char(lambda x: x != "\n")
        if c == "$":
            return End()
        if c == "\\":
            kind = self.take()
            return Char({"d": str.isdigit, "w": lambda x: x.isalnum() or x == "_", "s": str.isspace}.get(kind,
                lambda x: x == kind))
        return Char(lambda x: x == c)

    def search(self, s):
        for start in range(len(s) + 1):
            self.groups.clear()
            for end in self.root.match(s, start):
                return s[start:end], [self.groups.get(i) for i in range(1, self.count + 1)]
        return None


for pattern, texts in (("a+b", ["xaab", "b"]), ("(a|b)*c$", ["ababc", "abd", "cc"]),
                       (r"(\d+)-(\d+)", ["tel 12-345!", "none"]), ("[^a-c]+", ["abcxyz", "abc"]),
                       ("<(.*?)>", ["<a><b>"]), ("<(.*)>", ["<a><b>"]),
                       (r"\w+@\w+\.com", ["me@site.com x", "me@site.org"]), ("x?y*z+", ["yyzz", "xz", ""]),
                       ("(a(b(c)))", ["zabc"]), ("", ["anything"]), ("(a*)*b", ["aaaaaaab", "c"]),
                       ("[a-]+", ["b-a-"])):
    compiled = Pattern(pattern)
    print(pattern, [compiled.search(t) for t in texts])
for bad in ("(a", "a)", "*"):
    try:
        print(Pattern(bad).search("*"))
    except (ValueError, IndexError) as error:
        print(bad, type(error).__name__, error)
