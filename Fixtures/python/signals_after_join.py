# A thread that has been joined takes no signal of the process away from who waits for it.
import os
import signal
import threading

signal.signal(signal.SIGUSR1, lambda number, frame: None)
signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGUSR1])


def unblock():
    signal.pthread_sigmask(signal.SIG_UNBLOCK, [signal.SIGUSR1])


lost = 0
for _ in range(200):
    thread = threading.Thread(target=unblock)
    thread.start()
    thread.join()
    os.kill(os.getpid(), signal.SIGUSR1)
    if signal.sigtimedwait([signal.SIGUSR1], 0.05) is None:
        lost += 1
print("lost", lost)
