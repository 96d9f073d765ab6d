# The format mini-language for integers and booleans, and %-formatting of integers.
specs = ["", "d", "b", "o", "x", "X", "#b", "#o", "#x", "#X", "n", "c" , "5", "<5", ">5", "^5", "=5", "05", "+", " ",
         "-", "+05", "#010x", "*^9", ",", "_", "_x", "_b", "08,", "+,d", "=+8", "x=+8d", "e", ".2f", "g", "%",
         "10.3e", ">+6", "é>5", "<05", "^07d", "_o", "#_x"]
for spec in specs:
    row = []
    for v in (0, 5, -5, 65, 1234567, -1234567):
        try:
            row.append(format(v, spec))
        except (ValueError, OverflowError) as error:
            row.append(str(error))
    print(repr(spec), row)
print(format(True, ""), format(True, "d"), format(False, "5"), f"{True}", f"{True:>6}", f"{True!s:>6}", f"{False:+d}")
for value, spec in ((5, "s"), (5, ".2"), (5, ".2d"), (5, "q"), (5, ",b"), (5, ",x"), (5, "_,"), (5, "+c"), (5, "zd"),
                    (-1, "c"), (0x110000, "c"), (5, "1000000000000000000000"), (5, "{")):
    try:
        print(format(value, spec))
    except (ValueError, OverflowError) as error:
        print(repr(spec), type(error).__name__, error)
print("%d|%5d|%-5d|%05d|%+d|% d|%x|%X|%#x|%o|%#o|%c|%c|%i|%u|%.3d|%+.4d|%08.3d|%%" % (5, 5, 5, 5, 5, 5, 255, 255, 255,
    8, 8, 65, "z", 7, 8, 5, 5, 5))
print("%5s|%-5s|%.2s|%5.1s|%r|%a|%s" % ("ab", "ab", "abc", "xyz", "é", "é", [1, "a"]))
print("%(a)s %(b)05d %(a)r %%" % {"a": "x", "b": 42, "c": 0}, "%s" % (1,), "%s %s" % ((1, 2), 3))
print("%s" % [1, 2], "%*d|%-*d|%.*f" % (5, 42, 5, 42, 2, 3.14159))
for form, args in (("%d", "x"), ("%d", None), ("%s %s", (1, )), ("%s", (1, 2)), ("%q", 1), ("%", 1), ("%(a)s", 5),
                   ("%(a)s", {}), ("%c", "ab"), ("%c", -1), ("%x", 1.5), ("%f", "x"), ("%(a", {"a": 1}), ("no", 1),
                   ("%5", 3), ("%*d", ("a", 1)), ("%c", 1.5), ("%s%", "a")):
    try:
        print(form % args)
    except (TypeError, ValueError, KeyError, OverflowError) as error:
        print(repr(form), type(error).__name__, error)
print("none" % {}, "none" % [])
print(b"%d %s %x %c %5.1f %%" % (5, b"bytes", 255, 65, 2.5), b"%(k)b" % {b"k": b"v"})
print(b"%a %r" % ("é", b"q"), bytearray(b"%d") % 3)
print("{:>{w}.{p}f}|{:{fill}{align}{w}}".format(3.14159, "mid", w=10, p=2, fill="*", align="^"))
print(f"{10:0{8}b} {255:#{6}x} {7:{'0' + '>'}{4}} {1000000:{','}}")
