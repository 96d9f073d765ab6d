// The module `_blake2`: BLAKE2b and BLAKE2s (RFC 7693) with key, salt, personalisation and the parameters of trees.
//
// Word 1 of an object is a leaf object with the state: 8 words of chain, the count of bytes, the last block, and how the
// computation ends. Both variants keep their words in 64 bits of memory; BLAKE2s uses 32 of them.

import CRuntime
import Glibc

nonisolated(unsafe) private var bigType = Value.unbound
nonisolated(unsafe) private var smallType = Value.unbound

/// The order in which the words of a block come in, row by round.
private let orders: [UInt8] = [
  0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15,
  14, 10, 4, 8, 9, 15, 13, 6, 1, 12, 0, 2, 11, 7, 5, 3,
  11, 8, 12, 0, 5, 2, 15, 13, 10, 14, 3, 6, 7, 1, 9, 4,
  7, 9, 3, 1, 13, 12, 11, 14, 2, 6, 5, 10, 4, 0, 15, 8,
  9, 0, 5, 7, 2, 4, 10, 15, 14, 1, 11, 12, 6, 8, 3, 13,
  2, 12, 6, 10, 0, 11, 8, 3, 4, 13, 7, 5, 15, 14, 1, 9,
  12, 5, 1, 15, 14, 13, 4, 10, 0, 7, 6, 3, 9, 2, 8, 11,
  13, 11, 7, 14, 12, 1, 3, 9, 5, 0, 15, 4, 8, 6, 2, 10,
  6, 15, 14, 9, 11, 3, 0, 8, 12, 2, 13, 7, 1, 4, 10, 5,
  10, 2, 8, 4, 7, 6, 1, 5, 15, 11, 9, 14, 3, 12, 13, 0,
]

/// What BLAKE2b and BLAKE2s differ in.
private protocol BlakeWord: FixedWidthInteger, UnsignedInteger {
  static var rounds: Int { get }
  static var turns: (Self, Self, Self, Self) { get }
  static var start: [Self] { get }
}
extension UInt64: BlakeWord {
  fileprivate static var rounds: Int { 12 }
  fileprivate static var turns: (UInt64, UInt64, UInt64, UInt64) { (32, 24, 16, 63) }
  fileprivate static var start: [UInt64] { sha512Start }
}
extension UInt32: BlakeWord {
  fileprivate static var rounds: Int { 10 }
  fileprivate static var turns: (UInt32, UInt32, UInt32, UInt32) { (16, 12, 8, 7) }
  fileprivate static var start: [UInt32] { sha256Start }
}

/// Layout: 0 chain (8 words), 64 bytes so far, 72 bytes waiting, 80 digest size, 88 last node (0 or 1), 96 block.
private struct BlakeState<Word: BlakeWord> {
  let memory: Raw
  static var block: Int { MemoryLayout<Word>.size * 16 }
  static var bytes: Int { 96 + 128 }

  var chain: UnsafeMutablePointer<Word> { memory.assumingMemoryBound(to: Word.self) }
  var buffer: UnsafeMutablePointer<UInt8> { (memory + 96).assumingMemoryBound(to: UInt8.self) }
  private func field(_ index: Int) -> UnsafeMutablePointer<Int> {
    (memory + 64 + index * 8).assumingMemoryBound(to: Int.self)
  }
  var length: UnsafeMutablePointer<Int> { field(0) }
  var waiting: UnsafeMutablePointer<Int> { field(1) }
  var digestSize: UnsafeMutablePointer<Int> { field(2) }
  var lastNode: UnsafeMutablePointer<Int> { field(3) }

  /// `parameters` has as many bytes as the chain.
  func start(_ parameters: [UInt8], digestSize size: Int, lastNode isLast: Bool) {
    memset(memory, 0, Self.bytes)
    let start = Word.start
    parameters.withUnsafeBytes { bytes in
      for index in 0..<8 {
        chain[index] =
          start[index]
          ^ Word(littleEndian: bytes.loadUnaligned(fromByteOffset: index * MemoryLayout<Word>.size, as: Word.self))
      }
    }
    digestSize.pointee = size
    lastNode.pointee = isLast ? 1 : 0
  }

  func mix(_ bytes: UnsafePointer<UInt8>, isLast: Bool) {
    let block = UnsafeRawPointer(bytes)
    let start = Word.start
    let turns = Word.turns
    withUnsafeTemporaryAllocation(of: Word.self, capacity: 32) { scratch in
      let v = scratch.baseAddress!
      let m = v + 16
      for index in 0..<16 {
        m[index] = Word(
          littleEndian: block.loadUnaligned(fromByteOffset: index * MemoryLayout<Word>.size, as: Word.self))
      }
      for index in 0..<8 {
        v[index] = chain[index]
        v[index + 8] = start[index]
      }
      v[12] ^= Word(truncatingIfNeeded: length.pointee)
      v[13] ^= MemoryLayout<Word>.size == 4 ? Word(truncatingIfNeeded: length.pointee >> 32) : 0
      if isLast {
        v[14] = ~v[14]
        if lastNode.pointee == 1 { v[15] = ~v[15] }
      }
      @inline(__always) func rotate(_ x: Word, _ n: Word) -> Word { x &>> n | x &<< (Word(Word.bitWidth) &- n) }
      orders.withUnsafeBufferPointer { orders in
        for round in 0..<Word.rounds {
          let order = orders.baseAddress! + round % 10 * 16
          @inline(__always) func quarter(_ index: Int, _ a: Int, _ b: Int, _ c: Int, _ d: Int) {
            v[a] = v[a] &+ v[b] &+ m[Int(order[index * 2])]
            v[d] = rotate(v[d] ^ v[a], turns.0)
            v[c] = v[c] &+ v[d]
            v[b] = rotate(v[b] ^ v[c], turns.1)
            v[a] = v[a] &+ v[b] &+ m[Int(order[index * 2 + 1])]
            v[d] = rotate(v[d] ^ v[a], turns.2)
            v[c] = v[c] &+ v[d]
            v[b] = rotate(v[b] ^ v[c], turns.3)
          }
          quarter(0, 0, 4, 8, 12)
          quarter(1, 1, 5, 9, 13)
          quarter(2, 2, 6, 10, 14)
          quarter(3, 3, 7, 11, 15)
          quarter(4, 0, 5, 10, 15)
          quarter(5, 1, 6, 11, 12)
          quarter(6, 2, 7, 8, 13)
          quarter(7, 3, 4, 9, 14)
        }
      }
      for index in 0..<8 { chain[index] ^= v[index] ^ v[index + 8] }
    }
  }

  /// The last block waits for the end, even when it is full.
  func update(_ source: UnsafeBufferPointer<UInt8>) {
    guard var bytes = source.baseAddress else { return }
    var count = source.count
    while count > 0 {
      if waiting.pointee == Self.block {
        length.pointee += Self.block
        mix(buffer, isLast: false)
        waiting.pointee = 0
      }
      while waiting.pointee == 0 && count > Self.block {
        length.pointee += Self.block
        mix(bytes, isLast: false)
        bytes += Self.block
        count -= Self.block
      }
      let part = min(count, Self.block - waiting.pointee)
      memcpy(buffer + waiting.pointee, bytes, part)
      waiting.pointee += part
      bytes += part
      count -= part
    }
  }

  /// Writes the digest; the state itself stays as it is.
  func digest(into target: UnsafeMutablePointer<UInt8>) {
    withUnsafeTemporaryAllocation(byteCount: Self.bytes, alignment: 8) { copy in
      memcpy(copy.baseAddress!, memory, Self.bytes)
      let state = Self(memory: copy.baseAddress!)
      let used = state.waiting.pointee
      memset(state.buffer + used, 0, Self.block - used)
      state.length.pointee += used
      state.mix(state.buffer, isLast: true)
      for index in 0..<8 { state.chain[index] = state.chain[index].littleEndian }
      memcpy(target, state.memory, digestSize.pointee)
    }
  }
}

/// The constructor's arguments, checked: digest_size, key, salt, person, fanout, depth, leaf_size, node_offset,
/// node_depth, inner_size, last_node, usedforsecurity, in this order behind class and data.
private func makeBlake<Word: BlakeWord>(_ t: Thread, _ a: Arguments, _ word: Word.Type) -> Value {
  let most = MemoryLayout<Word>.size * 8
  let parts = most / 4
  func number(_ place: Int, _ standard: Int, _ range: ClosedRange<Int>, _ message: String) -> Int? {
    guard let given = t.cInt(a[place], default: Int32(standard)).map({ Int($0) }) else { return nil }
    if range.contains(given) { return given }
    t.raise(.valueError, message)
    return nil
  }
  func bytes(_ place: Int, _ limit: Int, _ name: String) -> UnsafeBufferPointer<UInt8>? {
    if a[place].isUnbound { return UnsafeBufferPointer(start: nil, count: 0) }
    guard let given = t.bytesArgument(a[place]) else { return nil }
    if given.count <= limit { return given }
    t.raise(.valueError, "maximum \(name) length is \(limit) bytes")
    return nil
  }
  func unsigned(_ place: Int, _ most: UInt, _ name: String) -> UInt? {
    if a[place].isUnbound { return 0 }
    let integer = t.toIndex(a[place])
    if integer.isError { return nil }
    if t.isNegative(integer) {
      t.raise(.valueError, "value must be positive")
      return nil
    }
    if t.bitLength(integer) > 64 {
      t.raise(.overflowError, "int too big to convert")
      return nil
    }
    guard let low = t.lowBits(integer), low <= most else {
      t.raise(.overflowError, "\(name) is too large")
      return nil
    }
    return low
  }
  guard let size = number(2, most, 1...most, "digest_size must be between 1 and \(most) bytes"),
    let salt = bytes(4, parts, "salt"), let person = bytes(5, parts, "person"),
    let fanout = number(6, 1, 0...255, "fanout must be between 0 and 255"),
    let depth = number(7, 1, 1...255, "depth must be between 1 and 255"),
    let leaf = unsigned(8, UInt(UInt32.max), "leaf_size"),
    let offset = unsigned(9, Word.bitWidth == 64 ? UInt.max : 1 << 48 - 1, "node_offset"),
    let nodeDepth = number(10, 0, 0...255, "node_depth must be between 0 and 255"),
    let inner = number(11, 0, 0...most, "inner_size must be between 0 and is \(most)"), let last = t.flag(a[12]),
    let key = bytes(3, most, "key")
  else { return .error }
  var parameters: [UInt8] = [UInt8(size), UInt8(key.count), UInt8(fanout), UInt8(depth)]
  for shift in 0..<4 { parameters.append(UInt8(truncatingIfNeeded: leaf >> UInt(shift * 8))) }
  for shift in 0..<(Word.bitWidth == 64 ? 8 : 6) {
    parameters.append(UInt8(truncatingIfNeeded: offset >> UInt(shift * 8)))
  }
  parameters += [UInt8(nodeDepth), UInt8(inner)]
  if Word.bitWidth == 64 { parameters += [UInt8](repeating: 0, count: 14) }
  for part in [salt, person] { parameters += Array(part) + [UInt8](repeating: 0, count: parts - part.count) }
  let object = allocateBlake(t, a[0], BlakeState<Word>.bytes)
  let state = BlakeState<Word>(memory: object.pointer.word(1).pointer + 16)
  state.start(parameters, digestSize: size, lastNode: last)
  if key.count > 0 {
    var block = Array(key)
    block += [UInt8](repeating: 0, count: BlakeState<Word>.block - key.count)
    block.withUnsafeBufferPointer { state.update($0) }
  }
  if a[1].isBound {
    guard let data = t.hashable(a[1]) else { return .error }
    state.update(data)
  }
  return object
}

private func allocateBlake(_ t: Thread, _ type: Value, _ bytes: Int) -> Value {
  let storage = makeRawArray(t, bytes: bytes)
  let object = t.allocateInstance(TypeRef(type))
  object.pointer.setWord(1, .object(storage))
  return object
}

private func big(_ object: Value) -> BlakeState<UInt64> { BlakeState(memory: object.pointer.word(1).pointer + 16) }
private func small(_ object: Value) -> BlakeState<UInt32> { BlakeState(memory: object.pointer.word(1).pointer + 16) }
private func isBig(_ object: Value) -> Bool { object.isInstance(of: bigType) }

private func digest(_ t: Thread, _ object: Value) -> BytesRef {
  let result = BytesRef.allocate(t, count: big(object).digestSize.pointee)
  if isBig(object) { big(object).digest(into: result.bytes) } else { small(object).digest(into: result.bytes) }
  return result
}

private let blakeMethods: [NativeDefinition] = [
  NativeDefinition("update(self, data, /)") { t, a in
    guard let data = t.hashable(a[1]) else { return .error }
    if isBig(a[0]) { big(a[0]).update(data) } else { small(a[0]).update(data) }
    return .none
  },
  NativeDefinition("digest(self, /)") { t, a in digest(t, a[0]).value },
  NativeDefinition("hexdigest(self, /)") { t, a in t.hexadecimal(digest(t, a[0])) },
  NativeDefinition("copy(self, /)") { t, a in
    let copy = allocateBlake(t, a[0].type.value, BlakeState<UInt64>.bytes)
    memcpy(big(copy).memory, big(a[0]).memory, BlakeState<UInt64>.bytes)
    return copy
  },
]

private let bigConstructor = NativeDefinition(
  .staticMethod,
  "__new__(cls, data=b'', /, *, digest_size=64, key=b'', salt=b'', person=b'', fanout=1, depth=1, leaf_size=0, node_offset=0, node_depth=0, inner_size=0, last_node=False, usedforsecurity=True)"
) { makeBlake($0, $1, UInt64.self) }

private let smallConstructor = NativeDefinition(
  .staticMethod,
  "__new__(cls, data=b'', /, *, digest_size=32, key=b'', salt=b'', person=b'', fanout=1, depth=1, leaf_size=0, node_offset=0, node_depth=0, inner_size=0, last_node=False, usedforsecurity=True)"
) { makeBlake($0, $1, UInt32.self) }

private let blakeAttributes: [GetSetDefinition] = [
  GetSetDefinition("name", { _, object in StringRef.intern(isBig(object) ? "blake2b" : "blake2s") }),
  GetSetDefinition("digest_size", { _, object in .int(big(object).digestSize.pointee) }),
  GetSetDefinition("block_size", { _, object in .int(isBig(object) ? 128 : 64) }),
]

extension UnsafeMutablePointer where Pointee == ThreadState {
  func defineBlakeModule() {
    let module = defineModule("_blake2", doc: "BLAKE2b and BLAKE2s, with keys, salts and trees.", [])
    for (name, constructor, size) in [
      ("blake2b" as StaticString, bigConstructor, 64), ("blake2s", smallConstructor, 32),
    ] {
      let type = vm.pointee.immortal(
        define(
          TypeDefinition(
            name: name, words: 2, module: "_blake2", methods: [constructor] + blakeMethods,
            attributes: blakeAttributes)))
      if size == 64 { bigType = type } else { smallType = type }
      for (constant, number) in [
        ("SALT_SIZE", size / 4), ("PERSON_SIZE", size / 4), ("MAX_KEY_SIZE", size), ("MAX_DIGEST_SIZE", size),
      ] {
        TypeRef(type).dict.set(name: StringRef.intern(constant), .int(number))
      }
      TypeRef(type).typeModified()
      module.set(name, type)
    }
  }
}
