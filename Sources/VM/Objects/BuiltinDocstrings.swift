// Docstrings of built-in functions and methods that show examples; those of all others are their signatures.

/// By qualified name.
let builtinDocstrings: [String: StaticString] = [
  "bin": """
  The digits of an integer to the base 2, after the prefix 0b.

  >>> bin(10), bin(-3)
  ('0b1010', '-0b11')
  """,
  "oct": """
  The digits of an integer to the base 8, after the prefix 0o.

  >>> oct(64), oct(-9)
  ('0o100', '-0o11')
  """,
  "hex": """
  The digits of an integer to the base 16, after the prefix 0x.

  >>> hex(255), hex(-16)
  ('0xff', '-0x10')
  """,
  "bytes.hex": """
  Two hexadecimal digits for each byte, in groups if a separator is given.

  >>> b'\\x01\\xfe'.hex()
  '01fe'
  >>> b'\\x01\\xfe'.hex(':')
  '01:fe'
  """,
  "bytearray.hex": """
  Two hexadecimal digits for each byte, in groups if a separator is given.

  >>> bytearray(b'abc').hex(' ', 2)
  '61 6263'
  """,
  "memoryview.hex": """
  Two hexadecimal digits for each byte, in groups if a separator is given.

  >>> memoryview(b'abc').hex()
  '616263'
  """,
  "float.as_integer_ratio": """
  The number as a fraction in lowest terms: numerator and positive denominator.

  >>> (0.75).as_integer_ratio()
  (3, 4)
  """,
  "float.fromhex": """
  The number that a text in hexadecimal notation stands for.

  >>> float.fromhex('0x1.8p+2')
  6.0
  """,
  "float.hex": """
  The number in hexadecimal notation, without rounding.

  >>> (6.0).hex()
  '0x1.8000000000000p+2'
  """,
  "int.as_integer_ratio": """
  The number as a fraction: itself and 1.

  >>> (7).as_integer_ratio()
  (7, 1)
  """,
  "int.bit_count": """
  How many bits of the absolute value are ones.

  >>> (13).bit_count()
  3
  """,
  "int.bit_length": """
  How many bits the absolute value takes.

  >>> (37).bit_length()
  6
  """,
]
