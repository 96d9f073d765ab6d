# csv: dialects, readers, writers, dictionaries, the sniffer, and errors.
import csv
import io


def read(lines, **keywords):
    try:
        return list(csv.reader(lines, **keywords))
    except Exception as error:
        return type(error).__name__, str(error)


def written(row, **keywords):
    stream = io.StringIO()
    try:
        count = csv.writer(stream, **keywords).writerow(row)
        return stream.getvalue(), count
    except Exception as error:
        return type(error).__name__, str(error)


for lines, keywords in [
        (["a,b,c", "1,2,3"], {}), (['"a"'], {"strict": True}), (['"a"b,c'], {}), (['"a"b,c'], {"strict": True}),
        ([b"a"], {}), (["a\nb"], {}), (["a\r\n"], {}), (["a\0b"], {}), (['"ab\n', 'c"'], {}),
        (["a\\"], {"escapechar": "\\"}), (['1,"2",3.5,'], {"quoting": csv.QUOTE_NONNUMERIC}),
        (["x,1"], {"quoting": csv.QUOTE_NONNUMERIC}), (['a, b, "c"'], {"skipinitialspace": True}),
        (['a,"b""c"'], {"doublequote": False}), (["'a','b'"], {"quotechar": "'"}), (['"a,b"'], {"quoting": csv.QUOTE_NONE}),
        ([""], {}), (["\n"], {}), ([" "], {}), (["a,"], {}), (['"', ""], {}), (["a b\\\n", "c"], {"escapechar": "\\"}),
        (["ä;ö", "日本;語"], {"delimiter": ";"}), (["a|b"], {"delimiter": "|"})]:
    print(read(lines, **keywords))

for row, keywords in [
        ([1, "a", None, 2.5], {}), ([""], {}), ([], {}), (['a"b', "c,d", "e\nf"], {}), (['a"b'], {"doublequote": False}),
        (['a"b'], {"doublequote": False, "escapechar": "\\"}), (["a,b"], {"quoting": csv.QUOTE_NONE}),
        (["a,b"], {"quoting": csv.QUOTE_NONE, "escapechar": "\\"}), ([1, "a", None], {"quoting": csv.QUOTE_NONNUMERIC}),
        ([1, "a"], {"quoting": csv.QUOTE_ALL}), ([""], {"quoting": csv.QUOTE_NONE}), (5, {}), ("abc", {}),
        (["a b"], {"delimiter": " "}), (["a!b"], {"lineterminator": "!"}), (["é", "日"], {})]:
    print(written(row, **keywords))

for keywords in [{"delimiter": ""}, {"delimiter": 1}, {"quotechar": "ab"}, {"quoting": 9}, {"quoting": "x"},
                 {"lineterminator": None}, {"quoting": 1, "quotechar": None}, {"foo": 1}, {"dialect": "nope"}]:
    print(read(["a"], **keywords))

csv.register_dialect("semicolons", delimiter=";", quoting=csv.QUOTE_ALL)
print(csv.list_dialects(), csv.get_dialect("semicolons").delimiter, written([1, 2], dialect="semicolons"))
csv.unregister_dialect("semicolons")
try:
    csv.get_dialect("semicolons")
except csv.Error as error:
    print(error)

stream = io.StringIO()
writer = csv.DictWriter(stream, ["name", "count"], restval="-", extrasaction="ignore")
writer.writeheader()
writer.writerows([{"name": "a", "count": 1}, {"name": "b"}, {"name": "c", "count": 3, "more": 4}])
print(repr(stream.getvalue()))
reader = csv.DictReader(io.StringIO(stream.getvalue()))
print(list(reader), reader.line_num, reader.fieldnames)
print(csv.Sniffer().sniff("a;b;c\n1;2;3\n4;5;6\n").delimiter, csv.Sniffer().has_header("name,n\na,1\nb,2\n"))
old = csv.field_size_limit(5)
print(old, read(["abcdefgh"]), csv.field_size_limit(old))
reader = csv.reader(["a,b", "c,d\n"])
print(next(reader), reader.line_num, list(reader), reader.line_num, reader.dialect.delimiter)
