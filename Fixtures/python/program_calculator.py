# A calculator: tokens by regular expression, precedence climbing, variables, functions, errors with a position.
import math
import re

TOKEN = re.compile(r'\s*(?:(\d+\.?\d*(?:e[+-]?\d+)?)|([A-Za-z_]\w*)|(\*\*|[-+*/%^(),=]))')
POWERS = {'+': 1, '-': 1, '*': 2, '/': 2, '%': 2, '**': 4}


class CalculationError(Exception):
    def __init__(self, message, place):
        super().__init__(message)
        self.place = place


class Calculator:
    functions = {'sqrt': math.sqrt, 'max': max, 'min': min, 'abs': abs}

    def __init__(self):
        self.variables = {'pi': math.pi}

    def tokens(self, text):
        place = 0
        while text[place:].strip():
            match = TOKEN.match(text, place)
            if not match:
                raise CalculationError(f'unexpected {text[place:].lstrip()[0]!r}', place)
            yield match.group(1) and float(match.group(1)), match.group(2), match.group(3), match.start(match.lastindex)
            place = match.end()
        while True:
            yield None, None, 'end', len(text)

    def run(self, text):
        self.stream = self.tokens(text)
        self.advance()
        result = self.expression(0)
        if self.current[2] == '=' and isinstance(result, str):
            name = result
            self.advance()
            result = self.variables[name] = self.value(self.expression(0))
        if self.current[2] != 'end':
            raise CalculationError('trailing input', self.current[3])
        return self.value(result)

    def advance(self):
        self.current = next(self.stream)

    def value(self, thing):
        if isinstance(thing, str):
            if thing not in self.variables:
                raise CalculationError(f'unknown name {thing}', self.current[3])
            return self.variables[thing]
        return thing

    def expression(self, lowest):
        left = self.atom()
        while (operator := self.current[2]) in POWERS and POWERS[operator] >= lowest:
            self.advance()
            right = self.value(self.expression(POWERS[operator] + (operator != '**')))
            left = self.value(left)
            left = {'+': lambda: left + right, '-': lambda: left - right, '*': lambda: left * right, '/': lambda: left / right, '%': lambda: left % right, '**': lambda: left ** right}[operator]()
        return left

    def atom(self):
        number, name, sign, place = self.current
        self.advance()
        if number is not None:
            return number
        if name:
            if self.current[2] != '(':
                return name
            self.advance()
            arguments = []
            while self.current[2] != ')':
                arguments.append(self.value(self.expression(0)))
                if self.current[2] == ',':
                    self.advance()
            self.advance()
            return self.functions[name](*arguments)
        if sign == '(':
            result = self.value(self.expression(0))
            if self.current[2] != ')':
                raise CalculationError('missing )', self.current[3])
            self.advance()
            return result
        if sign == '-':
            return -self.value(self.expression(3))
        raise CalculationError('expected a value', place)


calculator = Calculator()
for text in ['1 + 2 * 3', '-2 ** 2', '2 ** 3 ** 2', '(1 + 2) * 3 % 4', 'x = 5', 'x * pi', 'max(1, x, 3) - sqrt(16)', '1 / 0', '2 +', '(1', 'y + 1', '3 $ 4', '1 2', 'abs(-7.5e1)', '-x ** 2 + 3']:
    try:
        print(text, '=', round(calculator.run(text), 6))
    except (CalculationError, ZeroDivisionError) as error:
        print(text, '!', type(error).__name__, error, getattr(error, 'place', ''))
