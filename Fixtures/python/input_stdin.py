# input() and sys.stdin: lines, prompts, the end of the input.
import sys

name = input()
print("name", repr(name))
age = int(input("age? "))
print("age", age + 1)
print(repr(sys.stdin.readline()))
line = input("prompt without newline>")
print(repr(line), line.split())
count = 0
for text in sys.stdin:
    print("line", repr(text))
    count += 1
    if count == 2:
        break
print("rest", repr(sys.stdin.read(5)), sys.stdin.readlines())
try:
    input("more? ")
except EOFError as error:
    print(type(error).__name__, error)
print(repr(sys.stdin.read()), repr(sys.stdin.readline()), sys.stdin.name, sys.stdin.isatty(), sys.stdin.readable())
