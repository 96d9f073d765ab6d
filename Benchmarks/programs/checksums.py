"""CRC-32, Adler-32 and SHA-256 in plain Python: 32-bit arithmetic with masks."""
SIZE, SMALL = 300000, 200
EXPECTED = (2297190130, 25883717, '8ee26fb8de9259e34f08468125f61c7b288bbccd100bf325094c44ca381f5464',
            'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad')

MASK = 0xFFFFFFFF


def make_table():
    table = []
    for value in range(256):
        for _ in range(8):
            value = value >> 1 ^ 0xEDB88320 if value & 1 else value >> 1
        table.append(value)
    return table


TABLE = make_table()


def crc32(data):
    crc = MASK
    for byte in data:
        crc = crc >> 8 ^ TABLE[(crc ^ byte) & 0xFF]
    return crc ^ MASK


def adler32(data):
    a, b = 1, 0
    for byte in data:
        a = (a + byte) % 65521
        b = (b + a) % 65521
    return b << 16 | a


def primes(count):
    found = []
    n = 2
    while len(found) < count:
        if all(n % p for p in found):
            found.append(n)
        n += 1
    return found


def root_bits(prime, power):
    """The first 32 bits of the fraction of the square or cube root, by integer search."""
    target = prime << 32 * power
    low, high = 0, 1 << 40
    while low < high:
        middle = (low + high + 1) // 2
        if middle ** power <= target:
            low = middle
        else:
            high = middle - 1
    return low & MASK


STATE = [root_bits(p, 2) for p in primes(8)]
ROUNDS = [root_bits(p, 3) for p in primes(64)]


def rotate(x, n):
    return (x >> n | x << 32 - n) & MASK


def sha256(data):
    message = data + b"\x80" + bytes((55 - len(data)) % 64) + (8 * len(data)).to_bytes(8, "big")
    state = STATE[:]
    for start in range(0, len(message), 64):
        w = [int.from_bytes(message[i:i + 4], "big") for i in range(start, start + 64, 4)]
        for i in range(16, 64):
            x, y = w[i - 15], w[i - 2]
            s0 = rotate(x, 7) ^ rotate(x, 18) ^ x >> 3
            s1 = rotate(y, 17) ^ rotate(y, 19) ^ y >> 10
            w.append((w[i - 16] + s0 + w[i - 7] + s1) & MASK)
        a, b, c, d, e, f, g, h = state
        for k, word in zip(ROUNDS, w):
            t1 = h + (rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25)) + (e & f ^ ~e & g) + k + word
            t2 = (rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22)) + (a & b ^ a & c ^ b & c)
            a, b, c, d, e, f, g, h = (t1 + t2) & MASK, a, b, c, (d + t1) & MASK, e, f, g
        state = [(x + y) & MASK for x, y in zip(state, (a, b, c, d, e, f, g, h))]
    return "".join(f"{x:08x}" for x in state)


def run(n):
    data = bytes(i * i * 31 % 257 & 0xFF for i in range(n))
    return crc32(data), adler32(data), sha256(data[:n // 8]), sha256(b"abc")


if __name__ == "__main__":
    print(run(SMALL))
