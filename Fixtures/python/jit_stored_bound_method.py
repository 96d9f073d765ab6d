# Bound methods that are stored in a class or a module and called through it, in loops that become machine code.
import random
import re


class Reader:
    blank = re.compile(r"^[ ]*(#.*)?$").match
    join = ",".join
    seen = []
    note = seen.append

    def greet(self, name):
        return "hello " + name


Reader.welcome = Reader().greet
reader = Reader()


def count(texts):
    found = 0
    for text in texts:
        if not reader.blank(text):
            found += 1
        reader.note(text)
    return found


def rare(texts):
    """The branch is not run before the loop is recorded."""
    words = []
    for index, text in enumerate(texts):
        if index % 7 == 6:
            words.append(reader.join(text))
            words.append(Reader.join("ab"))
            words.append(Reader.welcome("class"))
            random.seed(index)
        words.append(reader.welcome(name=text))
    return words


print(count(["", "  # note", "text"] * 40), len(Reader.seen))
print(rare(["x", "yz"] * 20)[-12:])
for turn in range(3):
    print(sum(count(["a", "", "b"]) for _ in range(30)), len(rare("abcdefgh" * 5)))
