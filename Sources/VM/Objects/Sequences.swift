// Layouts of tuple and list, with what the interpreter itself needs of them.
//   tuple: word 1 count, items from word 2
//   list:  word 1 count, word 2 storage (an `array` object, or the small int 0 while the list is empty)
//   array: word 1 capacity, items from word 2; unused items hold the small int 0

import CRuntime
import Glibc

struct TupleRef: Handle {
  let pointer: Raw
  @inline(__always) init(_ pointer: Raw) { self.pointer = pointer }
  static let baseWords = 2

  @inline(__always) var count: Int { pointer.intWord(1) }
  @inline(__always) var items: UnsafeMutablePointer<Value> { pointer.values(at: 2) }
  @inline(__always) subscript(index: Int) -> Value {
    get { items[index] }
    nonmutating set { items[index] = newValue }
  }

  /// A tuple whose items are the small int 0 until the caller fills them.
  static func allocate(_ thread: Thread, count: Int) -> TupleRef {
    let object = thread.allocateAnySize(vm.pointee.shapes.tuple, .tuple, words: 2 &+ count)
    object.setIntWord(1, count)
    let items = object.values(at: 2)
    var index = 0
    while index < count {
      items[index] = .int(0)
      index &+= 1
    }
    return TupleRef(object)
  }

  /// Copies `count` values (which must be reachable by the collector, for example in registers).
  static func make(_ thread: Thread, _ values: UnsafePointer<Value>, _ count: Int) -> Value {
    if count == 0 { return vm.pointee.emptyTuple }
    let object = thread.allocateAnySize(vm.pointee.shapes.tuple, .tuple, words: 2 &+ count)
    object.setIntWord(1, count)
    let items = object.values(at: 2)
    var index = 0
    while index < count {
      items[index] = values[index]
      index &+= 1
    }
    return .object(object)
  }
  static func make(_ thread: Thread, _ values: [Value]) -> Value {
    values.withUnsafeBufferPointer { buffer in
      // The array's heap buffer is invisible to the collector: allocate first, copy after, with nothing between.
      guard let base = buffer.baseAddress, buffer.count > 0 else { return vm.pointee.emptyTuple }
      return keepingAlive(buffer) { make(thread, base, buffer.count) }
    }
  }
  static func make(_ thread: Thread, _ a: Value) -> Value {
    let object = thread.allocate(headerImage(vm.pointee.shapes.tuple, .tuple, words: 3), words: 3)
    object.setIntWord(1, 1)
    object.setWord(2, a)
    return .object(object)
  }
  static func make(_ thread: Thread, _ a: Value, _ b: Value) -> Value {
    let object = thread.allocate(headerImage(vm.pointee.shapes.tuple, .tuple, words: 4), words: 4)
    object.setIntWord(1, 2)
    object.setWord(2, a)
    object.setWord(3, b)
    return .object(object)
  }
  static func make(_ thread: Thread, _ a: Value, _ b: Value, _ c: Value) -> Value {
    let object = thread.allocate(headerImage(vm.pointee.shapes.tuple, .tuple, words: 5), words: 5)
    object.setIntWord(1, 3)
    object.setWord(2, a)
    object.setWord(3, b)
    object.setWord(4, c)
    return .object(object)
  }
}

/// Roots the values of a Swift buffer (memory the collector does not scan) while `body` runs.
func keepingAlive<Result>(_ values: UnsafeBufferPointer<Value>, _ body: () -> Result) -> Result {
  withUnsafeTemporaryAllocation(of: Value.self, capacity: max(1, values.count)) { copy in
    for index in 0..<values.count { copy[index] = values[index] }
    reveal(copy.baseAddress.unsafelyUnwrapped)
    let result = body()
    reveal(copy.baseAddress.unsafelyUnwrapped)
    return result
  }
}

/// For the optimizer a use of the memory that it cannot see through: it would else leave out a copy that nobody reads.
@inline(never) @_optimize(none) private func reveal(_ memory: UnsafeMutablePointer<Value>) {}

struct ArrayRef: Handle {
  let pointer: Raw
  @inline(__always) init(_ pointer: Raw) { self.pointer = pointer }
  @inline(__always) var capacity: Int { pointer.intWord(1) }
  @inline(__always) var items: UnsafeMutablePointer<Value> { pointer.values(at: 2) }

  static func allocate(_ thread: Thread, capacity: Int) -> ArrayRef {
    let words = 2 &+ capacity
    let object = thread.allocateAnySize(vm.pointee.shapes.array, .array, words: words)
    object.setIntWord(1, capacity)
    if words &* 8 <= HeapGeometry.largeObjectBytes { memset(object + 16, 0, capacity &* 8) }
    return ArrayRef(object)
  }
}

struct ListRef: Handle {
  let pointer: Raw
  @inline(__always) init(_ pointer: Raw) { self.pointer = pointer }
  static let baseWords = 3

  @inline(__always) var count: Int {
    get { pointer.intWord(1) }
    nonmutating set { pointer.setIntWord(1, newValue) }
  }
  @inline(__always) var storage: Value {
    get { pointer.word(2) }
    nonmutating set { pointer.setWord(2, newValue) }
  }
  /// Items; only when count > 0 or capacity > 0. Not valid across anything that may grow the list.
  @inline(__always) var items: UnsafeMutablePointer<Value> { storage.pointer.values(at: 2) }
  @inline(__always) var capacity: Int { storage.isObject ? ArrayRef(storage).capacity : 0 }
  @inline(__always) subscript(index: Int) -> Value {
    get { items[index] }
    nonmutating set { items[index] = newValue }
  }

  static func make(_ thread: Thread, capacity: Int = 0) -> ListRef {
    let object = thread.allocate(headerImage(vm.pointee.shapes.list, .list, words: 3), words: 3)
    object.setIntWord(1, 0)
    object.setIntWord(2, 0)
    let list = ListRef(object)
    if capacity > 0 { list.reserve(thread, capacity) }
    return list
  }

  static func make(_ thread: Thread, _ values: UnsafePointer<Value>, _ count: Int) -> Value {
    let list = makeUnwritten(thread, count: count)
    if count > 0 { list.items.update(from: values, count: count) }
    return list.value
  }

  /// A list of `count` items, all of which the caller writes before anything else is allocated.
  @inline(__always) static func makeUnwritten(_ thread: Thread, count: Int) -> ListRef {
    let list = make(thread)
    if count > 0 {
      let array = thread.allocateAnySize(vm.pointee.shapes.array, .array, words: 2 &+ count)
      array.setIntWord(1, count)
      list.storage = .object(array)
      list.count = count
    }
    return list
  }

  /// Capacity at least `capacity`, exactly when it grows.
  func reserve(_ thread: Thread, _ capacity: Int) {
    if capacity > self.capacity { storage = ListRef.grown(thread, storage, count: count, capacity: capacity) }
  }

  /// Storage of another capacity with the items of `storage`, which nobody must use any more.
  private static func grown(_ thread: Thread, _ storage: Value, count: Int, capacity: Int) -> Value {
    if storage.isObject && heap.pointee.extendLarge(storage.pointer, bytes: (2 &+ capacity) &* 8) {
      storage.pointer.setIntWord(1, capacity)
      return storage
    }
    let grown = ArrayRef.allocate(thread, capacity: capacity)
    if count > 0 { memcpy(grown.items, ArrayRef(storage).items, count &* 8) }
    return grown.value
  }

  /// Capacity at least `capacity`, and room beside it when the list grows step by step.
  func makeRoom(_ thread: Thread, for capacity: Int) {
    reserve(thread, count == 0 ? capacity : max(capacity, count + count >> 2))
  }

  @inline(__always) func append(_ thread: Thread, _ value: Value) {
    let count = self.count
    if _slowPath(count == capacity) { grow(thread) }
    items[count] = value
    self.count = count &+ 1
  }

  /// Room for one more item, by CPython's growth pattern (about 1/8).
  @inline(never) func grow(_ thread: Thread) {
    storage = ListRef.grown(thread, storage, count: count)
  }

  /// Storage with room behind `count` items, of which `storage` is full.
  static func grown(_ thread: Thread, _ storage: Value, count: Int) -> Value {
    grown(thread, storage, count: count, capacity: (count + 1 + (count >> 3) + 6) & ~3)
  }

  func removeAll() {
    count = 0
    storage = .int(0)
  }

  /// Removes the items `start ..< end`; bounds must be valid.
  func removeRange(_ start: Int, _ end: Int) {
    let count = self.count
    if end <= start { return }
    let items = self.items
    memmove(items + start, items + end, (count - end) &* 8)
    self.count = count - (end - start)
    for index in self.count..<count { items[index] = .int(0) }
  }

  func insert(_ thread: Thread, _ value: Value, at index: Int) {
    let count = self.count
    if count == capacity { grow(thread) }
    memmove(items + index + 1, items + index, (count - index) &* 8)
    items[index] = value
    self.count = count + 1
  }
}
