# A syntax error: reported with file, line, text and marker; nothing runs.
print("this must not be printed")


def function(a, b)
    return a + b
