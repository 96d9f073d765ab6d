# A dedent that matches no outer level.
def function():
        a = 1
    return a
