// collections.deque: a ring buffer. Words: 1 storage (an array whose capacity is a power of two, or the small int 0),
// 2 head (index of the first item), 3 count, 4 maximum length or −1, 5 change counter (iterators compare it).

import CRuntime

struct DequeRef: Handle {
  let pointer: Raw
  @inline(__always) init(_ pointer: Raw) { self.pointer = pointer }
  static let baseWords = 6

  @inline(__always) var head: Int {
    get { pointer.intWord(2) }
    nonmutating set { pointer.setIntWord(2, newValue) }
  }
  @inline(__always) var count: Int {
    get { pointer.intWord(3) }
    nonmutating set { pointer.setIntWord(3, newValue) }
  }
  @inline(__always) var maximum: Int { pointer.intWord(4) }
  @inline(__always) var changes: Int { pointer.intWord(5) }
  @inline(__always) func changed() { pointer.setIntWord(5, pointer.intWord(5) &+ 1) }
  @inline(__always) private var capacity: Int { pointer.word(1).isObject ? ArrayRef(pointer.word(1)).capacity : 0 }
  @inline(__always) private var items: UnsafeMutablePointer<Value> { ArrayRef(pointer.word(1)).items }

  /// Item number `index`, counted from the left; must be within bounds.
  @inline(__always) subscript(index: Int) -> Value {
    get { items[(head &+ index) & (capacity &- 1)] }
    nonmutating set { items[(head &+ index) & (capacity &- 1)] = newValue }
  }

  static func initialize(_ pointer: Raw) {
    pointer.setIntWord(1, 0)
    for index in 2...5 { pointer.setIntWord(index, 0) }
    pointer.setIntWord(4, -1)
  }

  @inline(never) private func grow(_ thread: Thread) {
    let old = capacity
    let array = ArrayRef.allocate(thread, capacity: old == 0 ? 8 : old * 2)
    for index in 0..<count { array.items[index] = self[index] }
    pointer.setWord(1, array.value)
    head = 0
  }

  @inline(__always) func append(_ thread: Thread, _ value: Value) {
    if _slowPath(maximum >= 0 && count >= maximum) {
      if maximum == 0 { return }
      _ = popLeft()
    }
    if _slowPath(count == capacity) { grow(thread) }
    let place = count
    count = place &+ 1
    self[place] = value
    changed()
  }

  @inline(__always) func appendLeft(_ thread: Thread, _ value: Value) {
    if _slowPath(maximum >= 0 && count >= maximum) {
      if maximum == 0 { return }
      _ = pop()
    }
    if _slowPath(count == capacity) { grow(thread) }
    head = (head &- 1) & (capacity &- 1)
    count = count &+ 1
    self[0] = value
    changed()
  }

  /// The last item; the deque must not be empty.
  @inline(__always) func pop() -> Value {
    let place = count &- 1
    let value = self[place]
    self[place] = .int(0)
    count = place
    changed()
    return value
  }

  /// The first item; the deque must not be empty.
  @inline(__always) func popLeft() -> Value {
    let value = self[0]
    self[0] = .int(0)
    head = (head &+ 1) & (capacity &- 1)
    count = count &- 1
    changed()
    return value
  }

  func removeAll() {
    pointer.setIntWord(1, 0)
    head = 0
    count = 0
    changed()
  }

  /// Rotates to the right (to the left for negative steps).
  func rotate(_ steps: Int) {
    if count < 2 { return }
    var shift = steps % count
    if shift < 0 { shift += count }
    // The shorter way round.
    if shift <= count / 2 {
      for _ in 0..<shift {
        let value = pop()
        head = (head &- 1) & (capacity &- 1)
        count = count &+ 1
        self[0] = value
      }
    } else {
      for _ in 0..<(count - shift) {
        let value = popLeft()
        let place = count
        count = place &+ 1
        self[place] = value
      }
    }
    changed()
  }

  func remove(at index: Int) {
    for place in index..<(count - 1) { self[place] = self[place + 1] }
    _ = pop()
  }
}
