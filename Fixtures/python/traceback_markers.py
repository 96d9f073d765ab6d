# The ^^^^ markers of 3.11 under the failing part of a line, for many kinds of expression.
import sys


class Node:
    child = None
    table = {"a": {"b": 1}}

    def __init__(self):
        self.items = [1, 2, 3]


def attempt(source):
    "Runs a statement from a file of its own functions and prints the traceback through the interpreter's printer."
    try:
        source()
    except Exception:
        sys.excepthook(*sys.exc_info())


node = Node()
value = 5
zero = 0
text = "text"


def attribute(): return node.child.name
def subscript(): return node.table["a"]["c"]
def index(): return node.items[value]
def binary(): return value + text
def nested_binary(): return (value * 2) + (value - 1) / zero * 3
def call(): return value(1, 2)
def nested_call(): return max(len(text), len(value), 3)
def method(): return text.uper().strip()
def compare(): return value + 1 < text
def unary(): return -text
def augmented():
    local = 1
    local += text
def unpack():
    a, b = node.items
def multi_line():
    return (value
            + zero
            + text)
def call_lines():
    return max(
        value,
        text,
    )
def long_call(): return sorted([value, text], key=lambda item: item + zero, reverse=True)
def star(): return print(*value)
def statement(): raise ValueError("whole line")
def comprehension(): return [item.name for item in node.items]
def store(): value.name = 1
def store_item(): text[0] = "T"
def delete(): del node.items[10]
def condition(): return 1 if value > text else 2
def assertion(): assert value == zero, "not equal"
def importing(): import not_a_module
def from_import(): from math import not_a_name
def undefined(): return undefined_name + 1
def formatted(): return f"{value:>{text}}"
def whole(): int("x")
def unicode_line(): return "ééé" + "日本" + value


for function in (attribute, subscript, index, binary, nested_binary, call, nested_call, method, compare, unary,
                 augmented, unpack, multi_line, call_lines, long_call, star, statement, comprehension, store,
                 store_item, delete, condition, assertion, importing, from_import, undefined, formatted, whole,
                 unicode_line):
    attempt(function)
