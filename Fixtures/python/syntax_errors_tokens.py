# Messages and places of syntax errors of tokens, layout, expressions and patterns, through compile().
programs = ["with a as 1: pass", "with a as f(): pass", "try: pass\nexcept a, b: pass",
            "try: pass\nexcept a as b.c: pass", "try: pass\nexcept: pass\nexcept a: pass",
            "try: pass\nexcept* a: pass\nexcept b: pass", "*a", "*a = 1", "a, *b, *c = d", "print(*)", "f(**)",
            "x = *a", "[*a for a in b]", "{**a for a in b}", "{*a: 1}", "{1: *a}", "{a: 1, b}", "{a, b: 1}", "'abc",
            '"""abc', "x = 'a\nb'", "f'{a'", "f'{}'", "f'{a b}'", "f'{a!x}'", "f'}'", "b'é'", "'\\N{nope}'", "'\\x1'",
            "'\\u12'", "b'a' 'b'", "1_", "1__0", "0777", "0b12", "0o8", "0xg", "1e", "1.2.3", "1abc", "0_7", "5.real",
            "$x", "x ? y", "a ! b", "x = 5 !", "`x`", "a <> b", "x++", "++", "a b", "a b c", "1 2", "'a' b",
            "if True:\nx = 1", "  x = 1", "if True:\n    x\n  y", "def f():\nreturn 1", "class C:\nx = 1",
            "for x in y:\n", "while 1:", "if 1:\n\n", "x = 1\n    y = 2", "(\n1\n", "def f(\n", "@\ndef f(): pass",
            "@f\nx = 1", "assert", "raise from x", "raise x from", "global", "global 1", "lambda", "lambda: ", "not",
            "x if y", "x if y else", "if x else y", "a and", "a or or b", "a not b", "a is not", "x in",
            "match x:\n    case 1 + 1: pass", "match x:\n    case a | b: pass",
            "match x:\n    case a: pass\n    case b: pass", "match x:\npass",
            "match x:\n    case {**a, 'b': 1}: pass", "match x:\n    case C(a=1, 2): pass",
            "match x:\n    case C(a=1, a=2): pass", "match x:\n    case {1: a, 1: b}: pass",
            "match x:\n    case (a, a): pass", "\x00", "x = 1\\ 2", "x\\", "é = 1; $", "a\u00a0b", "“x”", "x = 5 if",
            "(yield) = 1", "def f():\n    (yield) = 1", "__debug__ = 1", "def f(__debug__): pass", ]
for program in programs:
    try:
        compile(program, "<program>", "exec")
        print(repr(program), "compiles")
    except SyntaxError as error:
        print(repr(program), "|", type(error).__name__, error.msg, error.lineno, error.offset)
    except ValueError as error:
        print(repr(program), "|", type(error).__name__, error)
