# Numbers from a small generator of its own: every operator of ints of all sizes, text of floats, rounding, true division.
seed = 12345
def rnd():
    global seed
    seed = (seed * 6364136223846793005 + 1442695040888963407) % (1 << 64)
    return seed >> 16
def big():
    k = rnd() % 12
    n = 1
    for _ in range(k): n = n * (1 << 40) + rnd() % (1 << 40)
    n = n >> (rnd() % 40)
    return -n if rnd() % 2 else n
for i in range(25):
    a, b = big(), big()
    s = rnd() % 200
    row = [a+b, a-b, a*b, a&b, a|b, a^b, ~a, a<<s, a>>s, -a, abs(a), a<b, a==b, a.bit_length()]
    if b: row += [a//b, a%b, divmod(a,b)]
    if b:
        try: row.append(a/b)
        except OverflowError as e: row.append(str(e))
    if b: row.append(pow(a, abs(b) % 1000, abs(b)))
    row.append(float(a) if abs(a) < 10**300 else 0)
    row.append(str(a)); row.append(hex(a)); row.append(int(str(a)) == a); row.append(int(hex(a), 16) == a)
    row.append(a.to_bytes(80, "little", signed=True)); row.append(int.from_bytes(a.to_bytes(80, "big", signed=True), "big", signed=True) == a)
    row.append(hash(a)); row.append(format(a, ",")); row.append(format(a, "_x")); row.append(a == float(a) if abs(a) < 10**300 else None)
    row.append("%d|%x|%30d" % (a, a, b)); row.append(round(a, -(rnd() % 30)))
    print(i, row)
import math
for i in range(60):
    m = rnd() % (1 << 53); e = rnd() % 200 - 100
    x = math.ldexp(m, e - 30)
    if rnd() % 2: x = -x
    p = rnd() % 20
    print(repr(x), hash(x), "%.*f" % (p, x), "%.*e" % (p, x), "%.*g" % (p + 1, x), format(x, f",.{p}f"), format(x, f".{p}"), round(x, p % 8), round(x, -(p % 5)), float(repr(x)) == x, x.hex(), float.fromhex(x.hex()) == x, x.as_integer_ratio() if i % 10 == 0 else "")
for k in range(40):
    y = (rnd() % 100000) / (10 ** (rnd() % 8))
    print(y, round(y, rnd() % 5), f"{y:.2f} {y:.1f} {y:.0f} {y:.3e} {y:g} {y:%}")
for k in range(-330, 310, 23):
    y = float("1e%d" % k); z = float("123456789e%d" % k) if k < 299 else 0.0
    print(y, z, f"{y:.3g}", f"{z:.10g}", f"{z:e}")
print(5e-324/2, 5e-324*3/2, (10**20)/(3*10**343), 1/(10**323), 3/(2*10**323), (2**53+1)/1, (2**54+3)/2, 1/3, 2**1000/3**500, (3**1000)/(2**1500), 7**300/(2**1800))
for a,b in [(1, 2**1074), (3, 2**1075), (1,2**1075), (1, 2**1076),(5,2**1076), (2**1024-1, 1),(2**1024-2**970,1),(10**308*17,10)]:
    try: print(a/b)
    except OverflowError as e: print(e)
print([math.isqrt(10**k + k) for k in range(0, 60, 7)], [math.comb(60, k) for k in range(0, 60, 9)], math.perm(20, 7), math.lcm(12, 18, 7), math.gcd(2**100, 6**50))
print(math.fsum([0.1]*10), math.hypot(3,4,12), math.dist((1,2),(4,6)), math.prod([1,2,3.5]), math.log(10**500), math.log2(2**2000), math.log10(10**400), math.gamma(5.5), math.lgamma(100.5))
