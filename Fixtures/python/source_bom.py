# A byte order mark before the first line.
print("after the mark", "é")
名 = 1
print(名)
