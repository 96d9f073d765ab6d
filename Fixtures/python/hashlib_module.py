# hashlib and hmac: every guaranteed algorithm over lengths around block sizes, copies, keys, derivation, and errors.
import hashlib
import hmac
import io

data = bytes(range(256)) * 9
for name in sorted(hashlib.algorithms_guaranteed):
    digest = hashlib.new(name)
    print(name, digest.name, digest.digest_size, digest.block_size)
    size = {"shake_128": (20,), "shake_256": (200,)}.get(name, ())
    total = hashlib.sha256()
    for length in [0, 1, 3, 55, 56, 63, 64, 65, 71, 72, 73, 111, 112, 127, 128, 129, 135, 136, 137, 143, 144, 168, 1000, 2304]:
        total.update(hashlib.new(name, data[:length]).digest(*size))
    print(total.hexdigest())
    for start in range(0, 700, 37):
        digest.update(data[start:start + 37])
    twin = digest.copy()
    twin.update(b"more")
    print(digest.hexdigest(*size)[:40], twin.hexdigest(*size)[:40], digest.hexdigest(*size) == digest.digest(*size).hex())

print(hashlib.sha512(b"abc").hexdigest()[:32], hashlib.md5(bytearray(b"abc")).hexdigest(), hashlib.sha1(memoryview(b"abc")).hexdigest())
print(hashlib.new("SHA256", b"x").hexdigest() == hashlib.sha256(b"x").hexdigest(), hashlib.new("sha512_256", b"").hexdigest()[:16])
print(hashlib.file_digest(io.BytesIO(data), "sha256").hexdigest()[:16], type(hashlib.sha256()), type(hashlib.blake2b()))

print(hashlib.blake2b(b"text", digest_size=20, key=b"key", salt=b"salt", person=b"person").hexdigest())
print(hashlib.blake2s(b"text", digest_size=16, key=b"key", salt=b"salt", person=b"person").hexdigest())
print(hashlib.blake2b(data, fanout=2, depth=3, leaf_size=4096, node_offset=5, node_depth=1, inner_size=32, last_node=True).hexdigest()[:40])
print(hashlib.blake2s(data, fanout=2, depth=3, leaf_size=4096, node_offset=5, node_depth=1, inner_size=32, last_node=True).hexdigest()[:40])

for name in ("md5", "sha1", "sha256", "sha512", "sha3_256"):
    code = hmac.new(b"key" * 60, b"message", name)
    code.update(b" and more")
    print(code.name, code.hexdigest(), hmac.digest(b"k", b"m", name).hex()[:20], code.copy().digest() == code.digest())
print(hmac.new(b"k", b"m", hashlib.sha256).hexdigest()[:20], hmac.compare_digest(b"a", b"a"), hmac.compare_digest("a", "b"))
print(hashlib.pbkdf2_hmac("sha256", b"password", b"salt", 1000).hex())
print(hashlib.pbkdf2_hmac("sha1", b"password", b"salt", 3, 45).hex())
print(hashlib.scrypt(b"password", salt=b"NaCl", n=64, r=8, p=2, dklen=40).hex())


def attempt(function, *arguments, **keywords):
    try:
        print(repr(function(*arguments, **keywords)))
    except Exception as error:
        print(type(error).__name__, error)


attempt(hashlib.new, "foo")
attempt(hashlib.new, 1)
attempt(hashlib.md5, "x")
attempt(hashlib.md5, 1)
attempt(hashlib.sha256().update, "x")
attempt(hashlib.shake_128(b"").digest)
attempt(hashlib.pbkdf2_hmac, "sha1", b"a", b"b", 0)
attempt(hashlib.pbkdf2_hmac, "sha1", b"a", b"b", 1, 0)
attempt(hashlib.blake2b, digest_size=65)
attempt(hashlib.blake2b, key=b"x" * 65)
attempt(hashlib.blake2s, node_offset=1 << 48)
attempt(hashlib.blake2b, leaf_size=-1)
attempt(hmac.new, b"k", b"m")
attempt(hmac.new, "k", b"m", "md5")
attempt(hmac.compare_digest, "é", "é")
attempt(hmac.compare_digest, b"a", "b")
attempt(hmac.compare_digest, 1, 2)
