// HMAC (RFC 2104) and the key derivations PBKDF2 (RFC 8018) and scrypt (RFC 7914) of the module `_hashlib`.
//
// Words of an HMAC object: 1 state of the inner digest, 2 of the outer one, both fed with the key.

import CRuntime
import Glibc

nonisolated(unsafe) private var keyedType = Value.unbound

/// The two digests of an HMAC, in raw memory of the caller's.
private struct KeyedDigest {
  let inner: DigestState
  let outer: DigestState

  func start(_ algorithm: DigestAlgorithm, key: UnsafeBufferPointer<UInt8>) {
    let row = algorithm.row
    inner.start(algorithm)
    outer.start(algorithm)
    withUnsafeTemporaryAllocation(of: UInt8.self, capacity: row.block) { pad in
      let bytes = pad.baseAddress!
      memset(bytes, 0, row.block)
      if key.count > row.block {
        inner.update(key)
        inner.finish(bytes, row.digest)
        inner.start(algorithm)
      } else if let base = key.baseAddress {
        memcpy(bytes, base, key.count)
      }
      for index in 0..<row.block { bytes[index] ^= 0x36 }
      inner.update(UnsafeBufferPointer(pad))
      for index in 0..<row.block { bytes[index] ^= 0x36 ^ 0x5C }
      outer.update(UnsafeBufferPointer(pad))
    }
  }

  /// The code of what was fed so far; both states stay as they are.
  func digest(into target: UnsafeMutablePointer<UInt8>) {
    let count = inner.algorithm.row.digest
    inner.withCopy { $0.finish(target, count) }
    outer.withCopy {
      $0.update(UnsafeBufferPointer(start: target, count: count))
      $0.finish(target, count)
    }
  }

  /// `body` with states on the native stack.
  static func withTemporary<Result>(_ body: (KeyedDigest) -> Result) -> Result {
    withUnsafeTemporaryAllocation(byteCount: DigestState.bytes * 2, alignment: 8) { buffer in
      let base = buffer.baseAddress!
      return body(
        KeyedDigest(inner: DigestState(memory: base), outer: DigestState(memory: base + DigestState.bytes)))
    }
  }
}

/// PBKDF2 with an HMAC: `count` bytes of key.
private func deriveKey(
  _ algorithm: DigestAlgorithm, _ password: UnsafeBufferPointer<UInt8>, _ salt: UnsafeBufferPointer<UInt8>,
  iterations: Int, _ target: UnsafeMutablePointer<UInt8>, _ count: Int
) {
  KeyedDigest.withTemporary { key in
    key.start(algorithm, key: password)
    let size = algorithm.row.digest
    withUnsafeTemporaryAllocation(of: UInt8.self, capacity: size * 2) { scratch in
      let (code, sum) = (scratch.baseAddress!, scratch.baseAddress! + size)
      var written = 0
      var number: UInt32 = 1
      while written < count {
        KeyedDigest.withTemporary { round in
          memcpy(round.inner.memory, key.inner.memory, DigestState.bytes)
          memcpy(round.outer.memory, key.outer.memory, DigestState.bytes)
          round.inner.update(salt)
          withUnsafeBytes(of: number.bigEndian) { round.inner.update($0.bindMemory(to: UInt8.self)) }
          round.digest(into: code)
          memcpy(sum, code, size)
          for _ in 1..<max(iterations, 1) {
            memcpy(round.inner.memory, key.inner.memory, DigestState.bytes)
            round.inner.update(UnsafeBufferPointer(start: code, count: size))
            round.digest(into: code)
            for index in 0..<size { sum[index] ^= code[index] }
          }
        }
        let part = min(size, count - written)
        memcpy(target + written, sum, part)
        written += part
        number += 1
      }
    }
  }
}

/// The algorithm of a `digestmod`: a name, or a constructor of `_hashlib`. Nil with an exception pending.
private func algorithm(_ t: Thread, _ value: Value) -> DigestAlgorithm? {
  var name = value
  if !value.isKind(.string), let module = t.loadedModule("_hashlib") {
    let constructors = module.namespace.get(name: StringRef.intern("_constructors"))
    let found = t.callMethod(constructors, StringRef.intern("get"), value)
    if found.isError { return nil }
    name = found
  }
  guard name.isKind(.string), let algorithm = DigestAlgorithm(named: StringRef(name).text), !algorithm.isExtendable
  else {
    if name.isKind(.string) {
      t.raise(.valueError, "[digital envelope routines] unsupported")
    } else if let module = t.loadedModule("_hashlib") {
      let type = module.namespace.get(name: StringRef.intern("UnsupportedDigestmodError"))
      t.raise(type, "Unsupported digestmod \(t.repr(text: value))")
    }
    return nil
  }
  return algorithm
}

private func state(_ object: Value) -> KeyedDigest {
  KeyedDigest(
    inner: DigestState(memory: object.pointer.word(1).pointer + 16),
    outer: DigestState(memory: object.pointer.word(2).pointer + 16))
}

private func allocate(_ t: Thread) -> Value {
  let inner = makeRawArray(t, bytes: DigestState.bytes)
  let outer = makeRawArray(t, bytes: DigestState.bytes)
  let object = t.allocateInstance(TypeRef(keyedType))
  object.pointer.setWord(1, .object(inner))
  object.pointer.setWord(2, .object(outer))
  return object
}

private func digest(_ t: Thread, _ object: Value) -> BytesRef {
  let result = BytesRef.allocate(t, count: state(object).inner.algorithm.row.digest)
  state(object).digest(into: result.bytes)
  return result
}

private let keyedMethods: [NativeDefinition] = [
  NativeDefinition("update(self, /, msg)") { t, a in
    guard let bytes = t.hashable(a[1]) else { return .error }
    state(a[0]).inner.update(bytes)
    return .none
  },
  NativeDefinition("digest(self, /)") { t, a in digest(t, a[0]).value },
  NativeDefinition("hexdigest(self, /)") { t, a in t.hexadecimal(digest(t, a[0])) },
  NativeDefinition("copy(self, /)") { t, a in
    let copy = allocate(t)
    memcpy(state(copy).inner.memory, state(a[0]).inner.memory, DigestState.bytes)
    memcpy(state(copy).outer.memory, state(a[0]).outer.memory, DigestState.bytes)
    return copy
  },
  NativeDefinition("__repr__(self, /)") { t, a in
    StringRef.make(t, "<\(state(a[0]).inner.algorithm.row.name) HMAC object @ \(addressText(a[0]))>")
  },
]

private let keyedFunctions: [NativeDefinition] = [
  NativeDefinition(.function, "hmac_new(key, msg=b'', digestmod=None)") { t, a in
    guard let key = t.bytesArgument(a[0]) else { return .error }
    if a[2].isUnbound || a[2].isNone { return t.raise(.typeError, "Missing required parameter 'digestmod'.") }
    guard let algorithm = algorithm(t, a[2]) else { return .error }
    let object = allocate(t)
    state(object).start(algorithm, key: key)
    if a[1].isBound && !a[1].isNone {
      guard let message = t.hashable(a[1]) else { return .error }
      state(object).inner.update(message)
    }
    return object
  },
  NativeDefinition(.function, "hmac_digest(key, msg, digest)") { t, a in
    guard let key = t.bytesArgument(a[0]), let message = t.bytesArgument(a[1]), let algorithm = algorithm(t, a[2])
    else { return .error }
    let result = BytesRef.allocate(t, count: algorithm.row.digest)
    KeyedDigest.withTemporary {
      $0.start(algorithm, key: key)
      $0.inner.update(message)
      $0.digest(into: result.bytes)
    }
    return result.value
  },
  NativeDefinition(.function, "pbkdf2_hmac(hash_name, password, salt, iterations, dklen=None)") { t, a in
    guard a[0].isKind(.string) else {
      return t.raise(.typeError, "pbkdf2_hmac() argument 'hash_name' must be str, not \(a[0].typeName)")
    }
    guard let password = t.bytesArgument(a[1]), let salt = t.bytesArgument(a[2]), let iterations = t.index(a[3]),
      let algorithm = algorithm(t, a[0])
    else { return .error }
    if iterations < 1 { return t.raise(.valueError, "iteration value must be greater than 0.") }
    if iterations > Int(Int32.max) { return t.raise(.overflowError, "iteration value is too great.") }
    var count = algorithm.row.digest
    if a[4].isBound && !a[4].isNone {
      guard let given = t.index(a[4]) else { return .error }
      count = given
    }
    if count < 1 { return t.raise(.valueError, "key length must be greater than 0.") }
    if count > Int(Int32.max) { return t.raise(.overflowError, "key length is too great.") }
    let result = BytesRef.allocate(t, count: count)
    t.blocking { deriveKey(algorithm, password, salt, iterations: iterations, result.bytes, count) }
    return result.value
  },
  NativeDefinition(.function, "scrypt(password, *, salt=None, n=None, r=None, p=None, maxmem=0, dklen=64)", scrypt),
]

// MARK: scrypt

/// Salsa20/8 of a block of 16 words.
private func salsa(_ block: UnsafeMutablePointer<UInt32>) {
  withUnsafeTemporaryAllocation(of: UInt32.self, capacity: 16) { buffer in
    let x = buffer.baseAddress!
    memcpy(x, block, 64)
    @inline(__always) func turn(_ a: Int, _ b: Int, _ c: Int, _ n: UInt32) {
      let sum = x[b] &+ x[c]
      x[a] ^= sum &<< n | sum &>> (32 &- n)
    }
    @inline(__always) func quarter(_ a: Int, _ b: Int, _ c: Int, _ d: Int) {
      turn(b, a, d, 7)
      turn(c, b, a, 9)
      turn(d, c, b, 13)
      turn(a, d, c, 18)
    }
    for _ in 0..<4 {
      quarter(0, 4, 8, 12)
      quarter(5, 9, 13, 1)
      quarter(10, 14, 2, 6)
      quarter(15, 3, 7, 11)
      quarter(0, 1, 2, 3)
      quarter(5, 6, 7, 4)
      quarter(10, 11, 8, 9)
      quarter(15, 12, 13, 14)
    }
    for index in 0..<16 { block[index] &+= x[index] }
  }
}

/// The mixing of `2r` blocks of 64 bytes; `scratch` has as much room as `block`.
private func mixBlocks(_ block: UnsafeMutablePointer<UInt32>, _ scratch: UnsafeMutablePointer<UInt32>, _ r: Int) {
  withUnsafeTemporaryAllocation(of: UInt32.self, capacity: 16) { buffer in
    let x = buffer.baseAddress!
    memcpy(x, block + (2 * r - 1) * 16, 64)
    for index in 0..<2 * r {
      for word in 0..<16 { x[word] ^= block[index * 16 + word] }
      salsa(x)
      memcpy(scratch + ((index & 1) * r + index / 2) * 16, x, 64)
    }
  }
  memcpy(block, scratch, 128 * r)
}

private func scrypt(_ t: Thread, _ a: Arguments) -> Value {
  guard let password = t.bytesArgument(a[0]) else { return .error }
  if a[1].isUnbound || a[1].isNone { return t.raise(.typeError, "salt is required") }
  guard let salt = t.bytesArgument(a[1]) else { return .error }
  func number(_ value: Value, _ message: String) -> Int? {
    if value.isInt { return value.asInt }
    t.raise(.typeError, message)
    return nil
  }
  guard let n = number(a[2], "n is required and must be an unsigned int") else { return .error }
  if n < 2 || n & (n - 1) != 0 { return t.raise(.valueError, "n must be a power of 2.") }
  guard let r = number(a[3], "r is required and must be an unsigned int"),
    let p = number(a[4], "p is required and must be an unsigned int"),
    let given = a[5].isUnbound ? 0 : t.index(a[5]), let count = a[6].isUnbound ? 64 : t.index(a[6])
  else { return .error }
  if given < 0 || given > Int(Int32.max) {
    return t.raise(.valueError, "maxmem must be positive and smaller than \(Int32.max)")
  }
  if count < 1 || count > Int(Int32.max) {
    return t.raise(.valueError, "dklen must be greater than 0 and smaller than \(Int32.max)")
  }
  // OpenSSL's limit when the caller gives none.
  let most = given == 0 ? 32 << 20 : given
  if r < 1 || p < 1 || r > 1 << 20 || p > 1 << 20 || 128 * r * p + 32 * r * 4 * (n + 2) > most {
    return t.raise(.valueError, "Invalid parameter combination for n, r, p, maxmem.")
  }
  let result = BytesRef.allocate(t, count: count)
  t.blocking {
    var memory = ByteBuffer(capacity: 128 * r * (p + n + 1))
    let blocks = memory.bytes
    memory.advance(0)
    deriveKey(.sha256, password, salt, iterations: 1, blocks, 128 * r * p)
    let words = UnsafeMutableRawPointer(blocks).assumingMemoryBound(to: UInt32.self)
    let table = words + 32 * r * p
    let scratch = table + 32 * r * n
    for part in 0..<p {
      let block = words + 32 * r * part
      for index in 0..<n {
        memcpy(table + 32 * r * index, block, 128 * r)
        mixBlocks(block, scratch, r)
      }
      for _ in 0..<n {
        let index = Int(block[(2 * r - 1) * 16]) & (n - 1)
        let row = table + 32 * r * index
        for word in 0..<32 * r { block[word] ^= row[word] }
        mixBlocks(block, scratch, r)
      }
    }
    deriveKey(
      .sha256, password, UnsafeBufferPointer(start: blocks, count: 128 * r * p), iterations: 1, result.bytes, count)
  }
  return result.value
}

extension UnsafeMutablePointer where Pointee == ThreadState {
  func defineKeyedDigests(_ module: ModuleRef) {
    for definition in keyedFunctions {
      let function = NativeRef.make(self, definition, owner: .unbound, module: StringRef.intern("_hashlib"))
      module.namespace.set(name: NativeRef(function).field(.name), function)
    }
    keyedType = vm.pointee.immortal(
      define(
        TypeDefinition(
          name: "HMAC", words: 3, flags: TypeFlags.notInstantiable, module: "_hashlib", methods: keyedMethods,
          attributes: [
            GetSetDefinition(
              "name",
              { t, object in
                StringRef.make(t, "hmac-\(state(object).inner.algorithm.row.name)")
              }),
            GetSetDefinition("digest_size", { _, object in .int(state(object).inner.algorithm.row.digest) }),
            GetSetDefinition("block_size", { _, object in .int(state(object).inner.algorithm.row.block) }),
          ])))
    module.set("HMAC", keyedType)
  }

  /// A module that has been imported.
  func loadedModule(_ name: StaticString) -> ModuleRef? {
    let module = DictRef(vm.pointee.modules).get(name: StringRef.intern(name))
    return module.isKind(.module) ? ModuleRef(module) : nil
  }
}
