print("broken starts")
value = 1
raise RuntimeError("broken on purpose")
