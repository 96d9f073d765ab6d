# Small machines: a stack machine with an assembler, a tape machine, a cellular automaton, a state machine by tables.
import itertools


def assemble(text):
    code, labels, waiting = [], {}, []
    for line in text.strip().splitlines():
        line = line.split(';')[0].strip()
        if not line:
            continue
        if line.endswith(':'):
            labels[line[:-1]] = len(code)
            continue
        word, *rest = line.split()
        if rest and not rest[0].lstrip('-').isdigit():
            waiting.append((len(code), rest[0]))
            rest = [0]
        code.append([word, *map(int, rest)])
    for place, label in waiting:
        code[place][1] = labels[label]
    return code


class Machine:
    def __init__(self, code):
        self.code, self.stack, self.calls, self.place, self.output, self.steps = code, [], [], 0, [], 0

    def do_push(self, n): self.stack.append(n)
    def do_dup(self): self.stack.append(self.stack[-1])
    def do_swap(self): self.stack[-1], self.stack[-2] = self.stack[-2], self.stack[-1]
    def do_over(self): self.stack.append(self.stack[-2])
    def do_pop(self): self.stack.pop()
    def do_jump(self, place): self.place = place
    def do_print(self): self.output.append(self.stack.pop())

    def do_zero(self, place):
        if self.stack.pop() == 0:
            self.place = place

    def do_call(self, place):
        self.calls.append(self.place)
        self.place = place

    def do_ret(self): self.place = self.calls.pop()

    def run(self, limit=100000):
        while self.place < len(self.code):
            word, *rest = self.code[self.place]
            self.place += 1
            self.steps += 1
            if self.steps > limit:
                raise RuntimeError('too many steps')
            if word == 'halt':
                break
            getattr(self, 'do_' + word)(*rest)
        return self.output


for word, symbol in [('add', '+'), ('sub', '-'), ('mul', '*'), ('less', '<')]:
    def operate(self, function=eval(f'lambda a, b: int(a {symbol} b)')):
        b, a = self.stack.pop(), self.stack.pop()
        self.stack.append(function(a, b))
    setattr(Machine, 'do_' + word, operate)
factorials = Machine(assemble('''
    push 0
next: dup
    push 25
    less
    zero end
    dup
    call factorial
    print
    push 1
    add
    jump next
factorial:      ; n -> n!
    dup
    zero one
    dup
    push 1
    sub
    call factorial
    mul
    ret
one:
    pop
    push 1
    ret
end: halt
'''.replace('next: dup', 'next:\n dup').replace('end: halt', 'end:\n halt')))
print(factorials.run()[-3:], factorials.steps)
for bad in ['add', 'nothing', 'loop:\n jump loop']:
    try:
        Machine(assemble(bad)).run(1000)
    except Exception as error:
        print(type(error).__name__, error)


def tape(program, data=b''):
    jumps, open_ = {}, []
    for i, c in enumerate(program):
        if c == '[':
            open_.append(i)
        elif c == ']':
            jumps[i] = open_.pop()
            jumps[jumps[i]] = i
    cells, at, place, out, source = [0] * 50, 0, 0, [], iter(data)
    while place < len(program):
        match program[place]:
            case '>': at += 1
            case '<': at -= 1
            case '+': cells[at] = cells[at] + 1 & 255
            case '-': cells[at] = cells[at] - 1 & 255
            case '.': out.append(chr(cells[at]))
            case ',': cells[at] = next(source, 0)
            case '[' if not cells[at]: place = jumps[place]
            case ']' if cells[at]: place = jumps[place]
        place += 1
    return ''.join(out)


print(tape('++++++++[>++++[>++>+++>+++>+<<<<-]>+>+>->>+[<]<-]>>.>---.+++++++..+++.'), tape(',[>,]<[.<]', b'drawer'), tape('+++++[>+++++[>++<-]<-]>>.'))


def automaton(rule, width, rows):
    cells = [int(i == width // 2) for i in range(width)]
    for _ in range(rows):
        yield ''.join(' #'[c] for c in cells).rstrip()
        cells = [rule >> (cells[i - 1] * 4 + cells[i] * 2 + cells[(i + 1) % width]) & 1 for i in range(width)]


for row in automaton(30, 41, 16):
    print(row)
print(sum(row.count('#') for row in automaton(110, 101, 120)))


def life(cells):
    counts = {}
    for x, y in cells:
        for dx, dy in itertools.product((-1, 0, 1), repeat=2):
            if dx or dy:
                counts[x + dx, y + dy] = counts.get((x + dx, y + dy), 0) + 1
    return {c for c, n in counts.items() if n == 3 or n == 2 and c in cells}


cells = {(1, 0), (2, 1), (0, 2), (1, 2), (2, 2), (10, 10), (11, 10), (12, 10), (11, 11)}
for generation in range(60):
    cells = life(cells)
print(len(cells), sorted(cells)[:5])
TABLE = {('locked', 'coin'): ('open', 'unlock'), ('open', 'push'): ('locked', 'lock'), ('open', 'coin'): ('open', 'thank')}
state, actions = 'locked', []
for event in ['push', 'coin', 'coin', 'push', 'push', 'coin'] * 20:
    state, action = TABLE.get((state, event), (state, 'alarm'))
    actions.append(action)
print(state, {a: actions.count(a) for a in sorted(set(actions))})
