# Warnings of the compiler go to stderr; the program runs.
x = 5
print(x is 5, x is not "a")
text = "\d \w"
if (1, "always true"):
    print("tuple")
assert (x, "always true")
print("end")
