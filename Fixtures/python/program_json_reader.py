# A JSON reader and writer by hand, compared with the library's; paths into documents; differences of documents.
import json
import random


class Reader:
    def __init__(self, text):
        self.text, self.at = text, 0

    def fail(self, what):
        line = self.text.count('\n', 0, self.at) + 1
        raise ValueError(f'{what} at line {line} column {self.at - self.text.rfind(chr(10), 0, self.at)}')

    def blank(self):
        while self.text[self.at:self.at + 1] in (' ', '\n', '\t', '\r') and self.at < len(self.text):
            self.at += 1

    def expect(self, word):
        if not self.text.startswith(word, self.at):
            self.fail(f'expected {word!r}')
        self.at += len(word)

    def document(self):
        value = self.value()
        self.blank()
        if self.at < len(self.text):
            self.fail('extra data')
        return value

    def value(self):
        self.blank()
        match self.text[self.at:self.at + 1]:
            case '{':
                return dict(self.items('{', '}', self.pair))
            case '[':
                return list(self.items('[', ']', self.value))
            case '"':
                return self.string()
            case 't':
                self.expect('true')
                return True
            case 'f':
                self.expect('false')
                return False
            case 'n':
                self.expect('null')
            case c if c == '-' or c.isdigit():
                return self.number()
            case _:
                self.fail('expected a value')

    def items(self, first, last, read):
        self.expect(first)
        self.blank()
        if self.text.startswith(last, self.at):
            self.at += 1
            return
        while True:
            yield read()
            self.blank()
            if self.text.startswith(last, self.at):
                self.at += 1
                return
            self.expect(',')

    def pair(self):
        self.blank()
        key = self.string()
        self.blank()
        self.expect(':')
        return key, self.value()

    def number(self):
        start = self.at
        while self.text[self.at:self.at + 1] and self.text[self.at] in '+-.eE0123456789':
            self.at += 1
        word = self.text[start:self.at]
        try:
            return float(word) if set(word) & set('.eE') else int(word)
        except ValueError:
            self.fail(f'bad number {word}')

    def string(self):
        self.expect('"')
        parts = []
        while True:
            end = self.at
            while self.text[end:end + 1] not in ('"', '\\', ''):
                end += 1
            parts.append(self.text[self.at:end])
            self.at = end
            if end == len(self.text):
                self.fail('unterminated string')
            if self.text[end] == '"':
                self.at += 1
                return ''.join(parts)
            letter = self.text[end + 1]
            self.at += 2
            if letter == 'u':
                parts.append(chr(int(self.text[self.at:self.at + 4], 16)))
                self.at += 4
            else:
                parts.append({'n': '\n', 't': '\t', 'r': '\r', 'b': '\b', 'f': '\f'}.get(letter, letter))


def write(value):
    match value:
        case None: return 'null'
        case True: return 'true'
        case False: return 'false'
        case int() | float(): return repr(value)
        case str(): return '"' + ''.join(c if ' ' <= c <= '~' and c not in '"\\' else f'\\u{ord(c):04x}' for c in value) + '"'
        case dict(): return '{' + ', '.join(f'{write(k)}: {write(v)}' for k, v in value.items()) + '}'
        case list() | tuple(): return '[' + ', '.join(map(write, value)) + ']'
        case _: raise TypeError(type(value).__name__)


random.seed(3)


def make(depth):
    kind = random.randrange(8 if depth else 6)
    return [lambda: random.randrange(-10**6, 10**6), random.random, lambda: ''.join(random.choice('ab"\\\né') for _ in range(6)), lambda: None, lambda: True, lambda: 10**20,
            lambda: [make(depth - 1) for _ in range(random.randrange(5))], lambda: {f'k{i}': make(depth - 1) for i in range(random.randrange(5))}][kind]()


equal = 0
for _ in range(200):
    document = make(5)
    equal += Reader(json.dumps(document)).document() == document == json.loads(write(document)) == Reader(json.dumps(document, indent=3)).document()
print(equal)
for bad in ['', '[1,]', '{"a" 1}', '[1 2]', 'tru', '"abc', '[1]\n x', '{"a":\n  -}', '{1: 2}']:
    try:
        print(Reader(bad).document())
    except ValueError as error:
        print(repr(bad), error)


def find(document, path):
    here = [document]
    for step in path.split('.'):
        following = []
        for value in here:
            match value, step:
                case (dict(), '*'): following += value.values()
                case (list(), '*'): following += value
                case (dict(), key) if key in value: following.append(value[key])
                case (list(), index) if index.lstrip('-').isdigit() and -len(value) <= int(index) < len(value): following.append(value[int(index)])
        here = following
    return here


store = {'book': [{'title': 'A', 'price': 3.5}, {'title': 'B', 'price': 9, 'tags': ['x', 'y']}], 'open': True}
print(find(store, 'book.*.title'), find(store, 'book.-1.tags.0'), find(store, 'nothing.here'), find(store, '*'))


def difference(a, b, path='$'):
    match a, b:
        case dict(), dict():
            for key in sorted(a.keys() | b.keys()):
                if key not in a: yield f'+ {path}.{key}'
                elif key not in b: yield f'- {path}.{key}'
                else: yield from difference(a[key], b[key], f'{path}.{key}')
        case list(), list():
            for i, (x, y) in enumerate(zip(a, b)):
                yield from difference(x, y, f'{path}[{i}]')
            if len(a) != len(b):
                yield f'# {path} {len(a)} {len(b)}'
        case _ if a != b:
            yield f'~ {path} {a!r} {b!r}'


other = json.loads(json.dumps(store))
other['book'][0]['price'], other['book'][1]['tags'][1:] = 4, []
del other['open']
other['new'] = 1
print(*difference(store, other), sep='\n')
