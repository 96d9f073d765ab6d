# Lines that end in CR LF, in CR alone, and strings that span them.
x = 1
if x:
    print("windows")

text = """first
second
"""
print(repr(text), len(text))
y = (1 +
     2)
z = 1 + \
    3
print(y, z)print("old mac line")
print(repr("a\
b"))
