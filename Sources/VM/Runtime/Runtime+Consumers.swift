// `sum(x for x in …)` and the like without a nested run of the interpreter for each item.
//
// The functions that drain an iterable are native; called with a generator, or with an iterator in Python, they would go
// through the native stack item by item. Instead the call runs a small function written in Python, whose frame programs do not see
// (CodeFlags.hidden): the generator's frame lies directly on it, and a trace follows both.
//
// Each consumer has a copy of its code per code of a generator or an `__iter__`, so that every such loop has a loop head of its own.

import CRuntime

/// Native callables that have a form in Python, in the order of `consumerSources`.
enum Consumer: Int, CaseIterable {
  case sum, any, all, list, tuple, set, frozenSet, sorted, minimum, maximum, byteArray, bytes, join, next, nextOr

  /// Name in `builtins`, or for `join` in `str`.
  var name: String {
    switch self {
    case .sum: "sum"
    case .any: "any"
    case .all: "all"
    case .list: "list"
    case .tuple: "tuple"
    case .set: "set"
    case .frozenSet: "frozenset"
    case .sorted: "sorted"
    case .minimum: "min"
    case .maximum: "max"
    case .byteArray: "bytearray"
    case .bytes: "bytes"
    case .join: "join"
    case .next, .nextOr: "next"
    }
  }

  var source: String {
    switch self {
    case .sum: "def sum(iterable, start):\n for item in iterable:\n  start = start + item\n return start\n"
    case .any: "def any(iterable):\n for item in iterable:\n  if item: return True\n return False\n"
    case .all: "def all(iterable):\n for item in iterable:\n  if not item: return False\n return True\n"
    case .list: "def list(iterable):\n return [item for item in iterable]\n"
    case .tuple: "def tuple(iterable):\n return (*[item for item in iterable],)\n"
    case .set: "def set(iterable):\n return {item for item in iterable}\n"
    case .frozenSet: "def frozenset(iterable):\n return frozenset({item for item in iterable})\n"
    case .sorted:
      "def sorted(iterable):\n result = [item for item in iterable]\n result.sort()\n return result\n"
    case .bytes:
      // The error is that of `bytes`, and has no context.
      "def bytes(iterable):\n result = bytearray()\n for item in iterable:\n  fits = False\n"
        + "  try:\n   result.append(item)\n   fits = True\n  except ValueError: pass\n"
        + "  if not fits: raise ValueError('bytes must be in range(0, 256)')\n return bytes(result)\n"
    case .byteArray:
      "def bytearray(iterable):\n result = bytearray()\n for item in iterable:\n  result.append(item)\n return result\n"
    case .join: "def join(separator, iterable):\n return separator.join([item for item in iterable])\n"
    // What the generator returns would be the value of StopIteration: only for those that return nothing.
    case .next: "def next(iterator):\n for item in iterator:\n  return item\n raise StopIteration\n"
    case .nextOr: "def next(iterator, default):\n for item in iterator:\n  return item\n return default\n"
    case .minimum: least("min", "<")
    case .maximum: least("max", ">")
    }
  }

  /// `empty` is a value that no item is.
  private func least(_ name: String, _ relation: String) -> String {
    "def \(name)(iterable, empty):\n best = empty\n for item in iterable:\n  if best is empty or item \(relation) best: best = item\n"
      + " if best is empty: raise ValueError('\(name)() arg is an empty sequence')\n return best\n"
  }
}

struct Consumers {
  /// The native callables, by consumer; unbound until first asked for.
  private var callables: [Value] = []
  private var functions: [Key: Value] = [:]
  private struct Key: Hashable {
    let consumer: Consumer
    let code: UInt32
  }

  /// The consumer that a callable is, or nil.
  mutating func consumer(_ callee: Value) -> Consumer? {
    if callables.isEmpty {
      let namespace = ModuleRef(vm.pointee.builtins).namespace
      callables = Consumer.allCases.map {
        let name = StringRef.intern($0.name)
        return $0 == .join ? TypeRef(vm.pointee.types.string).lookup(name) : namespace.get(name: name)
      }
    }
    for consumer in Consumer.allCases where callables[consumer.rawValue] == callee { return consumer }
    return nil
  }

  /// With the comprehensions inside.
  private static func hide(_ code: CodeRef) {
    code.info.pointee.flags |= CodeFlags.hidden
    for index in 0..<code.constants.count where code.constants[index].isKind(.code) {
      hide(CodeRef(code.constants[index]))
    }
  }

  /// The function in Python for a consumer of generators with this code.
  mutating func function(_ thread: Thread, _ consumer: Consumer, _ generator: UInt32) -> FunctionRef? {
    let key = Key(consumer: consumer, code: generator)
    if let known = functions[key] { return FunctionRef(known) }
    guard let module = thread.compile(Array(consumer.source.utf8), filename: "<builtins>") else { return nil }
    guard let made = (0..<module.constants.count).map({ module.constants[$0] }).first(where: { $0.isKind(.code) })
    else {
      return nil
    }
    let code = CodeRef(made).bound(thread, to: ModuleRef(vm.pointee.builtins).namespace)
    Consumers.hide(code)
    let function = FunctionRef.make(
      thread, code: code, globals: ModuleRef(vm.pointee.builtins).namespace, module: .none)
    functions[key] = vm.pointee.immortal(function.value)
    return function
  }
}

extension UnsafeMutablePointer where Pointee == CodeInfo {
  /// Whether there is a `return` of something in the code.
  fileprivate var returnsValue: Bool {
    let start = pointee.start.unsafelyUnwrapped
    var offset = 0
    while offset < Int(pointee.length) {
      let op = opcode(start[offset])
      if op == .return { return true }
      offset += 1 + op.cacheWords
    }
    return false
  }
}

extension UnsafeMutablePointer where Pointee == ThreadState {
  /// What a consumer has a copy for: the code of a generator that has not ended, or of the `__iter__` of an instance whose
  /// class does not say how many items there are.
  private func consumedCode(_ iterable: Value) -> UnsafeMutablePointer<CodeInfo>? {
    if iterable.isKind(.generator) {
      let isExact = iterable.pointer.shapeWord == vm.pointee.shapes.generator.address
      return isExact && GeneratorRef(iterable).state == .suspended ? GeneratorRef(iterable).function.info : nil
    }
    guard iterable.isKind(.instance) else { return nil }
    let type = iterable.type
    let iter = type.special(.iter)
    guard iter.isKind(.function), type.special(.len).isUnbound, type.special(.length_hint).isUnbound else { return nil }
    return FunctionRef(iter).info
  }

  /// Cheap, before `consumerFunction`.
  @inline(__always) func mayBeConsumed(_ value: Value) -> Bool {
    guard value.isObject else { return false }
    let kind = value.objectKind
    return kind == .generator || kind == .instance
  }

  /// For a call of a consumer with a generator that has not ended, or with an iterable in Python: the function to run instead, with its arguments
  /// filled in behind the given ones; nil for every other call.
  /// `isMethod`: the first argument is the object, and the iterable follows it.
  @inline(never) func consumerFunction(
    _ callee: Value, _ arguments: Arguments, _ count: Int, isMethod: Bool = false
  ) -> FunctionRef? {
    let iterable = arguments[isMethod ? 1 : 0]
    guard count == 1 || count == 2, let info = consumedCode(iterable),
      var consumer = vm.pointee.consumers.consumer(callee), isMethod == (consumer == .join)
    else { return nil }
    if iterable.isKind(.instance) {
      // `next` takes iterators only, and the other two ask for other methods first.
      if consumer == .next || consumer == .bytes || consumer == .byteArray { return nil }
    }
    if isMethod {
      guard count == 2, arguments[0].isKind(.string) else { return nil }
    } else if count == 2, consumer == .next {
      consumer = .nextOr
    } else if count == 2 {
      guard consumer == .sum, arguments[1].isInt || arguments[1].isExactFloat else { return nil }
    }
    if consumer == .next, info.returnsValue { return nil }
    let code = info.pointee.id
    guard let function = vm.pointee.consumers.function(self, consumer, code) else {
      pointee.exception = .unbound
      return nil
    }
    if count == 1 {
      switch consumer {
      case .sum: arguments[1] = .int(0)
      case .minimum, .maximum: arguments[1] = vm.pointee.matchMissing
      default: break
      }
    }
    return function
  }
}
