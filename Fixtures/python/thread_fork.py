# fork in a program with threads: the child has one, and can start others.
import os
import sys
import threading
import time

stopping = threading.Event()
lock = threading.Lock()
local = threading.local()
local.here = "main"


def work():
    while not stopping.wait(0.001):
        with lock:
            sum(range(100))


others = [threading.Thread(target=work) for _ in range(3)]
for other in others:
    other.start()


def child(inThread):
    print(threading.active_count(), threading.main_thread() is threading.current_thread(), getattr(local, "here", None))
    answers = []
    again = threading.Thread(target=lambda: answers.append(sum(range(1000))))
    again.start()
    again.join()
    print(answers, threading.active_count())
    sys.stdout.flush()
    os._exit(3)


def forkAndWait():
    sys.stdout.flush()
    with lock:
        pid = os.fork()
        if pid == 0:
            child(threading.current_thread().name)
    print(os.WEXITSTATUS(os.waitpid(pid, 0)[1]))
    sys.stdout.flush()


for _ in range(3):
    forkAndWait()
fromThread = threading.Thread(target=forkAndWait)
fromThread.start()
fromThread.join()
stopping.set()
for other in others:
    other.join()
print(threading.active_count())
