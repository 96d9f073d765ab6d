# property with getter, setter, deleter; inheritance; errors.
class Celsius:
    def __init__(self, degrees):
        self._degrees = degrees

    @property
    def degrees(self):
        "Degrees Celsius."
        return self._degrees

    @degrees.setter
    def degrees(self, value):
        if value < -273.15:
            raise ValueError("below absolute zero")
        self._degrees = value

    @degrees.deleter
    def degrees(self):
        print("deleting")
        del self._degrees

    @property
    def fahrenheit(self):
        return self.degrees * 9 / 5 + 32


c = Celsius(100)
print(c.degrees, c.fahrenheit)
c.degrees = 37
print(c.fahrenheit)
c.degrees += 1
print(c.degrees)
try:
    c.degrees = -300
except ValueError as error:
    print(error)
for action in ("set", "del"):
    try:
        if action == "set":
            c.fahrenheit = 1
        else:
            del c.fahrenheit
    except AttributeError as error:
        print(error)
del c.degrees
try:
    c.degrees
except AttributeError as error:
    print(error)
print(Celsius.degrees.__doc__, type(Celsius.degrees).__name__)
print(Celsius.degrees.fget(Celsius(5)))


class Loud(Celsius):
    @property
    def degrees(self):
        return f"{super().degrees}!"


print(Loud(3).degrees)


class Mixed(Celsius):
    @Celsius.degrees.getter
    def degrees(self):
        return -self._degrees


m = Mixed(4)
m.degrees = 8
print(m.degrees)


class Explicit:
    def get(self): return self.__dict__.get("v", "unset")
    def put(self, value): self.__dict__["v"] = value * 2
    value = property(get, put, None, "explicit")
    write_only = property(None, put)


e = Explicit()
print(e.value)
e.value = 5
print(e.value, Explicit.value.__doc__)
e.write_only = 10
print(e.value)
try:
    e.write_only
except AttributeError as error:
    print(error)
# A property is a data descriptor: the instance dictionary cannot hide it.
e.__dict__["value"] = "hidden"
print(e.value, e.__dict__["value"])


class Fallback:
    @property
    def broken(self):
        raise AttributeError("inside")

    def __getattr__(self, name):
        return "fallback for " + name


print(Fallback().broken)
