# A loop whose body records nothing: the trace closes all the same, and a signal ends it.
import signal
class Stop(Exception): pass
def stop(*_): raise Stop
signal.signal(signal.SIGALRM, stop)
def spin():
    while True: pass
for _ in range(2):
    signal.setitimer(signal.ITIMER_REAL, 0.5)
    try: spin()
    except Stop: print("stopped")
