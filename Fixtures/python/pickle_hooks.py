# pickle: persistent ids, dispatch tables, reducer_override, find_class, memo, files, fast mode, and buffers beside the pickle.
import copyreg
import io
import pickle


class Record:
    def __init__(self, key):
        self.key = key

    def __eq__(self, other):
        return self.key == other.key


class Pickler(pickle.Pickler):
    def persistent_id(self, value):
        return f"record {value.key}" if isinstance(value, Record) else None


class Unpickler(pickle.Unpickler):
    def persistent_load(self, name):
        return Record(int(name.split()[1]))

    def find_class(self, module, name):
        print("find", module, name)
        return super().find_class(module, name)


for protocol in (0, 2, 4):
    file = io.BytesIO()
    pickler = Pickler(file, protocol)
    pickler.dump([Record(1), complex, Record(2)])
    file.seek(0)
    print(Unpickler(file).load() == [Record(1), complex, Record(2)])


class Overriding(pickle.Pickler):
    def reducer_override(self, value):
        if isinstance(value, Record):
            return Record, (value.key * 10,)
        return NotImplemented


file = io.BytesIO()
Overriding(file).dump([Record(3), 1])
print([getattr(x, "key", x) for x in pickle.loads(file.getvalue())])

file = io.BytesIO()
own = pickle.Pickler(file)
own.dispatch_table = copyreg.dispatch_table.copy()
own.dispatch_table[Record] = lambda r: (str, (f"<{r.key}>",))
own.dump({"r": Record(7)})
print(pickle.loads(file.getvalue()))


def set_state(value, state):
    value.key = ("set", state)


class WithSetter(Record):
    def __reduce__(self):
        return Record, (0,), "the state", None, None, set_state


print(pickle.loads(pickle.dumps(WithSetter(1))).key)

# Several pickles in one file, one memo for all of them.
file = io.BytesIO()
pickler = pickle.Pickler(file, 4)
text = "a shared text"
for value in (text, [text], (text, text)):
    pickler.dump(value)
print(len(file.getvalue()), sorted((n, v) for n, v in pickler.memo.copy().values() if isinstance(v, str)))
file.seek(0)
unpickler = pickle.Unpickler(file)
print([unpickler.load() for _ in range(3)], unpickler.memo.copy())
pickler.clear_memo()
print(pickler.memo.copy())

fast = pickle.Pickler(io.BytesIO(), 4)
fast.fast = True
fast.dump([text, text])
loop = []
loop.append(loop)
try:
    fast.dump(loop)
except ValueError as error:
    print(str(error).split(" at ")[0])

# Data beside the pickle.
buffers = []
source = bytearray(b"a long piece of data")
data = pickle.dumps([pickle.PickleBuffer(source), pickle.PickleBuffer(b"fixed")], 5, buffer_callback=buffers.append)
print(data, [bytes(b.raw()) for b in buffers])
first, second = pickle.loads(data, buffers=[source, b"fixed"])
print(first is source, second)
print(pickle.loads(pickle.dumps([pickle.PickleBuffer(source), pickle.PickleBuffer(b"fixed")], 5)))
view = memoryview(buffers[0])
print(view.readonly, memoryview(buffers[1]).readonly, bytes(view[:6]))
buffers[0].release()
for action in (lambda: buffers[0].raw(), lambda: memoryview(buffers[0]), lambda: pickle.dumps(buffers[1], 4), lambda: pickle.loads(data), lambda: pickle.loads(data, buffers=[])):
    try:
        action()
    except (ValueError, pickle.PickleError) as error:
        print(type(error).__name__, error)

copyreg.add_extension("__main__", "Record", 240)
data = pickle.dumps(Record, 2)
print(data, pickle.loads(data))
copyreg.remove_extension("__main__", "Record", 240)
try:
    copyreg.clear_extension_cache()
    pickle.loads(data)
except ValueError as error:
    print(error)

# Files that only read and write.
class Slow:
    def __init__(self, data=b""):
        self.data = io.BytesIO(data)
        self.calls = []

    def read(self, n):
        self.calls.append(n)
        return self.data.read(n)

    def readline(self):
        self.calls.append("line")
        return self.data.readline()


for protocol in (0, 3, 4):
    slow = Slow(pickle.dumps([1, "two", 3.5, 2**70], protocol))
    print(pickle.load(slow), slow.calls)
