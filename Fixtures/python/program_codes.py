# Codes and ciphers: Caesar, Vigenère, run lengths, Huffman, Base 58, checksums, RSA with big integers, LZ, Morse.
import heapq
from collections import Counter

shift = lambda text, by: ''.join(chr((ord(c) - 97 + by) % 26 + 97) if c.islower() else c for c in text)
print(shift('hello, world', 13), shift(shift('hello, world', 5), -5), [shift('khoor', -n) for n in range(1, 5)])
vigenere = lambda text, key, sign=1: ''.join(shift(c, sign * (ord(key[i % len(key)]) - 97)) for i, c in enumerate(text))
print(vigenere('attackatdawn', 'lemon'), vigenere(vigenere('attackatdawn', 'lemon'), 'lemon', -1))


def runs(text):
    result, previous, count = [], None, 0
    for c in text + '\0':
        if c == previous:
            count += 1
        else:
            if previous is not None:
                result.append((count, previous))
            previous, count = c, 1
    return result


print(runs('aaabccdddd'), ''.join(c * n for n, c in runs('aaabccdddd')))


def huffman(text):
    heap = [(n, c, c) for c, n in Counter(text).items()]
    heapq.heapify(heap)
    while len(heap) > 1:
        a, b = heapq.heappop(heap), heapq.heappop(heap)
        heapq.heappush(heap, (a[0] + b[0], min(a[1], b[1]), (a[2], b[2])))
    codes = {}

    def walk(tree, prefix):
        if isinstance(tree, str):
            codes[tree] = prefix or '0'
        else:
            walk(tree[0], prefix + '0')
            walk(tree[1], prefix + '1')

    walk(heap[0][2], '')
    return codes


text = 'the quick brown fox jumps over the lazy dog and the cat'
codes = huffman(text)
bits = ''.join(codes[c] for c in text)
decoded, part, back = [], '', {v: k for k, v in codes.items()}
for bit in bits:
    part += bit
    if part in back:
        decoded.append(back[part])
        part = ''
print(len(bits), len(text) * 8, ''.join(decoded) == text, max(map(len, codes.values())))
ALPHABET = '123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz'


def base58(data):
    number, out = int.from_bytes(data, 'big'), ''
    while number:
        number, digit = divmod(number, 58)
        out = ALPHABET[digit] + out
    return '1' * (len(data) - len(data.lstrip(b'\0'))) + out


print(base58(b'\0\0hello'), base58(bytes(range(32))), base58(b''))


def crc32(data, table=[]):
    if not table:
        for n in range(256):
            for _ in range(8):
                n = n >> 1 ^ 0xEDB88320 if n & 1 else n >> 1
            table.append(n)
    value = 0xFFFFFFFF
    for byte in data:
        value = table[(value ^ byte) & 255] ^ value >> 8
    return value ^ 0xFFFFFFFF


def adler(data):
    a, b = 1, 0
    for byte in data:
        a = (a + byte) % 65521
        b = (b + a) % 65521
    return b << 16 | a


print(hex(crc32(b'123456789')), hex(adler(b'Wikipedia')), crc32(bytes(range(256)) * 20), sum(int(d) * w for d, w in zip('978030640615', [1, 3] * 6)) % 10)
p, q, e = 2**89 - 1, 2**107 - 1, 65537
n, d = p * q, pow(e, -1, (p - 1) * (q - 1))
message = int.from_bytes(b'secret message', 'big')
cipher = pow(message, e, n)
print(hex(cipher), pow(cipher, d, n).to_bytes(14, 'big'))


def compress(text):
    words, current, out = {chr(i): i for i in range(256)}, '', []
    for c in text:
        if current + c in words:
            current += c
        else:
            out.append(words[current])
            words[current + c] = len(words)
            current = c
    return out + [words[current]]


def expand(codes):
    words, previous, out = {i: chr(i) for i in range(256)}, '', []
    for code in codes:
        entry = words.get(code, previous + previous[:1])
        out.append(entry)
        if previous:
            words[len(words)] = previous + entry[0]
        previous = entry
    return ''.join(out)


packed = compress('TOBEORNOTTOBEORTOBEORNOT' * 5)
print(packed[:20], len(packed), expand(packed) == 'TOBEORNOTTOBEORTOBEORNOT' * 5)
morse = dict(zip('abcdefghijklmnopqrstuvwxyz', '.- -... -.-. -.. . ..-. --. .... .. .--- -.- .-.. -- -. --- .--. --.- .-. ... - ..- ...- .-- -..- -.-- --..'.split()))
print(' '.join(morse[c] for c in 'python'), ''.join({v: k for k, v in morse.items()}[m] for m in '... --- ...'.split()))
gray = [n ^ n >> 1 for n in range(16)]
print([f'{g:04b}' for g in gray], all(bin(a ^ b).count('1') == 1 for a, b in zip(gray, gray[1:])))
