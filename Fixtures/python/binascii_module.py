# binascii and base64: hexadecimal, base 64, uuencode, quoted-printable, checksums, and their errors.
import base64
import binascii


def attempt(function, *arguments, **keywords):
    try:
        print(function.__name__, repr(function(*arguments, **keywords)))
    except Exception as error:
        print(function.__name__, type(error).__module__, type(error).__name__, error)


for text in [b"", b"a", b"ab", b"abc", bytes(range(256))]:
    coded = binascii.b2a_base64(text)
    print(coded, binascii.a2b_base64(coded) == text)
    print(base64.b32encode(text)[:40], base64.b85encode(text)[:40], base64.a85encode(text)[:40])
print(binascii.b2a_base64(b"no newline", newline=False))
for text in [b"=", b"ab=c", b"ab==x", b"ab", b"a", b"abc=d", b"a b", b"ab=\n=", b"abcd====", b"=abc", b"abcde", "YWJj", "é", 1]:
    attempt(binascii.a2b_base64, text)
    attempt(binascii.a2b_base64, text, strict_mode=True)
attempt(base64.b64decode, b"ab!cd", validate=True)
print(base64.urlsafe_b64encode(b"\xff\xfe\xfd"), base64.b64decode("//79"), base64.b64encode(b"\xfb\xff", b"-_"))

for arguments in [(b"abcde", ":"), (b"abcde", b"-", 2), (b"abcde", "-", -2), (b"", ":"), (b"abc", "::"), (b"abc", 1)]:
    attempt(binascii.hexlify, *arguments)
for text in [b"616263", "DEADbeef", b"a", b"ag", "é", 3]:
    attempt(binascii.unhexlify, text)

for text in [b"", b"x\0y", b"q" * 45, b"x" * 46]:
    attempt(binascii.b2a_uu, text)
attempt(binascii.b2a_uu, b"x\0y", backtick=True)
for text in [b'#>``Y\n', b'"A!', b"!!!!abc", b"\x7f" * 10, b" "]:
    attempt(binascii.a2b_uu, text)

for text in [b"plain text", b"caf\xe9 = 1", b"blank at end \nnext\t\n", b"." , b"x" * 100, b"a\r\nb\r\n"]:
    coded = binascii.b2a_qp(text)
    print(coded, binascii.a2b_qp(coded) == text)
    print(binascii.b2a_qp(text, quotetabs=True, istext=False, header=True))
attempt(binascii.a2b_qp, b"=4\n_ab==3D=zz=", True)

print(binascii.crc32(b"hello"), binascii.crc32(b"lo", binascii.crc32(b"hel")), binascii.crc_hqx(b"abc", 0xFFFF))
attempt(binascii.crc32, "text")
attempt(binascii.crc32, memoryview(b"memory"))
print(issubclass(binascii.Error, ValueError), issubclass(binascii.Incomplete, Exception))
