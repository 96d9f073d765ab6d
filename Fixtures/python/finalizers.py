# __del__, weak references and their callbacks, around collections that the program asks for. Garbage is made in threads of its
# own: a collector that looks at stacks word by word might still find it on this one.
import gc
import sys
import threading
import weakref


def apart(function):
    answers = []
    thread = threading.Thread(target=lambda: answers.append(function()))
    thread.start()
    thread.join()
    gc.collect()
    return answers.pop()


class Noisy:
    def __init__(self, name):
        self.name = name

    def __del__(self):
        log.append(self.name)


class Child(Noisy):
    pass


class Words(list):
    def __del__(self):
        log.append(("words", len(self)))


log = []


def make():
    Noisy("a")
    Child("b")
    Words([1, 2, 3])
    left = Noisy("left")
    right = Noisy("right")
    left.other, right.other = right, left


apart(make)
print(sorted(map(str, log)))

# Once only, even if it comes back.
log.clear()
kept = []


class Phoenix:
    def __del__(self):
        log.append("burnt")
        kept.append(self)


def burn():
    Phoenix()


apart(burn)
print(log, len(kept), apart(lambda: gc.is_finalized(kept[0])))
apart(kept.clear)
print(log)

# A class may get the method later; an exception in it goes to the hook.
class Plain:
    pass


def fail(self):
    raise ValueError("in a finalizer")


Plain.__del__ = fail
reports = []
sys.unraisablehook = lambda report: reports.append((report.exc_type.__name__, str(report.exc_value), report.object is fail))


def drop():
    Plain()


apart(drop)
print(reports)
sys.unraisablehook = sys.__unraisablehook__

# References and callbacks.
class Node:
    pass


def watch():
    node = Node()
    reference = weakref.ref(node, lambda r: log.append("gone"))
    return reference, reference() is node


log.clear()
reference, was = apart(watch)
print(was, reference(), log)
table = weakref.WeakValueDictionary()
names = weakref.WeakKeyDictionary()
people = weakref.WeakSet()


def fill():
    node = Node()
    table["node"] = node
    names[node] = 1
    people.add(node)
    weakref.finalize(node, log.append, "finalized")
    return len(table), len(names), len(people)


print(apart(fill))
print(len(table), len(names), len(people), log)
print(gc.isenabled(), gc.get_threshold(), len(gc.get_count()))
gc.disable()
print(gc.isenabled())
gc.enable()
try:
    gc.collect(5)
except ValueError as error:
    print(error)
last = Noisy("last")
weakref.finalize(last, print, "at the end")
