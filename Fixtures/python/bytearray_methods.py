# bytearray: mutation, slices, methods, conversions.
a = bytearray(b"hello")
a[0] = 72
a.append(33)
a.extend(b" wow")
a.extend([65, 66])
a.insert(0, 62)
print(a, len(a), a.pop(), a.pop(0), a[0], a)
a.remove(111)
a.reverse()
print(a, a.count(b"l"), a.find(b"w"), a.index(b"o"))
a[1:3] = b"XYZ"
print(a)
a[::2] = b"." * len(a[::2])
print(a)
del a[0]
del a[-3:]
del a[::2]
print(a, a[:], a[::-1], a * 2, a + b"x", b"x" + a, a == bytes(a), type(a + b"x").__name__, type(b"x" + a).__name__)
a.clear()
a += b"abc"
a *= 2
print(a, a.copy() is a, list(a), bytes(a), a.decode(), a.upper(), a.replace(b"b", b"--"))
print(a.split(b"b"), a.hex(), a.strip(b"a"), a.startswith(b"ab"), a.join([b"1", b"2"]), a.title())
print(a.center(10, b"_"), a.partition(b"c"))
print(bytearray(), bytearray(3), bytearray([1, 2]), bytearray("é", "utf-8"), bytearray(b"x"))
print(bytearray.fromhex("0aFF"), repr(bytearray(b"q")), str(bytearray(b"s")), bool(bytearray()))
print(bytearray(b"ab") < bytearray(b"b"), b"a" in bytearray(b"ab"), 98 in bytearray(b"ab"))
for action in ("a[0] = 256", "a[0] = 'x'", "a[100]", "a[100] = 1", "a.append(-1)", "a.append('a')", "a.remove(1)",
               "bytearray().pop()", "a.extend('s')", "a[0:1] = 'x'", "a[0:4:2] = b'x'", "hash(a)", "{a: 1}",
               "a + 's'", "bytearray('x')", "del a[50]", "a.insert(0, 300)", "a.pop(99)", "a.extend([1, 'a'])",
               "a[0] = 1.5"):
    try:
        exec(action)
    except (ValueError, TypeError, IndexError) as error:
        print(action, "|", type(error).__name__, error)
buffer = bytearray(10)
buffer[2:5] = b"abc"
buffer[5:] = range(3)
print(buffer, len(buffer), sum(buffer), max(buffer), sorted(buffer))
sieve = bytearray([1]) * 50
sieve[0:2] = b"\0\0"
for i in range(2, 8):
    if sieve[i]:
        sieve[i * i::i] = bytes(len(range(i * i, 50, i)))
print([i for i, p in enumerate(sieve) if p])
for i, byte in enumerate(bytearray(b"xyz")):
    print(i, byte, end=" ")
print()
words = bytearray(b"the quick brown")
words[words.find(b"quick"):words.find(b"quick") + 5] = b"slow"
print(words, words.rfind(b"o"), words.translate(bytes.maketrans(b"o", b"0")), words.islower())
print(words.splitlines(), words.endswith(b"n"), words.rsplit(None, 1), words.lstrip(b"the "))
print(words.zfill(18), words.expandtabs(), words.capitalize(), words.swapcase())
