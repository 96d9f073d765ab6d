# WebAssembly by wasmtime's C interface and ctypes: callbacks with user data, exceptions through C, unions and vectors.
from wasmtime import Engine, Func, FuncType, Instance, Module, Store, ValType

TEXT = """
(module
  (import "host" "double" (func $double (param i32) (result i32)))
  (memory (export "memory") 1)
  (func (export "step") (param i32) (result i32)
    (if (result i32) (i32.lt_s (local.get 0) (i32.const 2))
      (then (local.get 0))
      (else (i32.add (call $double (local.get 0)) (i32.const 3)))))
  (func (export "trap") unreachable)
  (func (export "store") (i32.store (i32.const 8) (i32.const 99))))
"""

store = Store(Engine())
module = Module(store.engine, TEXT)
kind = FuncType([ValType.i32()], [ValType.i32()])
calls = []


def double(number):
    calls.append(number)
    return number * 2


exports = Instance(store, module, [Func(store, kind, double)]).exports(store)
step = exports["step"]
print([step(store, number) for number in range(6)], calls)
exports["store"](store)
print(bytes(exports["memory"].read(store, 8, 12)))


def failing(number):
    raise ValueError("in the host")


for action in (
    lambda: exports["trap"](store),
    lambda: Module(store.engine, "(module (func"),
    lambda: Instance(store, module, [Func(store, kind, failing)]).exports(store)["step"](store, 5),
):
    try:
        action()
    except Exception as error:
        print(type(error).__name__, str(error).splitlines()[0])
print(sum(step(store, number) for number in range(3000)), len(calls))
