"""A tokenizer, a recursive-descent parser and an evaluator for a small expression language; classes per node."""
SIZE, SMALL = 700, 2
EXPECTED = (2100, 59885, 758125)

SOURCE = """
let total = 0
let i = 1
while i < 40 {
    if (i % 3 == 0) + (i % 5 == 0) { let total = total + i * (i - 1) / 2 } else { let total = total - i }
    let i = i + 1
}
print total * (2 + 3 * 4) - -7
"""


def tokenize(text):
    tokens = []
    i = 0
    while i < len(text):
        c = text[i]
        if c.isspace():
            i += 1
        elif c.isalpha():
            start = i
            while i < len(text) and text[i].isalnum():
                i += 1
            tokens.append(("name", text[start:i]))
        elif c.isdigit():
            start = i
            while i < len(text) and text[i].isdigit():
                i += 1
            tokens.append(("number", int(text[start:i])))
        elif text[i:i + 2] in ("==", "<=", ">="):
            tokens.append(("sign", text[i:i + 2]))
            i += 2
        else:
            tokens.append(("sign", c))
            i += 1
    tokens.append(("end", None))
    return tokens


class Number:
    def __init__(self, value): self.value = value
    def run(self, scope): return self.value


class Name:
    def __init__(self, name): self.name = name
    def run(self, scope): return scope[self.name]


class Negate:
    def __init__(self, operand): self.operand = operand
    def run(self, scope): return -self.operand.run(scope)


class Binary:
    operations = {"+": lambda a, b: a + b, "-": lambda a, b: a - b, "*": lambda a, b: a * b, "/": lambda a, b: a // b,
                  "%": lambda a, b: a % b, "<": lambda a, b: a < b, "==": lambda a, b: a == b}

    def __init__(self, sign, left, right):
        self.operation = self.operations[sign]
        self.left, self.right = left, right

    def run(self, scope): return self.operation(self.left.run(scope), self.right.run(scope))


class Let:
    def __init__(self, name, value): self.name, self.value = name, value
    def run(self, scope): scope[self.name] = self.value.run(scope)


class Print:
    def __init__(self, value): self.value = value
    def run(self, scope): scope["output"].append(self.value.run(scope))


class Block:
    def __init__(self, statements): self.statements = statements

    def run(self, scope):
        for statement in self.statements:
            statement.run(scope)


class If:
    def __init__(self, test, then, other): self.test, self.then, self.other = test, then, other
    def run(self, scope): (self.then if self.test.run(scope) else self.other).run(scope)


class While:
    def __init__(self, test, body): self.test, self.body = test, body

    def run(self, scope):
        while self.test.run(scope):
            self.body.run(scope)


LEVELS = [("==", "<"), ("+", "-"), ("*", "/", "%")]


class Parser:
    def __init__(self, tokens):
        self.tokens = tokens
        self.position = 0

    def peek(self):
        return self.tokens[self.position][1]

    def next(self):
        self.position += 1
        return self.tokens[self.position - 1]

    def expect(self, text):
        if self.next()[1] != text:
            raise SyntaxError(text)

    def block(self, end):
        statements = []
        while self.peek() != end:
            statements.append(self.statement())
        self.next()
        return Block(statements)

    def braces(self):
        self.expect("{")
        return self.block("}")

    def statement(self):
        keyword = self.next()[1]
        if keyword == "let":
            name = self.next()[1]
            self.expect("=")
            return Let(name, self.expression())
        if keyword == "print":
            return Print(self.expression())
        test = self.expression()
        body = self.braces()
        if keyword == "while":
            return While(test, body)
        if self.peek() != "else":
            return If(test, body, Block([]))
        self.next()
        return If(test, body, self.braces())

    def expression(self, level=0):
        if level == len(LEVELS):
            return self.primary()
        left = self.expression(level + 1)
        while self.peek() in LEVELS[level]:
            sign = self.next()[1]
            left = Binary(sign, left, self.expression(level + 1))
        return left

    def primary(self):
        kind, value = self.next()
        if kind == "number":
            return Number(value)
        if kind == "name":
            return Name(value)
        if value == "-":
            return Negate(self.primary())
        inner = self.expression()
        self.expect(")")
        return inner


def run(n):
    output = []
    for _ in range(n):
        tree = Parser(tokenize(SOURCE)).block(None)
        for _ in range(3):
            tree.run({"output": output})
    return len(output), output[-1], sum(output) % 1000003


if __name__ == "__main__":
    print(run(SMALL))
