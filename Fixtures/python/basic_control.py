# if, while, for, break, continue, else.
n = 0
while n < 5:
    n += 1
    if n == 2:
        continue
    if n == 5:
        break
    print("n", n)
else:
    print("never")
for i in range(3):
    print("i", i)
else:
    print("loop ended")
for i in range(2, 10, 3):
    print(i, end=" ")
print()
for letter in "abc":
    print(letter, end="-")
print()
total = 0
for row in [[1, 2], [3, 4], [5]]:
    for value in row:
        total += value
print(total)
if total > 100:
    print("large")
elif total > 10:
    print("medium")
else:
    print("small")
print("yes" if total == 15 else "no")
i = 10
while i > 0:
    i -= 3
print(i)
for a, b in [(1, 2), (3, 4)]:
    print(a + b, end=" ")
print()
count = 0
for x in range(1000):
    for y in range(10):
        if (x + y) % 7 == 3:
            count += 1
print(count)
pass
