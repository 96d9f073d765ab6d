"""AES-128 in counter mode in plain Python: table look-ups, xor of small integers, lists of bytes."""
SIZE, SMALL = 3500, 2
EXPECTED = ('69c4e0d86a7b0430d8cdb78070b4c55a', True, 16720)


def times_two(x):
    x <<= 1
    return x ^ 0x11B if x & 0x100 else x


def make_box():
    """The substitution box: the inverse in GF(256), then an affine map over the bits."""
    exponent, logarithm = [0] * 255, [0] * 256
    x = 1
    for i in range(255):
        exponent[i], logarithm[x] = x, i
        x ^= times_two(x)
    box = []
    for value in range(256):
        inverse = exponent[-logarithm[value] % 255] if value else 0
        result = 0x63
        for shift in range(5):
            result ^= (inverse << shift | inverse >> (8 - shift)) & 0xFF
        box.append(result)
    return box


BOX = make_box()
DOUBLE = [times_two(x) for x in range(256)]
SHIFT = [(i + 4 * (i % 4)) % 16 for i in range(16)]


def expand(key):
    words = [list(key[i:i + 4]) for i in range(0, 16, 4)]
    constant = 1
    for i in range(4, 44):
        word = words[-1]
        if i % 4 == 0:
            word = [BOX[b] for b in word[1:] + word[:1]]
            word[0] ^= constant
            constant = times_two(constant)
        words.append([a ^ b for a, b in zip(word, words[i - 4])])
    return [sum(words[i:i + 4], []) for i in range(0, 44, 4)]


def mix(state):
    out = []
    for i in range(0, 16, 4):
        a, b, c, d = state[i:i + 4]
        every = a ^ b ^ c ^ d
        out += [a ^ every ^ DOUBLE[a ^ b], b ^ every ^ DOUBLE[b ^ c],
                c ^ every ^ DOUBLE[c ^ d], d ^ every ^ DOUBLE[d ^ a]]
    return out


def encrypt(block, keys):
    state = [a ^ b for a, b in zip(block, keys[0])]
    for key in keys[1:10]:
        state = mix([BOX[state[i]] for i in SHIFT])
        state = [a ^ b for a, b in zip(state, key)]
    return [BOX[state[i]] ^ k for i, k in zip(SHIFT, keys[10])]


def counter_mode(data, key, nonce):
    keys = expand(key)
    out = bytearray()
    for index in range(0, len(data), 16):
        stream = encrypt(nonce + (index // 16).to_bytes(8, "big"), keys)
        out += bytes(a ^ b for a, b in zip(data[index:index + 16], stream))
    return bytes(out)


def run(n):
    """Encrypts and decrypts n blocks; the first value is the test vector of FIPS 197, appendix C.1."""
    vector = bytes(encrypt(bytes.fromhex("00112233445566778899aabbccddeeff"), expand(bytes(range(16))))).hex()
    data = bytes(i * i % 251 for i in range(16 * n))
    key, nonce = b"sixteen byte key", b"8 bytes!"
    packed = counter_mode(data, key, nonce)
    return vector, counter_mode(packed, key, nonce) == data, sum(packed) % 65521


if __name__ == "__main__":
    print(run(SMALL))
