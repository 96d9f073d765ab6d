# Signals while functions call each other in compiled code, without a loop that would look for them.
import signal


class Late(Exception):
    pass


def stop(number, frame):
    raise Late(frame.f_code.co_name)


def fibonacci(n):
    if n < 2:
        return n
    return fibonacci(n - 1) + fibonacci(n - 2)


def even(n):
    return odd(n - 1) if n else even(300)


def odd(n):
    return even(n - 1) if n else odd(301)


signal.signal(signal.SIGALRM, stop)
print(fibonacci(15))
for i in range(3):
    try:
        signal.setitimer(signal.ITIMER_REAL, 0.05)
        fibonacci(60)
    except Late as error:
        print(error)
for i in range(3):
    try:
        signal.setitimer(signal.ITIMER_REAL, 0.02)
        for n in range(1000000000):
            fibonacci(n % 9)
    except Late as error:
        print(str(error) in ("<module>", "fibonacci"))
try:
    even(301)
except RecursionError as error:
    print(error)
