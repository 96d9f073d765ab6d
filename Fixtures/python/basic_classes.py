# A class, its instances, inheritance, a few special methods.
class Animal:
    kingdom = "animals"

    def __init__(self, name, legs=4):
        self.name = name
        self.legs = legs

    def speak(self):
        return "..."

    def describe(self):
        return f"{self.name} has {self.legs} legs and says {self.speak()}"

    def __repr__(self):
        return f"{type(self).__name__}({self.name!r})"

    def __eq__(self, other):
        return type(self) is type(other) and self.name == other.name


class Dog(Animal):
    def speak(self):
        return "woof"


class Bird(Animal):
    def __init__(self, name, can_fly=True):
        super().__init__(name, legs=2)
        self.can_fly = can_fly

    def speak(self):
        return "tweet" if self.can_fly else super().speak()


animals = [Dog("Rex"), Bird("Tweety"), Bird("Pingu", can_fly=False), Animal("It", 100)]
for animal in animals:
    print(animal.describe())
print(animals, animals[0] == Dog("Rex"), animals[0] == Animal("Rex"), animals[0] != Dog("Max"))
print(isinstance(animals[1], Animal), issubclass(Dog, Animal), Dog.kingdom, animals[0].kingdom, type(animals[0]) is Dog)
rex = animals[0]
rex.age = 5
rex.legs -= 1
Animal.kingdom = "changed"
print(rex.age, rex.legs, rex.kingdom, rex.describe())
method = rex.speak
print(method(), Dog.speak(rex))


class Counter:
    def __init__(self): self.n = 0
    def __call__(self): self.n += 1; return self.n
    def __len__(self): return self.n
    def __add__(self, other): return self.n + other
    def __getitem__(self, i): return i * self.n


c = Counter()
c(), c(), c()
print(c.n, len(c), c + 10, c[5], bool(c), bool(Counter()))


class Empty:
    pass


e = Empty()
e.x = e.y = 1
print(e.x + e.y, hasattr(e, "z"), getattr(e, "z", "default"))
