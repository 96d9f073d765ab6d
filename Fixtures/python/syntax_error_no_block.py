# A block that is missing.
if True:
print("no block")
