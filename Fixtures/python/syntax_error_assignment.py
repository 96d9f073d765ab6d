# Assignment to an expression.
x = 5
x + 1 = 2
