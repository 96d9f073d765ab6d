# Ciphers, hashes and signatures, whose C parts pycryptodome opens by cffi (by ctypes where there is no cffi).
from Crypto.Cipher import AES, ChaCha20
from Crypto.Hash import BLAKE2b, HMAC, SHA256, SHA3_256
from Crypto.PublicKey import ECC
from Crypto.Signature import DSS

key = bytes(range(32))
settings = {"CBC": {"iv": bytes(16)}, "CFB": {"iv": bytes(16)}, "OFB": {"iv": bytes(16)}, "CTR": {"nonce": bytes(8)}}
for mode in "ECB", "CBC", "CTR", "GCM", "EAX", "OCB", "CFB", "OFB":
    authenticates = mode in ("GCM", "EAX", "OCB")
    options = {"nonce": bytes(12)} if authenticates else settings.get(mode, {})
    cipher = AES.new(key, getattr(AES, "MODE_" + mode), **options)
    text = cipher.encrypt(b"x" * 64)
    if mode == "OCB":
        text += cipher.encrypt()
    print(mode, text.hex(), cipher.digest().hex() if authenticates else "")

print(SHA256.new(b"abc").hexdigest(), SHA3_256.new(b"abc").hexdigest())
print(BLAKE2b.new(digest_bits=256, data=b"q").hexdigest(), HMAC.new(b"k", b"m", SHA256).hexdigest())
print(ChaCha20.new(key=key, nonce=bytes(12)).encrypt(b"hello").hex())

private = ECC.construct(curve="P-256", d=12345678901234567890)
print(private.pointQ.x, private.pointQ.y)
digest = SHA256.new(b"m")
signature = DSS.new(private, "deterministic-rfc6979").sign(digest)
print(signature.hex())
DSS.new(private.public_key(), "fips-186-3").verify(digest, signature)
try:
    DSS.new(private.public_key(), "fips-186-3").verify(SHA256.new(b"n"), signature)
except ValueError as error:
    print(error)
try:
    AES.new(b"short", AES.MODE_ECB)
except ValueError as error:
    print(error)

cipher = AES.new(key, AES.MODE_ECB)
print(sum(cipher.encrypt(number.to_bytes(16, "big"))[0] for number in range(20000)))
