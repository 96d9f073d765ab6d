# memoryview: slices without copying, writing through, conversions, errors.
data = bytearray(b"hello world")
view = memoryview(data)
print(view[0], view[-1], len(view), bytes(view[:5]), view[6:].tobytes(), view.tolist()[:3])
print(view.readonly, view.format, view.itemsize, view.nbytes, view.shape, view.ndim)
view[0] = 72
view[6:11] = b"WORLD"
print(data, bytes(view[::2]), bytes(view[::-1]), view == data, view[:5] == b"Hello", 72 in view)
print(list(view)[:2], view.hex()[:6])
part = view[2:8]
part[0:2] = b"LL"
print(data, part.tobytes(), part[1:3].tobytes(), sum(part), max(part))
fixed = memoryview(b"bytes")
print(fixed.readonly, hash(fixed) == hash(b"bytes"), fixed[1:3].tobytes(), bytes(fixed))
print(b"".join([fixed, b"!"]), int.from_bytes(fixed[:2], "big"), fixed.obj)
for action in ("fixed[0] = 1", "view[0] = 300", "view[0] = 'a'", "view[100]", "view[0:2] = b'abc'", "view['a']",
               "memoryview('text')", "memoryview(5)", "data.append(1)", "hash(view)", "del view[0]"):
    try:
        exec(action)
    except (TypeError, ValueError, IndexError, BufferError) as error:
        print(action, "|", type(error).__name__, error)
view.release()
part.release()
try:
    view[0]
except ValueError as error:
    print(error)
data.append(33)
print(data)
from array import array

numbers = array("i", [1, 2, 3])
v = memoryview(numbers)
v[1] = 20
print(numbers, v.format, v.itemsize, v.tolist(), v.nbytes, v.cast("B")[0], len(v.cast("B")))
with memoryview(b"ctx") as m:
    print(m.tobytes())
