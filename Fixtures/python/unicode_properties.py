# Predicates and case mappings of code points: where they change, over the scripts with case and some others.
def signature(c):
    flags = (c.isalpha(), c.isdecimal(), c.isdigit(), c.isnumeric(), c.isspace(), c.islower(), c.isupper(), c.istitle(),
             c.isprintable(), c.isidentifier(), ("a" + c).isidentifier())
    return "".join("1" if flag else "0" for flag in flags)


def mappings(c):
    forms = (c.lower(), c.upper(), c.title(), c.casefold(), c.swapcase())
    return [[ord(x) for x in form] for form in forms] if any(form != c for form in forms) else ""


last = None
for block in (range(0x600), range(0x10a0, 0x1100), range(0x13a0, 0x1400), range(0x1c80, 0x2200), range(0x2c00, 0x2d30),
              range(0xa640, 0xa800), range(0xab30, 0xabc0), range(0xfb00, 0xfb20), range(0xff10, 0xff70),
              range(0x10400, 0x10450), range(0x12030, 0x12040), range(0x1d7c0, 0x1d800), range(0x1f600, 0x1f610)):
    for code in block:
        now = signature(chr(code)), mappings(chr(code))
        if now != last:
            print(hex(code), *now)
        last = now
