# open: text and binary files, modes, encodings, newlines, errors, context managers.
import os

path = "/tmp/pitviper-fixture-%d.txt" % os.getpid()
try:
    with open(path, "w", encoding="utf-8") as file:
        print(file.write("line one\n"), file.write("zwölf\n"), file.mode, file.closed)
        print(file.encoding, file.writable(), file.readable())
        file.writelines(["three\n", "four"])
        print("printed", file=file)
    print(file.closed, os.path.getsize(path))
    with open(path, encoding="utf-8") as file:
        print(repr(file.read(5)), repr(file.readline()), file.readlines(), repr(file.read()))
        print(file.seek(0), file.readline(), file.tell(), file.read(2), sep="|")
    with open(path) as file:
        for number, line in enumerate(file, 1):
            print(number, repr(line))
    with open(path, "a") as file:
        file.write("appended\r\nmixed\rend")
    with open(path, "rb") as file:
        data = file.read()
        print(data, file.seek(-3, 2), file.read(), file.tell(), file.seek(5), file.readline(), type(file).__name__)
    print(open(path).read().split("\n")[-3:], repr(open(path, newline="").read()[-22:]))
    print(open(path, encoding="latin-1").read()[9:16])
    with open(path, "r+") as file:
        file.write("LINE")
        file.seek(0)
        print(file.readline())
    with open(path, "wb") as file:
        print(file.write(b"\x00\xff\xfe"), file.write(bytearray(range(5))), file.mode)
    with open(path, "rb") as file:
        print(list(file.read()), file.read())
    with open(path, "ab+") as file:
        file.write(b"tail")
        file.seek(0)
        print(file.read())
    for action in (lambda: open(path).read(), lambda: open("/tmp/pitviper-no-such-file"), lambda: open("/tmp"),
                   lambda: open(path, "q"), lambda: open(path, "rw"), lambda: open(path, "x"),
                   lambda: open(path, "rb", encoding="utf-8"), lambda: open(path, "r").write("x"),
                   lambda: open(path, "a").read(), lambda: open(path, "wb").write("text"),
                   lambda: open(path, "w").write(b"bytes"), lambda: open(), lambda: open(1.5),
                   lambda: open(path, encoding="nope"), lambda: open("a\0b"), lambda: open(path, "")):
        try:
            print(action())
        except (OSError, ValueError, TypeError, LookupError) as error:
            print(type(error).__name__, str(error).replace(path, "PATH"))
    file = open(path, "w")
    file.close()
    file.close()
    for action in (lambda: file.read(), lambda: file.write("x"), lambda: iter(file).__next__(),
                   lambda: file.__enter__()):
        try:
            action()
        except (ValueError, OSError) as error:
            print(type(error).__name__, error)
    with open(path, "w", buffering=1) as file:
        file.write("abc\n" * 5000)
    with open(path) as file:
        print(sum(1 for _ in file), file.name == path, repr(file).replace(path, "PATH"))
    with open(path, "w+") as file:
        file.write("0123456789")
        file.seek(3)
        file.truncate()
        file.seek(0)
        print(file.read(), file.fileno() > 2)
    with open(path, "rb", buffering=0) as file:
        print(type(file).__name__, file.read(2), file.readall())
finally:
    os.remove(path)
print(os.path.exists(path))
