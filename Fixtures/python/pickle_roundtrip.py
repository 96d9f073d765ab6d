# pickle: round trips over the protocols, objects with slots, methods, refusals.
import pickle, copy
for o in ([1, 2.5, "x", None, True, b"y", (1, (2,)), {"a": {1, 2}}, 10**30, -5, 3 + 4j, frozenset([1]), range(3), "é日😀\\u", bytearray(b"z")],):
    for p in range(1, 6): print(p, pickle.loads(pickle.dumps(o, p)) == o, end=" ")
print()
class A:
    __slots__ = ("x", "__dict__")
class B:
    def __init__(self): self.v = [1]
    def __eq__(self, o): return self.v == o.v
a = A(); a.x = 1; a.y = 2
for p in (2, 4, 5):
    q = pickle.loads(pickle.dumps(a, p)); print(q.x, q.y, pickle.loads(pickle.dumps([B(), B], p)) == [B(), B], len(pickle.dumps({"k": [1] * 10, "t": "text"}, p)))
print(pickle.loads(pickle.dumps(len)) is len, pickle.loads(pickle.dumps("abc".upper))())
import enum
class E(enum.Enum): A = 1
print(pickle.loads(pickle.dumps(E.A)) is E.A)
try: pickle.dumps(lambda: 1)
except Exception as e: print(type(e).__name__)
