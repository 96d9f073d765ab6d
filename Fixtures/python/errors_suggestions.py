# "Did you mean": printed with the traceback, not part of the exception's text.
import sys
import math
import collections


class Config:
    verbose_level = 1
    _private = 2

    def __init__(self):
        self.filename = "x"
        self.timeout = 3

    def reload(self): pass

    def inner(self):
        return self.filname


counter = 5
completely_different = 1


def local_names():
    total_count = 1
    return totl_count


def builtin_name():
    return pritn("x")


def in_method():
    return Config().inner()


def global_name():
    return countr


def module_attribute():
    return math.sqroot(2)


def near():
    return Config().timeot


def class_attribute():
    return Config.verbos_level


def not_near():
    return Config().zzzzzzzz


def list_attribute():
    return [].appendd(1)


def string_attribute():
    return "x".uppercase()


def private():
    return Config()._privat


def unused_name():
    return qqqqqq


def from_import():
    from collections import namedtupel


def case():
    return None_


def self_missing():
    return sel.value


for function in (local_names, builtin_name, in_method, global_name, module_attribute, near, class_attribute, not_near,
                 list_attribute, string_attribute, private, unused_name, from_import, case, self_missing):
    try:
        function()
    except Exception as error:
        print(type(error).__name__, error, getattr(error, "name", None))
        sys.excepthook(*sys.exc_info())


class Uses:
    def method(self):
        return helper()

    def helper(self): pass


print("last one is uncaught", flush=True)
Uses().method().helpr()
