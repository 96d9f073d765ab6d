# A small object-relational mapper: descriptors, a metaclass, __init_subclass__, queries as chained objects, events.
import operator
from functools import reduce


class Field:
    count = 0

    def __init__(self, kind, default=None, check=None):
        self.kind, self.default, self.check = kind, default, check
        Field.count += 1
        self.order = Field.count

    def __set_name__(self, owner, name):
        self.name = name

    def __get__(self, instance, owner=None):
        if instance is None:
            return self
        return instance.__dict__.get(self.name, self.default)

    def __set__(self, instance, value):
        if not isinstance(value, self.kind):
            raise TypeError(f'{type(instance).__name__}.{self.name} takes {self.kind.__name__}, not {type(value).__name__}')
        if self.check and not self.check(value):
            raise ValueError(f'{self.name} refuses {value!r}')
        instance.__dict__[self.name] = value

    def _condition(symbol):
        function = getattr(operator, symbol)
        return lambda self, other: Condition(lambda row: function(getattr(row, self.name), other), f'{self.name} {symbol} {other!r}')

    __eq__, __lt__, __gt__, __le__ = map(_condition, ['eq', 'lt', 'gt', 'le'])
    __hash__ = object.__hash__
    del _condition


class Condition:
    def __init__(self, test, text):
        self.test, self.text = test, text

    def __and__(self, other):
        return Condition(lambda row: self.test(row) and other.test(row), f'({self.text} and {other.text})')

    def __or__(self, other):
        return Condition(lambda row: self.test(row) or other.test(row), f'({self.text} or {other.text})')

    def __invert__(self):
        return Condition(lambda row: not self.test(row), f'not {self.text}')


class Query:
    def __init__(self, rows, steps=()):
        self.rows, self.steps = rows, steps

    def __getattr__(self, name):
        if name not in {'where', 'order', 'limit', 'map'}:
            raise AttributeError(name)
        return lambda *arguments: Query(self.rows, self.steps + ((name, arguments),))

    def __iter__(self):
        rows = iter(self.rows)
        for name, arguments in self.steps:
            match name, arguments:
                case 'where', conditions:
                    rows = (lambda rows, c: (r for r in rows if c.test(r)))(rows, reduce(operator.and_, conditions))
                case 'order', [field]:
                    rows = sorted(rows, key=field.__get__)
                case 'limit', [n]:
                    rows = (row for row, _ in zip(rows, range(n)))
                case 'map', [function]:
                    rows = map(function, rows)
        yield from rows

    def __len__(self):
        return sum(1 for _ in self)

    def __repr__(self):
        return ' '.join(f'{name}({", ".join(getattr(a, "text", getattr(a, "name", str(a))) for a in arguments)})' for name, arguments in self.steps)


class Meta(type):
    def __new__(meta, name, bases, namespace, **options):
        made = super().__new__(meta, name, bases, namespace)
        made._fields = sorted((f for c in made.__mro__ for f in vars(c).values() if isinstance(f, Field)), key=lambda f: f.order)
        made._rows = []
        return made

    def __call__(cls, **values):
        instance = super().__call__(**values)
        cls._rows.append(instance)
        return instance

    @property
    def all(cls):
        return Query(cls._rows)


class Record(metaclass=Meta):
    def __init__(self, **values):
        for name, value in values.items():
            if not isinstance(getattr(type(self), name, None), Field):
                raise AttributeError(f'{type(self).__name__} has no field {name}')
            setattr(self, name, value)

    def __init_subclass__(cls, /, table=None, **rest):
        super().__init_subclass__(**rest)
        cls.table = table or cls.__name__.lower() + 's'

    def __repr__(self):
        return f'{type(self).__name__}({", ".join(f"{f.name}={getattr(self, f.name)!r}" for f in self._fields)})'


class Person(Record, table='people'):
    name = Field(str, 'nobody')
    age = Field(int, 0, check=lambda age: age >= 0)


class Worker(Person):
    salary = Field((int), 1000)


for i in range(30):
    Person(name='p%02d' % i, age=i * 7 % 40)
Worker(name='w', age=50)
print(Person.table, Worker.table, [f.name for f in Worker._fields], Worker._rows, len(Person.all))
query = Person.all.where((Person.age > 10) & ~(Person.name == 'p04') | (Person.age == 0)).order(Person.age).limit(6)
print(query, list(query), len(query), list(query.map(lambda p: p.name)))
for bad in [lambda: Person(name=3), lambda: Person(age=-1), lambda: Person(size=1), lambda: Person.all.nothing, lambda: setattr(Worker._rows[0], 'age', 'x')]:
    try:
        bad()
    except Exception as error:
        print(type(error).__name__, error)
