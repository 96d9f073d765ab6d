# An opening bracket that is never closed.
print("this must not be printed")
values = [1, 2, 3
print(values)
