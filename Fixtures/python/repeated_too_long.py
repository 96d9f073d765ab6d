# What is too long to be repeated: an overflow of the length for text and bytes, no memory for the rest.
def attempt(make):
    try:
        return len(make())
    except (OverflowError, MemoryError) as error:
        return type(error).__name__, str(error)


for length in (2**62, 2**63 - 1, 2**63, 10**25):
    for sequence in ("ab", "éa", "abc" * 7, b"ab", bytearray(b"ab"), [1, 2], (1, 2)):
        print(length, type(sequence).__name__, attempt(lambda: sequence * length), attempt(lambda: length * sequence))
print([attempt(lambda: sequence * length) for length in (-5, 0, 1) for sequence in ("", "ab", b"", b"ab", [], (1,))])
print(attempt(lambda: "" * 2**62), attempt(lambda: b"" * 2**62), attempt(lambda: [] * 2**62))
