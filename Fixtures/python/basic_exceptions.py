# try, except, raise, finally, custom exceptions.
def risky(n):
    if n == 0:
        raise ValueError("zero")
    if n == 1:
        return 1 / 0
    if n == 2:
        return {}["missing"]
    if n == 3:
        return [][5]
    return n


for n in range(5):
    try:
        print("result", risky(n))
    except ValueError as error:
        print("value error:", error)
    except (KeyError, IndexError) as error:
        print("lookup:", type(error).__name__, error)
    except ZeroDivisionError:
        print("division")
    else:
        print("no exception")
    finally:
        print("finally", n)


class MyError(Exception):
    def __init__(self, code):
        super().__init__(f"code {code}")
        self.code = code


def deep(n):
    if n == 0:
        raise MyError(42)
    deep(n - 1)


try:
    deep(10)
except MyError as error:
    print(error, error.code, repr(error))


def cleanup():
    try:
        return "from try"
    finally:
        print("cleaning")


print(cleanup())
try:
    try:
        int("x")
    except ValueError:
        raise RuntimeError("second")
except RuntimeError as error:
    print(error, "after", error.__context__)
caught = 0
for i in range(1000):
    try:
        if i % 3 == 0:
            raise KeyError(i)
    except KeyError:
        caught += 1
print(caught)
assert caught == 334
try:
    assert False, "message"
except AssertionError as error:
    print(error)
with open("/dev/null") as file:
    print(repr(file.read()))
