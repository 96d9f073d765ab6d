// The module `_queue`: SimpleQueue, the queue without bounds that thread pools hand their work through.
//
// A lock stands for "somebody waits": a thread that finds the queue empty takes it, and waits by taking it again; whoever
// puts an item in, or has got one, gives it back. The global lock makes each call one step. Words: 1 items (a list), 2 place of the first
// of them, 3 lock, 4 whether the lock is taken.

import CRuntime

nonisolated(unsafe) private var emptyError = Value.unbound

private struct SimpleQueueRef: Handle {
  let pointer: Raw
  init(_ pointer: Raw) { self.pointer = pointer }
  static let words = 5

  var items: ListRef { ListRef(pointer.word(1)) }
  var first: Int { pointer.intWord(2) }
  var count: Int { items.count - first }
  var lock: LockRef { LockRef(pointer.word(3)) }

  func put(_ t: Thread, _ item: Value) {
    items.append(t, item)
    giveBackLock()
  }

  /// Wakes a thread that waits.
  private func giveBackLock() {
    if pointer.word(4).isTrue {
      pointer.setWord(4, .false)
      lock.release()
    }
  }

  /// The first item, of at least one.
  private func take() -> Value {
    let item = items[first]
    items[first] = .int(0)
    pointer.setIntWord(2, first + 1)
    if first == items.count {
      items.count = 0
      pointer.setIntWord(2, 0)
    } else if first > 64 && first * 2 > items.count {
      items.removeRange(0, first)
      pointer.setIntWord(2, 0)
    }
    return item
  }

  /// Waits for an item; `deadline` as `LockRef.wait` takes it, nil when there is to be no wait.
  func get(_ t: Thread, deadline: UInt64?) -> Value {
    while count == 0 {
      if !lock.tryAcquire(t) {
        guard let deadline else { return failEmpty(t) }
        let taken = lock.wait(t, deadline: deadline)
        if taken < 0 { return .error }
        if taken == 0 { return failEmpty(t) }
      }
      pointer.setWord(4, .true)
      if deadline == nil && count == 0 { return failEmpty(t) }
    }
    let item = take()
    giveBackLock()
    return item
  }

  private func failEmpty(_ t: Thread) -> Value {
    let exception = t.call(emptyError)
    return exception.isError ? .error : t.raise(exception: exception)
  }
}

/// Parameters: self, block, timeout.
private func get(_ t: Thread, _ a: Arguments) -> Value {
  guard let blocks = t.flag(a[1], default: true) else { return .error }
  let queue = SimpleQueueRef(a[0])
  if !blocks { return queue.get(t, deadline: nil) }
  if a[2].isUnbound || a[2].isNone { return queue.get(t, deadline: 0) }
  guard
    let seconds = t.double(of: a[2], { "'\($0)' object cannot be interpreted as an integer" })
  else { return .error }
  if seconds.isNaN { return t.raise(.valueError, "Invalid value NaN (not a number)") }
  if seconds < 0 { return t.raise(.valueError, "'timeout' must be a non-negative number") }
  if seconds > 9_223_372_036 { return t.raise(.overflowError, "timeout value is too large") }
  return queue.get(t, deadline: max(1, monotonicNanoseconds() &+ UInt64(seconds * 1e9)))
}

private let simpleQueueMethods: [NativeDefinition] = [
  NativeDefinition(.staticMethod, "__new__(cls, /)") { t, a in
    if threadLockType.isUnbound, t.importModule("_thread").isError { return .error }
    let queue = t.allocateInstance(TypeRef(a[0]))
    queue.pointer.setWord(1, ListRef.make(t).value)
    queue.pointer.setIntWord(2, 0)
    queue.pointer.setWord(3, LockRef.make(t, threadLockType, reentrant: false).value)
    queue.pointer.setWord(4, .false)
    return queue
  },
  NativeDefinition("put(self, /, item, block=True, timeout=None)") { t, a in
    SimpleQueueRef(a[0]).put(t, a[1])
    return .none
  },
  NativeDefinition("put_nowait(self, /, item)") { t, a in
    SimpleQueueRef(a[0]).put(t, a[1])
    return .none
  },
  NativeDefinition("get(self, /, block=True, timeout=None)", get),
  NativeDefinition("get_nowait(self, /)") { t, a in SimpleQueueRef(a[0]).get(t, deadline: nil) },
  NativeDefinition("empty(self, /)") { _, a in .bool(SimpleQueueRef(a[0]).count == 0) },
  NativeDefinition("qsize(self, /)") { _, a in .int(SimpleQueueRef(a[0]).count) },
  classGetItemDefinition,
]

extension UnsafeMutablePointer where Pointee == ThreadState {
  func defineQueueModule() {
    let module = defineModule(
      "_queue",
      doc:
        "C implementation of the Python queue module.\nThis module is an implementation detail, please do not use it directly.",
      [])
    emptyError = makeExceptionType("Empty", module: "_queue")
    module.set("Empty", emptyError)
    module.set(
      "SimpleQueue",
      define(
        TypeDefinition(
          name: "SimpleQueue", words: SimpleQueueRef.words, module: "_queue", methods: simpleQueueMethods,
          doc: "Simple, unbounded, reentrant FIFO queue.")))
  }
}
