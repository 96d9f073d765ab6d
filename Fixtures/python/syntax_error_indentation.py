# An unexpected indentation.
def function():
    a = 1
      b = 2
    return a
