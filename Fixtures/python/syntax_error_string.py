# A string literal that is not closed.
print("fine")
text = 'not closed
print(text)
