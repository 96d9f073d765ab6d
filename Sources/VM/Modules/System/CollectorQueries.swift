// What `gc` tells about objects: which exist, what refers to what, which can take part in cycles; callbacks around collections.
// Objects are those of types that programs know; storage of lists, cells and the like is looked through.

import CRuntime

extension Value {
  /// Can the object hold others? (What CPython's collector keeps track of.)
  var isContainer: Bool {
    guard isObject, pointer.headerFlags & HeaderFlags.leaf == 0 else { return false }
    switch objectKind {
    case .array, .rawArray, .cell, .globalCell, .byteArray, .range, .complex, .float, .bigInt, .string, .bytes:
      return false
    case .instance: return type.value != vm.pointee.types.object
    case .type: return TypeRef(self).isHeapType
    default: return true
    }
  }
}

extension Heap {
  /// The containers that the last collection left, found by its marks.
  fileprivate func liveContainers() -> [Value] {
    var found: [Value] = []
    forEachContainer(in: { marks[$0] }) { found.append($0) }
    return found
  }

  /// How many containers this collection is about to free: their start bits are set and their marks are not.
  func countUnreachable() -> Int {
    var count = 0
    forEachContainer(in: { starts[$0] & ~marks[$0] }) { _ in count += 1 }
    return count
  }

  /// Calls `body` with the containers among the objects whose granules have a bit in the words of a bitmap.
  private func forEachContainer(in bitmap: (Int) -> UInt64, _ body: (Value) -> Void) {
    for index in 0..<Int(blocksInUse * (HeapGeometry.blockBytes / HeapGeometry.granule) / 64) {
      var bits = bitmap(index)
      while bits != 0 {
        let value = object(index, bits.trailingZeroBitCount)
        if value.isContainer { body(value) }
        bits &= bits - 1
      }
    }
  }

  private func object(_ index: Int, _ bit: Int) -> Value {
    .object(Raw(bitPattern: base + UInt(index * 64 + bit) * HeapGeometry.granule).unsafelyUnwrapped)
  }
}

extension UnsafeMutablePointer where Pointee == ThreadState {
  /// Calls `body` with every object that `value` refers to itself.
  fileprivate func forEachReferent(of value: Value, _ body: (Value) -> Void) {
    guard value.isObject, value.pointer.headerFlags & HeaderFlags.leaf == 0 else { return }
    switch value.objectKind {
    case .list: for index in 0..<ListRef(value).count { body(ListRef(value)[index]) }
    case .tuple: for index in 0..<TupleRef(value).count { body(TupleRef(value)[index]) }
    case .dict, .set, .frozenSet:
      var position = 0
      while let entry = DictRef(value).next(&position) {
        body(entry.key)
        if value.objectKind == .dict && entry.value.isBound { body(entry.value) }
      }
    default:
      // The target of a weak reference does not count.
      let first = value.objectKind == .weakReference ? 2 : 1
      for index in first..<max(first, heap.pointee.wordCount(value.pointer)) {
        let word = value.pointer.word(index)
        guard word.isObject else { continue }
        switch word.objectKind {
        case .array, .cell, .globalCell: forEachReferent(of: word, body)
        case .rawArray: break
        default: body(word)
        }
      }
      // Storage has no type that programs know.
      switch value.objectKind {
      case .array, .cell, .globalCell: break
      default: if value.type.isHeapType { body(value.type.value) }
      }
    }
  }

  fileprivate func list(_ values: [Value]) -> Value {
    let list = ListRef.make(self, capacity: values.count)
    for value in values { list.append(self, value) }
    return list.value
  }
}

let collectorQueries: [NativeDefinition] = [
  NativeDefinition(.function, "get_objects(generation=None)") { t, a in
    var generation = 2
    if a[0].isBound && !a[0].isNone {
      if !a[0].isInt && a[0].type.special(.index).isUnbound {
        return t.raise(.typeError, "argument should be integer or None, not '\(a[0].typeName)'")
      }
      guard let given = t.index(a[0]) else { return .error }
      if given > 2 {
        return t.raise(
          .valueError, "generation parameter must be less than the number of available generations (3)")
      }
      generation = given < 0 ? 2 : given
    }
    // What a collection leaves is of the oldest generation.
    heap.pointee.collect(t)
    return t.list(generation == 2 ? heap.pointee.liveContainers() : [])
  },
  NativeDefinition(.function, "get_referents(*objs)") { t, a in
    var found: [Value] = []
    let objects = TupleRef(a[0])
    for index in 0..<objects.count { t.forEachReferent(of: objects[index]) { found.append($0) } }
    return t.list(found)
  },
  NativeDefinition(.function, "get_referrers(*objs)") { t, a in
    heap.pointee.collect(t)
    let objects = TupleRef(a[0])
    var found: [Value] = []
    for candidate in heap.pointee.liveContainers() where candidate != a[0] {
      var refers = false
      t.forEachReferent(of: candidate) { referent in
        for index in 0..<objects.count where objects[index] == referent { refers = true }
      }
      if refers { found.append(candidate) }
    }
    return t.list(found)
  },
  NativeDefinition(.function, "is_tracked(obj, /)") { _, a in .bool(a[0].isContainer) },
]

/// Calls what programs have put into `gc.callbacks`; exceptions are reported and forgotten.
func callCollectorCallbacks(
  _ t: Thread, _ callbacks: ListRef, _ phase: StaticString, _ generation: Int, _ collected: Int
) {
  if callbacks.count == 0 { return }
  let information = DictRef.make(t)
  for (name, number) in [("generation", generation), ("collected", collected), ("uncollectable", 0)] {
    information.set(name: StringRef.intern(name), .int(number))
  }
  var index = 0
  while index < callbacks.count {
    let callback = callbacks[index]
    if t.call(callback, StringRef.intern(phase), information.value).isError {
      t.reportUnraisable("Exception ignored in", callback)
    }
    index += 1
  }
}
