"""An interpreter in Python: a stack machine with named instructions runs a prime counter compiled for it."""
SIZE, SMALL = 4500, 50
EXPECTED = (610, 634918)

# Counts the primes below `limit`; names are slots of the machine's memory.
PROGRAM = """
    push 2        store candidate
    push 0        store found
next:
    load candidate    load limit    less    jump_unless end
    push 2        store divisor
trial:
    load divisor  load divisor  multiply  load candidate  greater  jump_if prime
    load candidate  load divisor  remainder  jump_unless composite
    load divisor  push 1  add  store divisor  jump trial
prime:
    load found  push 1  add  store found
composite:
    load candidate  push 1  add  store candidate  jump next
end:
    load found  halt
"""

WITH_OPERAND = {"push", "store", "load", "jump", "jump_if", "jump_unless"}


def assemble(text):
    code, labels, pending = [], {}, []
    tokens = iter(text.split())
    for token in tokens:
        if token.endswith(":"):
            labels[token[:-1]] = len(code)
        elif token in WITH_OPERAND:
            operand = next(tokens)
            if token.startswith("jump"):
                pending.append(len(code))
            code.append((token, int(operand) if token == "push" else operand))
        else:
            code.append((token, None))
    for index in pending:
        code[index] = code[index][0], labels[code[index][1]]
    return code


class Machine:
    def __init__(self, code, memory):
        self.code = code
        self.memory = memory
        self.stack = []
        self.pc = 0
        self.steps = 0

    def run(self):
        while True:
            operation, operand = self.code[self.pc]
            self.pc += 1
            self.steps += 1
            if operation == "halt":
                return self.stack.pop()
            getattr(self, operation)(operand)

    def push(self, value):
        self.stack.append(value)

    def load(self, name):
        self.stack.append(self.memory[name])

    def store(self, name):
        self.memory[name] = self.stack.pop()

    def binary(function):
        def operation(self, operand):
            right = self.stack.pop()
            self.stack[-1] = function(self.stack[-1], right)
        return operation

    add = binary(lambda a, b: a + b)
    multiply = binary(lambda a, b: a * b)
    remainder = binary(lambda a, b: a % b)
    less = binary(lambda a, b: a < b)
    greater = binary(lambda a, b: a > b)

    def jump(self, target):
        self.pc = target

    def jump_if(self, target):
        if self.stack.pop():
            self.pc = target

    def jump_unless(self, target):
        if not self.stack.pop():
            self.pc = target


def run(n):
    machine = Machine(assemble(PROGRAM), {"limit": n})
    return machine.run(), machine.steps


if __name__ == "__main__":
    print(run(SMALL))
