"""DEFLATE decompression in plain Python: bits from bytes, canonical Huffman codes, copies from a window.

The compressed input is made by the small compressor below (one block of fixed codes with matches found through a
dictionary of triples), so the program needs no module.
"""
SIZE, SMALL = 130000, 500
EXPECTED = (47799, True, 56890)

LENGTH_BASE = [3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163,
               195, 227, 258]
LENGTH_EXTRA = [0] * 8 + [1] * 4 + [2] * 4 + [3] * 4 + [4] * 4 + [5] * 4 + [0]
DISTANCE_BASE = [1, 2, 3, 4, 5, 7, 9, 13, 17, 25, 33, 49, 65, 97, 129, 193, 257, 385, 513, 769, 1025, 1537, 2049,
                 3073, 4097, 6145, 8193, 12289, 16385, 24577]
DISTANCE_EXTRA = [max(0, i // 2 - 1) for i in range(30)]
FIXED_LENGTHS = [8] * 144 + [9] * 112 + [7] * 24 + [8] * 8


def canonical_codes(lengths):
    """The code of each symbol, as (length, code) pairs, by the rule of RFC 1951, section 3.2.2."""
    codes = {}
    code = 0
    for length in range(1, max(lengths) + 1):
        for symbol, wanted in enumerate(lengths):
            if wanted == length:
                codes[symbol] = length, code
                code += 1
        code <<= 1
    return codes


class BitWriter:
    def __init__(self):
        self.bytes = bytearray()
        self.buffer = self.count = 0

    def bits(self, value, n):
        self.buffer |= value << self.count
        self.count += n
        while self.count >= 8:
            self.bytes.append(self.buffer & 255)
            self.buffer >>= 8
            self.count -= 8

    def code(self, length, code):
        reversed_code = 0
        for _ in range(length):
            reversed_code = reversed_code << 1 | code & 1
            code >>= 1
        self.bits(reversed_code, length)

    def finish(self):
        if self.count:
            self.bytes.append(self.buffer & 255)
        return bytes(self.bytes)


class BitReader:
    def __init__(self, data):
        self.data = data
        self.position = 0
        self.buffer = self.count = 0

    def bits(self, n):
        while self.count < n:
            self.buffer |= self.data[self.position] << self.count
            self.position += 1
            self.count += 8
        value = self.buffer & ((1 << n) - 1)
        self.buffer >>= n
        self.count -= n
        return value


class Decoder:
    def __init__(self, lengths):
        self.symbols = {pair: symbol for symbol, pair in canonical_codes(lengths).items()}

    def read(self, reader):
        length = code = 0
        symbols = self.symbols
        while True:
            code = code << 1 | reader.bits(1)
            length += 1
            symbol = symbols.get((length, code))
            if symbol is not None:
                return symbol


def entry(table, value):
    index = len(table) - 1
    while table[index] > value:
        index -= 1
    return index


def deflate(data):
    writer = BitWriter()
    codes = canonical_codes(FIXED_LENGTHS)
    writer.bits(1, 1)
    writer.bits(1, 2)
    last = {}
    i = 0
    while i < len(data):
        key = data[i:i + 3]
        start = last.get(key, -1) if len(key) == 3 else -1
        last[key] = i
        length = 0
        if start >= 0 and i - start <= 32768:
            while length < 258 and i + length < len(data) and data[start + length] == data[i + length]:
                length += 1
        if length >= 3:
            index = entry(LENGTH_BASE, length)
            writer.code(*codes[257 + index])
            writer.bits(length - LENGTH_BASE[index], LENGTH_EXTRA[index])
            index = entry(DISTANCE_BASE, i - start)
            writer.code(5, index)
            writer.bits(i - start - DISTANCE_BASE[index], DISTANCE_EXTRA[index])
            i += length
        else:
            writer.code(*codes[data[i]])
            i += 1
    writer.code(*codes[256])
    return writer.finish()


def inflate(data):
    reader = BitReader(data)
    out = bytearray()
    final = 0
    while not final:
        final = reader.bits(1)
        if reader.bits(2) != 1:
            raise ValueError("only blocks of fixed codes are expected here")
        literals, distances = Decoder(FIXED_LENGTHS), Decoder([5] * 30)
        while True:
            symbol = literals.read(reader)
            if symbol < 256:
                out.append(symbol)
            elif symbol == 256:
                break
            else:
                length = LENGTH_BASE[symbol - 257] + reader.bits(LENGTH_EXTRA[symbol - 257])
                symbol = distances.read(reader)
                distance = DISTANCE_BASE[symbol] + reader.bits(DISTANCE_EXTRA[symbol])
                start = len(out) - distance
                if distance >= length:
                    out += out[start:start + length]
                else:
                    for k in range(length):
                        out.append(out[start + k])
    return bytes(out)


def make_text(n):
    words = ["window", "signal", "the", "a", "quick", "sample", "frame", "of", "trace", "and", "stack", "over"]
    seed = 99
    parts = []
    size = 0
    while size < n:
        seed = (seed * 69069 + 1) & 0xFFFFFFFF
        word = words[(seed >> 16) % len(words)] + (" " if seed >> 28 else ".\n")
        parts.append(word)
        size += len(word)
    return "".join(parts).encode()[:n]


def run(n):
    text = make_text(n)
    packed = deflate(text)
    return len(packed), inflate(packed) == text, sum(packed) % 65521


if __name__ == "__main__":
    print(run(SMALL))
