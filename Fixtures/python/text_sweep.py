# Text and bytes from a small generator of its own: every method with arguments that hit and miss.
seed = 777
def rnd(n):
    global seed
    seed = (seed * 6364136223846793005 + 1442695040888963407) % (1 << 64)
    return (seed >> 33) % n
alpha = ["ab", "ab ", "aB\t\n ", "abéß", "abλΣς ", "ab😀x", "a\u00a0b\u2003", "AbC1_", "ǅİŉ a"]
def s(k=8):
    a = alpha[rnd(len(alpha))]
    return "".join(a[rnd(len(a))] for _ in range(rnd(k)))
def t(f):
    try: return f()
    except Exception as e: return type(e).__name__ + ": " + str(e)
for i in range(30):
    a, b, c = s(12), s(3), s(3)
    m, n = rnd(14) - 5, rnd(14) - 5
    print(i, repr(a), repr(b), repr(c), m, n)
    print([t(lambda: x) for x in (a.find(b), a.rfind(b), a.count(b), a.find(b, m), a.rfind(b, m, n), a.count(b, m, n), a.startswith(b), a.endswith(b), a.startswith(b, m, n), a.endswith((b, c)), b in a)])
    print(t(lambda: a.index(b)), t(lambda: a.rindex(b, m)), t(lambda: a.split(b)), t(lambda: a.rsplit(b, m)), t(lambda: a.split(b, n)), a.split(), a.rsplit(), a.split(None, abs(m)), a.rsplit(None, abs(m)), a.splitlines(), a.splitlines(True), t(lambda: a.partition(b)), t(lambda: a.rpartition(b)))
    print(a.strip(), a.lstrip(b), a.rstrip(c), a.strip(b + c), a.replace(b, c), a.replace(b, c, m), b.join([a, c, a]), b.join(a), a.upper(), a.lower(), ascii(a.title()), a.capitalize(), a.swapcase(), a.casefold())
    print(a.center(m + 10), a.center(15, "*"), a.ljust(n + 9, "λ"), a.rjust(12), a.zfill(10), a.expandtabs(m), repr(a), ascii(a), a[m:n], a[::-1], a[m::2], a[n:m:-1], a * (m % 4), a + b, a < b, a == c, hash(a) == hash("".join(list(a))))
    print(a.isalpha(), a.isalnum(), a.isspace(), a.isupper(), a.islower(), a.istitle(), a.isidentifier(), a.isprintable(), a.isascii(), a.isdigit(), a.removeprefix(b), a.removesuffix(b), list(a), a.encode(), t(lambda: a.encode("latin-1", "replace")), t(lambda: a.encode("ascii")), a.encode("ascii", "xmlcharrefreplace"), a.encode("utf-16"), a.encode().decode(), a.encode("utf-32").decode("utf-32"))
    print(a.translate({97: "<>", 98: None, 0x3bb: 65}), "%5s|%-7s|%.3s|%r" % (a, b, a, c), "{:>9}|{:*^9}|{!r}".format(a, b, c), f"{a:.2}{b!a}")
    x, y, z = a.encode(), b.encode(), c.encode()
    for k in (bytes, bytearray):
        p = k(x)
        print(p.find(y), p.rfind(y, m), p.count(y), p.split(), p.rsplit(None, abs(n)), t(lambda: p.split(y)), t(lambda: p.rsplit(y, 1)), p.splitlines(True), t(lambda: p.partition(y)), p.strip(), p.lstrip(y), p.replace(y, z), p.replace(y, z, m), p.upper(), p.lower(), p.title(), p.swapcase(), p.capitalize(), p.center(12), p.zfill(9), p.hex(), repr(p), p[m:n], p[::-2], p + y, p * 2, y.join([x, p]), p.isalpha(), p.istitle(), p.isspace(), p.startswith(y), p.endswith((y, z)), p.removeprefix(y), p.expandtabs(3), p == x, p < y, t(lambda: p.decode("ascii", "backslashreplace")), t(lambda: p[:-1].decode()), p.decode("utf-8", "replace"), p[1:].decode("utf-8", "ignore"), p[1:].decode("utf-8", "surrogateescape").encode("utf-8", "surrogateescape") == p[1:])
    q = bytearray(x)
    t(lambda: q.insert(m, 65)); q.extend(y); q += z; q[m:n] = y; q.reverse(); t(lambda: q.pop()); del q[::3]
    t(lambda: q.__setitem__(slice(None, None, 2), b"zz")); t(lambda: q.remove(97))
    print(q, len(q), t(lambda: q.index(98)), q.copy(), list(q)[:5])
