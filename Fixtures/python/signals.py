# Signals: handlers, timers, masks, waiting, waking up, interrupts.
import os
import signal
import sys
import threading
import time

log = []


def note(number, frame):
    log.append((signal.Signals(number).name, frame is not None))


print(signal.getsignal(signal.SIGUSR1), signal.signal(signal.SIGUSR1, note), signal.getsignal(signal.SIGUSR1) is note)
os.kill(os.getpid(), signal.SIGUSR1)
signal.raise_signal(signal.SIGUSR1)
print(log)
for number, handler in ((0, note), (65, note), (signal.SIGUSR1, 5), (signal.SIGKILL, note)):
    try:
        signal.signal(number, handler)
    except (ValueError, TypeError, OSError) as error:
        print(type(error).__name__, error)

# Timers interrupt loops and sleep.
log.clear()
signal.signal(signal.SIGALRM, note)
print(signal.setitimer(signal.ITIMER_REAL, 0.02, 0.01))
while len(log) < 3:
    pass
interval = signal.setitimer(signal.ITIMER_REAL, 0)[1]
print(len(log) >= 3, round(interval, 3), signal.getitimer(signal.ITIMER_REAL))
log.clear()
signal.setitimer(signal.ITIMER_REAL, 0.02)
start = time.monotonic()
time.sleep(0.1)
print(log, time.monotonic() - start >= 0.1)
print(signal.alarm(100), signal.alarm(0))
try:
    signal.setitimer(signal.ITIMER_REAL, -1)
except signal.ItimerError as error:
    print(type(error), error)


# A handler may raise: out of a lock, out of sleep, out of a loop.
class Timeout(Exception):
    pass


def stop(number, frame):
    raise Timeout(frame.f_code.co_name)


def spin():
    while True:
        pass


signal.signal(signal.SIGALRM, stop)
lock = threading.Lock()
lock.acquire()
for call in (lock.acquire, lambda: time.sleep(10), spin, lambda: threading.Event().wait(10)):
    try:
        signal.setitimer(signal.ITIMER_REAL, 0.02)
        call()
    except Timeout as error:
        print("timeout")

# KeyboardInterrupt, and what stands in its place.
for handler in (signal.default_int_handler, signal.SIG_IGN, lambda number, frame: print("handled", number)):
    signal.signal(signal.SIGINT, handler)
    try:
        signal.raise_signal(signal.SIGINT)
        print("went on")
    except KeyboardInterrupt:
        print("interrupted")
signal.signal(signal.SIGINT, signal.default_int_handler)
try:
    import _thread
    thread = threading.Thread(target=_thread.interrupt_main)
    thread.start()
    while True:
        time.sleep(0.01)
except KeyboardInterrupt:
    print("interrupted by a thread")
thread.join()

# Masks and waiting.
print(sorted(signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGUSR1])))
log.clear()
os.kill(os.getpid(), signal.SIGUSR1)
print(log, signal.sigpending())
print(signal.sigwait([signal.SIGUSR1]))
os.kill(os.getpid(), signal.SIGUSR1)
info = signal.sigwaitinfo({signal.SIGUSR1})
print(info.si_signo, info.si_pid == os.getpid(), signal.sigtimedwait([signal.SIGUSR1], 0.01))
signal.pthread_kill(threading.get_ident(), signal.SIGUSR1)
print(signal.pthread_sigmask(signal.SIG_UNBLOCK, [signal.SIGUSR1]), log)
try:
    signal.pthread_sigmask(signal.SIG_BLOCK, [0])
except ValueError as error:
    print(error)
print(signal.strsignal(signal.SIGTERM), signal.SIGUSR1 in signal.valid_signals(), signal.strsignal(signal.SIGRTMAX + 0) is not None)

# Numbers of signals go to a descriptor, too.
reader, writer = os.pipe()
os.set_blocking(writer, False)
print(signal.set_wakeup_fd(writer))
signal.raise_signal(signal.SIGUSR1)
print(os.read(reader, 10) == bytes([signal.SIGUSR1]), signal.set_wakeup_fd(-1) == writer)
try:
    signal.set_wakeup_fd(reader)
except ValueError as error:
    print("must be in non-blocking mode" in str(error))


# Only the main thread may install handlers; it runs them, too.
def elsewhere():
    try:
        signal.signal(signal.SIGUSR1, note)
    except ValueError as error:
        print(error)
    try:
        signal.set_wakeup_fd(-1)
    except ValueError as error:
        print(error)
    signal.pthread_kill(threading.main_thread().ident, signal.SIGUSR1)


log.clear()
signal.signal(signal.SIGUSR1, lambda number, frame: log.append(threading.current_thread().name))
thread = threading.Thread(target=elsewhere)
thread.start()
thread.join()
while not log:
    time.sleep(0.001)
print(log)
signal.signal(signal.SIGTERM, signal.SIG_DFL)
sys.stdout.flush()
pid = os.fork()
if pid == 0:
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(10)
print(os.waitpid(pid, 0)[1])
