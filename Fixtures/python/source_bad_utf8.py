# Bytes that are not UTF-8 and no coding line.
print("never")
name = "café"
