# sys.exit with a text: printed on stderr, status 1.
import sys

print("working")
try:
    sys.exit("fatal: could not go on")
finally:
    print("finally")
