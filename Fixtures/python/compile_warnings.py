# Warnings of the tokenizer and the compiler: categories, lines, and what they become when a filter makes them errors.
import warnings

SOURCES = [
    r"x = '\d' '\n' '\q'",
    r"x = b'\d'",
    "x = 1\ny = f'''a\n\\w {x} \\z'''",
    r"x = r'\d'",
    "x = 1if 2else 3",
    "x = [0x1for x in ()]",
    "x = 0o7or 1",
    "x = 1jand 2",
    "x = 1.in y",
    "x is 5",
    "assert (1, 'text')",
    "(1)(2)",
    "[1][2, 3]",
    "x = 1spam",
    "x = 0xfspam",
]
for source in SOURCES:
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        try:
            compile(source, "source.py", "exec")
        except SyntaxError as error:
            print("error", error.msg, error.lineno, error.offset)
    print(source.encode(), [(w.category.__name__, str(w.message), w.filename, w.lineno) for w in caught])
for source in SOURCES:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        try:
            compile(source, "source.py", "exec")
        except SyntaxError as error:
            print(type(error).__name__, error.msg, error.filename, error.lineno, error.text and error.text.strip())
