# doctest: examples in docstrings, options, exceptions, failures reported in full.
import doctest


def double(x):
    """Twice.

    >>> double(2)
    4
    >>> double('ab')
    'abab'
    >>> double(None)
    Traceback (most recent call last):
        ...
    TypeError: unsupported operand type(s) for *: 'NoneType' and 'int'
    >>> list(range(20)) # doctest: +ELLIPSIS
    [0, 1, ..., 19]
    >>> print('a   b') # doctest: +NORMALIZE_WHITESPACE
    a b
    >>> print('x\\n\\ny')
    x
    <BLANKLINE>
    y
    """
    return x * 2


def wrong():
    """
    >>> 1 + 1
    3
    >>> for i in range(2):
    ...     print(i)
    0
    2
    >>> undefined
    1
    """


class Counter:
    """
    >>> c = Counter()
    >>> c.up(), c.up()
    (1, 2)
    """

    def __init__(self):
        self.n = 0

    def up(self):
        """
        >>> Counter().up()
        1
        """
        self.n += 1
        return self.n


finder, runner = doctest.DocTestFinder(), doctest.DocTestRunner(verbose=False)
for test in finder.find(double) + finder.find(Counter, 'Counter'):
    print(test.name, len(test.examples), runner.run(test))
test = finder.find(wrong)[0]
test.filename = 'FILE'
lines = []
print(runner.run(test, out=lines.append))
print(''.join(lines).split('undefined')[0])
parser = doctest.DocTestParser()
print([(e.source, e.want, e.indent, e.options) for e in parser.get_examples('  >>> a = 1\n  >>> a\n  1\n')])
print(doctest.script_from_examples('text\n>>> 1+1\n2\n'))
