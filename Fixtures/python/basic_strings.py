# Strings: joining, indexing, slices, methods used every day, formatting.
s = "Hello, World"
print(s, len(s), s[0], s[-1], s[:5], s[7:], s[::-1], s[3:9:2])
print(s.upper(), s.lower(), s.replace("World", "There"), s.find("World"), s.split(", "), "-".join(["a", "b", "c"]))
print("a" + "b" * 3, "lo" in s, "xyz" not in s, "abc" < "abd", s == "Hello, World")
print("  trimmed  ".strip() + "|", s.startswith("Hell"), s.endswith("x"), "a,b,,c".split(","), "one two  three".split())
name, age = "Ann", 31
print(f"{name} is {age}", f"{age:5d}|{age:<5}|{3.14159:.2f}|{name:>6}", "%s is %d" % (name, age))
print("{} and {}".format(name, age))
for ch in "xyz":
    print(ch, ord(ch), chr(ord(ch) + 1), end="; ")
print()
print(str(5), str(2.5), str(None), str([1, "a"]), repr("it's"), int("42"), float("2.5"))
text = ""
for i in range(5):
    text += str(i)
print(text, text.isdigit(), "abc".isalpha(), "12a".isdigit(), "Title Case".title(), "count".count("c"))
print("""a
multi-line
string""", 'single', "tab\tnew\\line", sep="|")
print("é日😀", len("é日😀"), "é日😀"[1], "ß".upper())
print("abc".center(9, "*"), "7".zfill(3), "x".ljust(3) + "|", "swap".capitalize(), "a-b".partition("-"))
