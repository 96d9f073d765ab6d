# f-strings: expressions, conversions, nested specs, debugging form, quoting.
name, n, pi, items = "World", 42, 3.14159, [1, 2, 3]
print(f"Hello {name}! {n + 1} {pi:.2f} {items} {items[1]} {len(name)} {name.upper()!r}")
print(f"{n:5}|{n:<5}|{n:^5}|{n:05}|{n:+}|{n:x}|{n:#b}|{n:,}|{n:e}|{n / 7:.3%}|{name:>10}|")
print(f"{name:-^11}|{name:.3}|{name!r:>10}")
width, precision, fill = 10, 3, "*"
print(f"{pi:{width}.{precision}f}|{name:{fill}^{width}}|{n:{'>'}{width}}|")
print(f"{pi:{width - 2}.{precision + 1}}|{name!s:{fill}>{width}}")
print(f"{n=} {n = } {n=:>5} {name=}")
print(f"{name=!s} {pi=:.1f} {items[0]=} {n+1=} {len(name) = !r} {  n  =  }")
print(f"{{}} {{{n}}} {{{{{n}}}}} {'a' 'b'} {'nested ' + f'{n}'}")
print(f"{'yes' if n > 40 else 'no'} {(lambda x: x * 2)(n)} {[x * x for x in items]} { {'k': n}['k'] }")
print(f"{n if n else 0} {n > 5 and 'big'} {not n} {n!r} {-n} {n ** 2} {items[-1:]}")
print(f'{name + "!"} {"double"} {"it" + chr(39) + "s"}', f"""multi {
    n +
    1
} line {name}""", f"tail", f"", f"{''}", f"{'':5}|")
print(rf"raw \n {n}", f"tab\t{n}\n{name}\\ \x41 \N{BULLET} \u00e9", "plain {n} " f"{n}" " {n}")
print(f"a{n}" "b" f'c{name!r}')


class Thing:
    def __repr__(self): return "<thing é>"
    def __str__(self): return "thing"
    def __format__(self, spec): return f"[{spec}]" if spec else "formatted"


t = Thing()
print(f"{t} {t!s} {t!r} {t!a} {t:abc} {t!r:>12} {t:{n}x} {t=} {t=!s} {t=:q} {t:%Y-%m-%d}")
d = {"a": 1, "b": {"c": [10, 20]}}
print(f"{d['a']} {d['b']['c'][1]} {d} {d.get('z', 'none')} {sorted(d)} {'a' in d} {d['a']:03d} {d['b']['c']!r:>12}")


def calls():
    yield from (1, 2)


print(f"{sum(calls())} {[*calls()]} {(*calls(),)} {max(n, 50):d} {print('side') or 'effect'} {None} {True:5} {...}")
print(f"{n:{width}}" f"{n:<{width}}|" f"{n!r:^{width}}|", f"{1:{2}{'d'}}")
print(f"{'a':{'>' if n else '<'}5}", f"{0.1 + 0.2:.17g} {1e10:g} {10 ** 20:,}")
x = 5
print(f"{x:=5}", f"{(x:=7)}", x, f"{x!r:=^7}", f"{x == 7}", f"{x != 7}", f"{x <= 7} {x >= 8}", f"{'!='}", f"{x:!>4}")
for bad in ("f'{}'", "f'{n'", "f'}'", "f'{n!z}'", "f'{n!}'", "f'{a b}'", "f'{#}'", "f'{n:{'", "f'{\\\\n}'",
            "f'{lambda x: 1}'", "f'{*a}'", "f'{ }'"):
    try:
        eval(bad)
    except SyntaxError as error:
        print(bad, "|", error.msg)
    except NameError as error:
        print(bad, "|", error)
try:
    f"{undefined}"
except NameError as error:
    print(error)
try:
    f"{n:z}"
except ValueError as error:
    print(error)
for i in range(3):
    print(f"{i}: {'#' * i:<3}|{i / 3:6.2f}|{i * 1000:>6,}")
