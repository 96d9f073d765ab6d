# pickle: what bytes that are no pickle raise, and what cannot be pickled.
import io
import pickle

bad = [
    b"", b".", b"N", b"(.", b"N.junk", b"\xff", b"'", b"a.", b"(a.", b"N(a.", b"s.", b"(s.", b"NNs.", b"e.", b"(e.", b"](Ne.x", b"u.", b"(Nu.",
    b"}(NNNu.", b"d.", b"(Nd.", b"t.", b"\x85.", b"N\x86.", b"NN\x87.", b"0.", b"1.", b"2.", b"(2.", b"h\x00.", b"g5\n.", b"gx\n.", b"j\x01\x00\x00\x00.",
    b"q\x00.", b"p0\n.", b"Np-1\n.", b"Np\n.", b"\x94.", b"I1", b"I\n.", b"Iabc\n.", b"L12\n.", b"Lx\n.", b"F1.5\n.", b"Fx\n.", b"F\n.", b"S'abc'\n.", b"Sabc\n.", b"S'abc\n.",
    b"S'\n.", b"V\\u12\n.", b"T\x03\x00\x00\x00ab", b"T\xff\xff\xff\xff.", b"U\x05ab", b"X\x05\x00\x00\x00ab", b"X\x01\x00\x00\x00\xff.", b"\x8c\x05ab", b"B\xff\xff\xff\xffab", b"C\x05ab",
    b"\x8e\xff\xff\xff\xff\xff\xff\xff\xff", b"\x8d\xff\xff\xff\xff\xff\xff\xff\xffx", b"\x96\x00\x00\x00\x00\x00\x00\x00\x80x",
    b"\x95\xff\x00\x00\x00\x00\x00\x00\x00N.", b"\x95\xff\xff\xff\xff\xff\xff\xff\xffN.", b"\x80\x06N.", b"\x80", b"\x8a", b"\x8a\x02\x01", b"\x8b\xff\xff\xff\xff.", b"\x8b\x04\x00\x00\x00\x01", b"G\x00.",
    b"c", b"ccopyreg\n", b"cnowhere_at_all\nname\n.", b"ccopyreg\nno_such_name\n.", b"\x80\x04ccopyreg\nno_such_name\n.", b"NN\x93.", b"\x8c\x07copyreg\x8c\x04none\x93.", b"(o.", b"(N)o.", b"(i", b"(icopyreg\n",
    b"NR.", b"N)R.", b"cbuiltins\nint\nNR.", b"N)\x81.", b"cbuiltins\nint\nN\x81.", b"cbuiltins\nint\n)N\x92.", b"NNb.", b"b.", b"Nb.", b"NK\x01b.", b"N}b.", b"]]b.", b"N)b.", b"NN\x86b.", b"NNN\x86b.", b"NN]\x86b.",
    b"\x82\x00.", b"\x82\xf0.", b"\x84\xff\xff\xff\xff.", b"Pid\n.", b"NQ.", b"P\xff\n.", b"\x97.", b"\x98.", b"N\x98.", b"\x90.", b"(\x90.", b"N(N\x90.", b"\x91.", b"](N]\x91.", b"\x8f(]\x90.", b"l.", b"K", b"M\x01", b"J\x01\x02",
    b"}]Ns.", b"(((((.", b"(((((1111.", b"\x80\x04\x95\x05\x00\x00\x00\x00\x00\x00\x00N.",
]
for data in bad:
    for load in (pickle.loads, lambda data: pickle.load(io.BytesIO(data))):
        try:
            print(data, load(data), end=" ")
        except Exception as error:
            print(data, type(error).__name__, str(error), end=" ")
    print()

deep = b"(" * 5000
try:
    pickle.loads(deep)
except Exception as error:
    print(type(error).__name__, error)
nest = pickle.loads(b"]" * 3000 + b"a" * 2999 + b".")
try:
    pickle.dumps(nest)
except RecursionError as error:
    print(error)
while nest:
    nest = nest.pop()
print(pickle.loads(b"Nr\xa0\x86\x01\x00."), pickle.loads(b"Nr\xa0\x86\x01\x000j\xa0\x86\x01\x00."))


def local_class():
    class Local:
        pass

    return Local


class Moved:
    pass


class Wrong:
    def __init__(self, result):
        self.result = result

    def __reduce__(self):
        return self.result


Other, OtherName = Moved, "Other"
Moved.__qualname__ = "Gone"
cases = [local_class(), local_class()(), lambda: 0, Moved, (i for i in ()), Wrong(1), Wrong(()), Wrong((int,)), Wrong((1, ())), Wrong((int, 1)), Wrong((int, (), 1)), Wrong((int, (), None, 1)),
         Wrong((int, (), None, None, 1)), Wrong((int, (), None, None, None, 1)), Wrong((list, (), None, iter([1]), iter([2]))), Wrong("nothing"), Wrong((1, 2, 3, 4, 5, 6, 7)), __import__("sys")]
for value in cases:
    for protocol in (0, 2, 4):
        try:
            print(len(pickle.dumps(value, protocol)), end=" ")
        except Exception as error:
            print(type(error).__name__, str(error).split(" at 0x")[0], end=" | ")
    print()
for call in (lambda: pickle.dumps(1, 6), lambda: pickle.dumps(1, "x"), lambda: pickle.Pickler(1), lambda: pickle.dumps(1, 4, buffer_callback=print),
             lambda: pickle.loads("text"),
             lambda: pickle.Pickler(io.BytesIO()).dispatch_table, lambda: pickle.Pickler(io.BytesIO()).persistent_id):
    try:
        print(call())
    except Exception as error:
        print(type(error).__name__, error)
print(pickle.PickleError.__mro__, pickle.loads(b"S'ab\\xe9'\n.", encoding="latin1"), pickle.loads(b"U\x01\xe9.", encoding="bytes"), pickle.loads(b"c__builtin__\nxrange\n."))
