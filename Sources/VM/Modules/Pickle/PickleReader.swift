// Reading a pickle: its bytes, which may come from a file, and the loop over its instructions. The stack and the memo are
// in PickleReader+Stack, what the instructions do in the files next to it.
//
// Pickles may come from anywhere: every length is compared with what is there, and every place on the stack checked.
// The methods give false, nil or `.error` with an exception pending. A reader lives on the native stack, where the
// collector finds its references.

import CRuntime
import Glibc

struct PickleReader: ~Copyable {
  let t: Thread
  let unpickler: UnpicklerRef
  /// Bytes at hand: a bytes object, and how many of them are read. (Addresses are not kept: they would not keep the object.)
  private var source: BytesRef
  private var bytes: UnsafeMutablePointer<UInt8> { source.bytes }
  private(set) var length: Int
  private(set) var position = 0
  /// Bytes that `file.peek` showed were not taken from the file yet, from here on.
  private var peekedFrom = 0
  /// The instruction PROTO.
  var protocolNumber = 0
  // The stack: an `array` object of which `count` items are in use, and where its marks are.
  var stack: ArrayRef
  var items: UnsafeMutablePointer<Value> { stack.items }
  var count = 0
  /// No item below may be taken: the innermost mark.
  var fence = 0
  var marks: [Int] = []

  /// `data` is a bytes object; empty when a file is read.
  init(_ t: Thread, _ unpickler: UnpicklerRef, data: Value) {
    self.t = t
    self.unpickler = unpickler
    source = BytesRef(data)
    length = source.count
    stack = ArrayRef.allocate(t, capacity: 64)
  }

  // MARK: Input

  /// Makes the next `count` bytes be at hand and counts them as read; nil when there are not so many.
  @inline(__always) mutating func take(_ count: Int) -> UnsafeMutablePointer<UInt8>? {
    if _fastPath(count <= length &- position) {
      position &+= count
      return bytes + (position &- count)
    }
    return takeFromFile(count)
  }

  @inline(never) private mutating func takeFromFile(_ count: Int) -> UnsafeMutablePointer<UInt8>? {
    if !unpickler.hasFile || position < length && peekedFrom == length {
      return failTruncated()
    }
    if !dropTaken() { return nil }
    // What was only peeked at is read again.
    if count < UnpicklerRef.prefetch, !unpickler.peek.isNone {
      let shown = t.call(unpickler.peek, .int(UnpicklerRef.prefetch))
      if shown.isError {
        guard t.pendingMatches(.notImplementedError) else { return nil }
        t.pointee.exception = .unbound
        unpickler.pointer.setWord(UnpicklerRef.Word.peek, .none)
      } else {
        if !hold(shown) { return nil }
        peekedFrom = 0
        if count <= length {
          position = count
          return bytes
        }
        position = 0
      }
    }
    let read = t.call(unpickler.read, t.makeInt(count))
    if read.isError || !hold(read) { return nil }
    peekedFrom = length
    if length < count { return failTruncated() }
    position = count
    return bytes
  }

  /// Replaces what is at hand.
  private mutating func hold(_ data: Value) -> Bool {
    guard let view = byteView(data) else {
      t.raise(.typeError, "read() returned non-bytes object (\(t.repr(text: data)))")
      return false
    }
    source = BytesRef(data.pointer.shapeWord == vm.pointee.shapes.bytes.address ? data : t.makeBytes(view))
    length = source.count
    position = 0
    return true
  }

  /// Takes what was peeked at and used from the file.
  mutating func dropTaken() -> Bool {
    let used = position - peekedFrom
    if !unpickler.hasFile || used <= 0 { return true }
    peekedFrom = position
    return !t.call(unpickler.read, .int(used)).isError
  }

  /// Lets the last `count` bytes that were taken be read again.
  mutating func giveBack(_ count: Int) { position -= count }

  /// The end came too early; `nil`.
  @inline(never) private func failTruncated() -> UnsafeMutablePointer<UInt8>? {
    t.failUnpickling("pickle data was truncated")
    return nil
  }

  /// The bytes up to the end of the line, without it.
  mutating func takeLine() -> UnsafeBufferPointer<UInt8>? {
    if let end = memchr(bytes + position, 10, length - position) {
      let start = position
      position = bytes.distance(to: end.assumingMemoryBound(to: UInt8.self)) + 1
      return UnsafeBufferPointer(start: bytes + start, count: position - 1 - start)
    }
    if !unpickler.hasFile || position < length && peekedFrom == length {
      _ = failTruncated()
      return nil
    }
    if !dropTaken() { return nil }
    let line = t.call(unpickler.readLine)
    if line.isError || !hold(line) { return nil }
    peekedFrom = length
    position = length
    guard length > 0, bytes[length - 1] == 10 else {
      _ = failTruncated()
      return nil
    }
    return UnsafeBufferPointer(start: bytes, count: length - 1)
  }

  /// A line with something in it.
  mutating func takeFilledLine() -> UnsafeBufferPointer<UInt8>? {
    guard let line = takeLine() else { return nil }
    if line.count > 0 { return line }
    _ = failTruncated()
    return nil
  }

  /// An unsigned number of `size` bytes, lowest first.
  @inline(__always) mutating func takeNumber(_ size: Int) -> Int? {
    guard let place = take(size) else { return nil }
    var number = 0
    var index = 0
    while index < size {
      number |= Int(place[index]) &<< (8 &* index)
      index &+= 1
    }
    return number
  }

  /// A length of `size` bytes that can be one; `name` is the instruction's.
  mutating func takeLength(_ size: Int, _ name: String) -> Int? {
    guard let number = takeNumber(size) else { return nil }
    if number >= 0 { return number }
    t.raise(.overflowError, "\(name) exceeds system's maximum size of \(Int.max) bytes")
    return nil
  }

  // MARK: The loop

  /// The object that the pickle describes.
  mutating func load() -> Value {
    while true {
      guard let place = take(1) else {
        if t.pointee.exception.isBound && t.pointee.exception.type.value == pickleState.unpicklingError {
          t.pointee.exception = .unbound
          return t.raise(.eofError, "Ran out of input")
        }
        return .error
      }
      let byte = place[0]
      guard let opcode = PickleOpcode(rawValue: byte) else { return failKey(byte) }
      if opcode == .stop { break }
      if _slowPath(!run(opcode)) { return .error }
      if _slowPath(t.isOverMemoryLimit) {
        t.raiseMemoryError()
        return .error
      }
    }
    let result = pop()
    if result.isError || !dropTaken() { return .error }
    return result
  }

  @inline(never) private func failKey(_ byte: UInt8) -> Value {
    let isPlain = byte >= 0x20 && byte <= 0x7E && byte != 0x27 && byte != 0x5C
    let digits = String(byte, radix: 16)
    let text = isPlain ? String(UnicodeScalar(byte)) : "\\x" + (digits.utf8.count == 1 ? "0" : "") + digits
    return t.failUnpickling("invalid load key, '\(text)'.")
  }

  @inline(__always) private mutating func run(_ opcode: PickleOpcode) -> Bool {
    switch opcode {
    case .none: return push(.none)
    case .newTrue: return push(.true)
    case .newFalse: return push(.false)
    case .binInt1: return push(number: takeNumber(1))
    case .binInt2: return push(number: takeNumber(2))
    case .binInt: return push(number: takeNumber(4).map { Int(Int32(truncatingIfNeeded: $0)) })
    case .binFloat: return loadFloat()
    case .shortBinUnicode: return loadText(takeNumber(1))
    case .binUnicode: return loadText(takeNumber(4))
    case .binUnicode8: return loadText(takeLength(8, "BINUNICODE"))
    case .shortBinBytes: return loadBytes(takeNumber(1))
    case .binBytes: return loadBytes(takeNumber(4))
    case .binBytes8: return loadBytes(takeLength(8, "BINBYTES"))
    case .memoize: return memoize(unpickler.memoCount)
    case .binGet: return recall(takeNumber(1))
    case .longBinGet: return recall(takeNumber(4))
    case .binPut: return memoize(takeNumber(1))
    case .longBinPut: return memoize(takeNumber(4))
    case .mark: return pushMark()
    case .emptyTuple: return push(vm.pointee.emptyTuple)
    case .tuple1: return loadTuple(1)
    case .tuple2: return loadTuple(2)
    case .tuple3: return loadTuple(3)
    case .emptyList: return push(ListRef.make(t).value)
    case .emptyDict: return push(DictRef.make(t).value)
    case .append: return appendItems(from: count - 1)
    case .appends: return popMark().map { appendItems(from: $0) } ?? false
    case .setItem: return setItems(from: count - 2)
    case .setItems: return popMark().map { setItems(from: $0) } ?? false
    case .newObject: return loadNew(hasKeywords: false)
    case .build: return build()
    case .reduce: return loadReduced()
    case .stackGlobal: return loadStackGlobal()
    default: return runRare(opcode)
    }
  }

  @inline(never) private mutating func runRare(_ opcode: PickleOpcode) -> Bool {
    switch opcode {
    case .proto: return loadProtocol()
    case .frame: return loadFrame()
    case .long1: return loadLong(takeNumber(1))
    case .long4: return loadLong(takeNumber(4).map { Int(Int32(truncatingIfNeeded: $0)) })
    case .int: return loadIntegerLine()
    case .long: return loadLongLine()
    case .float: return loadFloatLine()
    case .string: return loadStringLine()
    case .binString: return loadByteString(takeNumber(4))
    case .shortBinString: return loadByteString(takeNumber(1))
    case .unicode: return loadTextLine()
    case .byteArray8: return loadByteArray(takeLength(8, "BYTEARRAY8"))
    case .nextBuffer: return loadNextBuffer()
    case .readOnlyBuffer: return makeTopReadOnly()
    case .get: return recall(takeIndexLine())
    case .put: return putIndexLine()
    case .tuple: return popMark().map { loadTuple(count - $0) } ?? false
    case .list: return loadList()
    case .dict: return loadDict()
    case .emptySet: return push(t.makeSet().value)
    case .addItems: return addItems()
    case .frozenSet: return loadFrozenSet()
    case .newObjectEx: return loadNew(hasKeywords: true)
    case .global: return loadGlobal()
    case .instance: return loadInstance()
    case .object: return loadObject()
    case .extension1: return loadExtension(takeNumber(1))
    case .extension2: return loadExtension(takeNumber(2))
    case .extension4: return loadExtension(takeNumber(4).map { Int(Int32(truncatingIfNeeded: $0)) })
    case .persistentID: return loadPersistentLine()
    case .binPersistentID: return loadPersistent()
    case .pop: return dropTop()
    case .popMark:
      guard let start = popMark() else { return false }
      count = start
      return true
    case .dup: return count > fence ? push(items[count - 1]) : underflow()
    default: return !failKey(opcode.rawValue).isError
    }
  }
}
