// Which values hash and compare without Python code, and how a native function is stopped before it runs any.
//
// A trace calls most native functions without its frames in memory: such a call must not run Python code. Where the
// types of the arguments do not settle that, the helper looks at the values. One that cannot be sure refuses: it has no
// effect and returns `unbound`, and the trace goes back to the start of the instruction, which the interpreter executes.

import CRuntime

/// State of the helper in progress; not `off` only while a trace calls a native function.
enum Refusal: UInt8 {
  case off
  /// A look-up that needs `__eq__` must not call it.
  case armed
  case refused
}

extension UnsafeMutablePointer where Pointee == ThreadState {
  /// Items of tuples inside tuples that are looked at.
  private static var plainDepth: Int { 4 }

  /// Hashing it and comparing it for equality with any other such value runs no Python code.
  func isPlain(_ value: Value, depth: Int = 0) -> Bool {
    if !value.isObject { return true }
    switch value.objectKind {
    case .instance, .native, .function, .nativeFunction, .type, .module:
      let type = value.type
      return type.special(.hash) == vm.pointee.objectHash
        && type.special(.eq) == TypeRef(vm.pointee.types.object).special(.eq)
    default: return isBuiltin(value, depth: depth, ordered: false)
    }
  }

  /// Comparing it with any other such value runs no Python code, nor do its hash, its text and its truth.
  func isOrdered(_ value: Value) -> Bool { !value.isObject || isBuiltin(value, depth: 0, ordered: true) }

  private func isBuiltin(_ value: Value, depth: Int, ordered: Bool) -> Bool {
    if !value.isObject { return true }
    let shape = value.pointer.shapeWord
    let shapes = vm.pointee.shapes
    switch value.objectKind {
    case .string: return shape == shapes.string.address
    case .float: return shape == shapes.float.address
    case .bigInt: return shape == shapes.bigInt.address
    case .bytes: return shape == shapes.bytes.address
    case .tuple:
      guard shape == shapes.tuple.address, depth < Self.plainDepth else { return false }
      let tuple = TupleRef(value)
      for index in 0..<tuple.count {
        let item = tuple[index]
        if !(ordered ? isBuiltin(item, depth: depth + 1, ordered: true) : isPlain(item, depth: depth + 1)) {
          return false
        }
      }
      return true
    default: return false
    }
  }

  /// Whether all items of a built-in container are plain, or ordered.
  func hasPlainItems(_ container: Value, ordered: Bool) -> Bool {
    guard container.isObject else { return true }
    let items: UnsafeMutablePointer<Value>
    let count: Int
    switch container.objectKind {
    case .list where container.pointer.shapeWord == vm.pointee.shapes.list.address:
      count = ListRef(container).count
      if count == 0 { return true }
      items = ListRef(container).items
    case .tuple where container.pointer.shapeWord == vm.pointee.shapes.tuple.address:
      count = TupleRef(container).count
      items = TupleRef(container).items
    case .string, .bytes, .byteArray, .range: return !container.type.isHeapType
    case .dict, .set, .frozenSet:
      guard !container.type.isHeapType else { return false }
      var position = 0
      while let entry = DictRef(container).next(&position) {
        if !(ordered ? isOrdered(entry.key) : isPlain(entry.key)) { return false }
      }
      return true
    default: return false
    }
    let text = vm.pointee.shapes.string.address
    for index in 0..<count where !items[index].isInt {
      if items[index].isObject && items[index].pointer.shapeWord == text { continue }
      if !(ordered ? isOrdered(items[index]) : isPlain(items[index])) { return false }
    }
    return true
  }

  /// Whether advancing this iterator runs no Python code.
  func advancesPlainly(_ iterator: Value, depth: Int = 0) -> Bool {
    guard iterator.isObject, !iterator.type.isHeapType else { return false }
    let pointer = iterator.pointer
    switch iterator.objectKind {
    case .listIterator:
      let list = pointer.word(1)
      return pointer.shapeWord == vm.pointee.shapes.listIterator.address
        && (!list.isObject || list.isKind(.list))
    case .tupleIterator, .rangeIterator, .dictIterator, .setIterator, .stringIterator: return true
    case .nativeIterator:
      let next = UInt(bitPattern: pointer.word(1).asAddress)
      if next == IteratorFunctions.reversedList || pointer.shapeWord == vm.pointee.shapes.bytesIterator.address {
        return true
      }
      guard depth < Self.plainDepth else { return false }
      if next == IteratorFunctions.enumerate {
        return pointer.word(3).isInt && advancesPlainly(pointer.word(2), depth: depth + 1)
      }
      guard next == IteratorFunctions.zip else { return false }
      let sources = TupleRef(pointer.word(2))
      for index in 0..<sources.count where !advancesPlainly(sources[index], depth: depth + 1) { return false }
      return true
    default: return false
    }
  }

  /// Whether `text % values` runs no Python code; true for operands that are no text.
  func formatsPlainly(_ text: Value, _ values: Value) -> Bool {
    text.isObject && (text.isKind(.string) || text.isKind(.bytes)) ? isOrdered(values) : true
  }

  /// Whether the comparison runs no Python code.
  func comparesPlainly(_ relation: Comparison, _ a: Value, _ b: Value) -> Bool {
    if isOrdered(a) && isOrdered(b) { return true }
    let equality = relation == .equal || relation == .notEqual
    if equality && isPlain(a) && isPlain(b) { return true }
    guard a.isKind(.list), b.isKind(.list) else { return false }
    return hasPlainItems(a, ordered: !equality) && hasPlainItems(b, ordered: !equality)
  }

  /// Runs native code that stops where it would have to call `__eq__`; its result, or `unbound` when it was stopped.
  @inline(__always) func plainly(_ body: () -> Value) -> Value {
    vm.pointee.refusal = .armed
    let result = body()
    if _slowPath(vm.pointee.refusal == .refused) { return forgetRefusal() }
    vm.pointee.refusal = .off
    return result
  }

  @inline(never) private func forgetRefusal() -> Value {
    vm.pointee.refusal = .off
    pointee.exception = .unbound
    return .unbound
  }

  /// For a look-up that has found a key that only `==` can tell from the wanted one: true when it must give up.
  @inline(never) func refuses(_ a: Value, _ b: Value) -> Bool {
    if vm.pointee.refusal == .off || (isPlain(a) && isPlain(b)) { return false }
    vm.pointee.refusal = .refused
    return true
  }
}
