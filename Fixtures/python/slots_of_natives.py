# Members of classes derived from built-in types, their descriptors on foreign objects, and copies made by __getnewargs_ex__.
import copy
import pickle


class Precise(float):
    __slots__ = ["digits"]

    def __new__(cls, value=0.0, digits=12):
        self = float.__new__(cls, value)
        self.digits = int(digits)
        return self

    def __repr__(self):
        return "%.*g" % (self.digits, self)


class Vector(complex):
    __slots__ = ["label", "__dict__"]


class Text(str):
    __slots__ = "language", "__length"

    def measure(self):
        self.__length = len(self)
        return self.__length


class Finer(Precise):
    __slots__ = ()


class Loose(Precise):
    pass


def attempt(function):
    try:
        print(function())
    except (AttributeError, TypeError, ValueError) as error:
        print(type(error).__name__, error)


numbers = [Precise(i + 0.123456789, 3) for i in range(500)] + [Finer(2.5), Loose(1.0625, 2)]
print(sum(numbers), numbers[1:4], numbers[-2:], numbers[-2].digits)
numbers[-1].extra = 1
print(numbers[-1].__dict__)
attempt(lambda: setattr(numbers[0], "extra", 1))
attempt(lambda: setattr(numbers[-2], "extra", 1))
vector = Vector(1, 2)
vector.label, vector.other = "v", 3
print(vector.label, vector.__dict__, vector * 2)
text = Text("abc")
attempt(lambda: text.language)
text.language = "en"
print(text.language, text.measure(), text + "d")
del text.language
attempt(lambda: text.language)


class Owner:
    __slots__ = ["a"]


class Other:
    pass


for foreign in Other(), 5, "text", Owner:
    attempt(lambda: Owner.a.__set__(foreign, 1))
    attempt(lambda: Owner.a.__get__(foreign, None))
    attempt(lambda: Owner.a.__delete__(foreign))
owner = Owner()
Owner.a.__set__(owner, 7)
print(owner.a, Owner.a.__get__(owner), Owner.a.__get__(None, Owner) is Owner.a)


class Pair:
    def __new__(cls, *, first, second):
        self = object.__new__(cls)
        self.first, self.second = first, second
        return self

    def __getnewargs_ex__(self):
        return (), {"first": self.first, "second": self.second}


pair = Pair(first=1, second=[2])
for clone in copy.copy(pair), copy.deepcopy(pair), pickle.loads(pickle.dumps(pair)), pickle.loads(pickle.dumps(pair, 2)):
    print(clone.first, clone.second, clone.second is pair.second)
print(pair.__reduce_ex__(2)[1:])


class Wrong:
    def __getnewargs_ex__(self):
        return self.result


for result in None, (), ((), ()), ([], {}):
    wrong = Wrong()
    wrong.result = result
    attempt(lambda: wrong.__reduce_ex__(2))
