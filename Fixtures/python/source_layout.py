# Layout: form feeds, semicolons, continuation lines, tabs, blank lines in blocks, no newline at the end.
def f():
	"""doc"""
	x = 1; y = 2

	# a comment in a block
# one outside
	return x + y
print(f(), f.__doc__)
if True: a = 1; b = 2
print(a, b);
total = 1 + \
    2 + \
    3
values = [
    1,

    2,  # a comment

    3,
]
print(total, values, (
    "in parentheses"
), {
    "k":
        "v"})
class C: x = 1; y = 2
print(C.x, C.y)
for i in range(2): print(i); print("same line")
while False: pass
def g(
    a,
    b=2,
    *args,
    c: int = 3,
    **kwargs,
) -> None: return (a,
                   b, c)
print(g(1), g(
    1,
    c=5,
))
if a:
    if b:
            print("deep")
    else:
     print("odd indentation")
else:
  print("other")
try: pass
finally: print("one-line finally")
s = 'a' 'b' \
    'c'
print(s, """a
    b""", '''c\
d''', 'e\
f')
lambda: (yield)
x = 5 if a else 6; print(x)
@staticmethod
def h(): pass
with open("/dev/null") as p, \
     open("/dev/null") as q: print(p is q)
print("last line without a newline")