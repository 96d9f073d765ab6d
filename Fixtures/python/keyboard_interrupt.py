# An uncaught KeyboardInterrupt: traceback, and the process ends by the signal's status.
def work():
    raise KeyboardInterrupt


print("working", flush=True)
try:
    try:
        work()
    except Exception:
        print("not an Exception")
    finally:
        print("cleaned up")
except KeyboardInterrupt as error:
    print(repr(error))
work()
