# A small Lisp: reader, environments, closures, special forms, tail of a real program.
import operator as op


class Symbol(str):
    pass


class Environment(dict):
    def __init__(self, names=(), values=(), outer=None):
        super().__init__(zip(names, values))
        self.outer = outer

    def find(self, name):
        if name in self:
            return self
        if self.outer is None:
            raise NameError(f"unknown name {name}")
        return self.outer.find(name)


class Procedure:
    def __init__(self, names, body, scope): self.names, self.body, self.scope = names, body, scope
    def __call__(self, *values): return evaluate(self.body, Environment(self.names, values, self.scope))


def tokenize(text): return text.replace("(", " ( ").replace(")", " ) ").replace("'", " ' ").split()


def read(tokens):
    if not tokens:
        raise SyntaxError("unexpected end")
    token = tokens.pop(0)
    if token == "(":
        items = []
        while tokens and tokens[0] != ")":
            items.append(read(tokens))
        if not tokens:
            raise SyntaxError("a closing parenthesis is missing")
        tokens.pop(0)
        return items
    if token == ")":
        raise SyntaxError("unexpected )")
    if token == "'":
        return [Symbol("quote"), read(tokens)]
    for convert in (int, float):
        try:
            return convert(token)
        except ValueError:
            pass
    return Symbol(token)


def evaluate(x, scope):
    while True:
        if isinstance(x, Symbol):
            return scope.find(x)[x]
        if not isinstance(x, list):
            return x
        head = x[0]
        if head == "quote":
            return x[1]
        if head == "if":
            _, test, then, *other = x
            if evaluate(test, scope):
                x = then
            elif other:
                x = other[0]
            else:
                return None
            continue
        if head == "define":
            if isinstance(x[1], list):
                scope[x[1][0]] = Procedure(x[1][1:], [Symbol("begin"), *x[2:]], scope)
            else:
                scope[x[1]] = evaluate(x[2], scope)
            return None
        if head == "set!":
            scope.find(x[1])[x[1]] = evaluate(x[2], scope)
            return None
        if head == "lambda":
            return Procedure(x[1], x[2], scope)
        if head == "begin":
            for part in x[1:-1]:
                evaluate(part, scope)
            x = x[-1]
            continue
        if head == "let":
            names, values = zip(*x[1])
            scope = Environment(names, [evaluate(v, scope) for v in values], scope)
            x = x[2]
            continue
        function, *arguments = [evaluate(part, scope) for part in x]
        if isinstance(function, Procedure):
            x, scope = function.body, Environment(function.names, arguments, function.scope)
            continue
        return function(*arguments)


def show(x):
    if isinstance(x, list):
        return "(" + " ".join(map(show, x)) + ")"
    return {True: "#t", False: "#f", None: "nil"}[x] if isinstance(x, (bool, type(None))) else str(x)


def standard():
    scope = Environment()
    scope.update({"+": lambda *a: sum(a), "-": op.sub, "*": op.mul, "/": op.floordiv, "<": op.lt, ">": op.gt,
                  "=": op.eq, "car": lambda x: x[0], "cdr": lambda x: x[1:], "cons": lambda a, b: [a, *b],
                  "list": lambda *a: list(a), "null?": lambda x: x == [], "length": len, "map": lambda f,
                  x: list(map(f, x)), "not": op.not_, "display": lambda x: print("display", show(x))})
    return scope


scope = standard()
for line in ("(define (fact n) (if (< n 2) 1 (* n (fact (- n 1)))))", "(fact 20)",
             "(define (loop n acc) (if (= n 0) acc (loop (- n 1) (+ acc n))))", "(loop 5000 0)",
             "(define (counter) (let ((n 0)) (lambda () (begin (set! n (+ n 1)) n))))", "(define c (counter))",
             "(begin (c) (c) (c))", "(map (lambda (x) (* x x)) (list 1 2 3))", "'(a (b c) 1 2.5)",
             "(car (cdr '(1 2 3)))", "(define (fold f a l) (if (null? l) a (fold f (f a (car l)) (cdr l))))",
             "(fold + 0 '(1 2 3 4))", "(display (list 1 (not (= 1 2))))", "(let ((x 2) (y 3)) (* x y))",
             "(if (> 1 2) 'yes)", "(unknown 1)", "(car '())", "(1 2)", "(+ 1", ")", "(fact 25)"):
    try:
        value = evaluate(read(tokenize(line)), scope)
        if value is not None:
            print(show(value))
    except Exception as error:
        print(f"{type(error).__name__}: {error}")
