// The module `_sha512`: SHA-512 and SHA-384 (FIPS 180-4). `random` seeds from text with it.
//
// A hash object has the bytes fed so far as a bytearray in word 1 and the digest length (64 or 48) in word 2; the
// digest is computed when asked for.

import CRuntime
import Glibc

/// First 64 bits of the fractional parts of the cube roots of the first 80 primes, and of the square roots of the first
/// 16: computed with integer roots instead of a table.
private enum SHA512Constants {
  static let (rounds, initial512, initial384): ([UInt64], [UInt64], [UInt64]) = {
    var primes: [UInt] = []
    var candidate: UInt = 2
    while primes.count < 80 {
      if primes.allSatisfy({ candidate % $0 != 0 }) { primes.append(candidate) }
      candidate += 1
    }
    let thread = vm.pointee.runningThread
    /// floor(root(prime · 2^(64·degree))) modulo 2^64.
    func fraction(_ prime: UInt, degree: Int) -> UInt64 {
      let scaled = thread.shiftLeft(.int(Int(prime)), by: 64 * degree)
      var low = Value.int(0)
      var high = thread.shiftLeft(.int(1), by: 70)
      while true {
        let middle = thread.shiftRight(thread.addIntegers(low, high), by: 1)
        if middle == low || thread.compareIntegers(middle, low) == 0 { break }
        let power = thread.powerInteger(middle, .int(degree))
        if thread.compareIntegers(power, scaled) <= 0 { low = middle } else { high = middle }
      }
      return withLimbs(low) { limbs, _, _ in UInt64(limbs[0]) }
    }
    return (
      primes.map { fraction($0, degree: 3) }, primes[0..<8].map { fraction($0, degree: 2) },
      primes[8..<16].map { fraction($0, degree: 2) }
    )
  }()
}

/// The digest of `message`, `length` bytes long (64: SHA-512, 48: SHA-384).
func sha512(_ message: UnsafeBufferPointer<UInt8>, length: Int) -> [UInt8] {
  var state = length == 48 ? SHA512Constants.initial384 : SHA512Constants.initial512
  let constants = SHA512Constants.rounds
  var padded = Array(message)
  padded.append(0x80)
  while padded.count % 128 != 112 { padded.append(0) }
  let bits = UInt64(message.count) * 8
  padded += [UInt8](repeating: 0, count: 8)
  for shift in stride(from: 56, through: 0, by: -8) { padded.append(UInt8(truncatingIfNeeded: bits >> UInt64(shift))) }

  @inline(__always) func rotate(_ x: UInt64, _ n: UInt64) -> UInt64 { x >> n | x << (64 - n) }
  var schedule = [UInt64](repeating: 0, count: 80)
  for block in stride(from: 0, to: padded.count, by: 128) {
    for word in 0..<16 {
      var value: UInt64 = 0
      for byte in 0..<8 { value = value << 8 | UInt64(padded[block + word * 8 + byte]) }
      schedule[word] = value
    }
    for word in 16..<80 {
      let a = schedule[word - 15]
      let b = schedule[word - 2]
      let s0 = rotate(a, 1) ^ rotate(a, 8) ^ a >> 7
      let s1 = rotate(b, 19) ^ rotate(b, 61) ^ b >> 6
      schedule[word] = schedule[word - 16] &+ s0 &+ schedule[word - 7] &+ s1
    }
    var v = state
    for round in 0..<80 {
      let s1 = rotate(v[4], 14) ^ rotate(v[4], 18) ^ rotate(v[4], 41)
      let choice = v[4] & v[5] ^ ~v[4] & v[6]
      let t1 = v[7] &+ s1 &+ choice &+ constants[round] &+ schedule[round]
      let s0 = rotate(v[0], 28) ^ rotate(v[0], 34) ^ rotate(v[0], 39)
      let majority = v[0] & v[1] ^ v[0] & v[2] ^ v[1] & v[2]
      v = [t1 &+ s0 &+ majority, v[0], v[1], v[2], v[3] &+ t1, v[4], v[5], v[6]]
    }
    for index in 0..<8 { state[index] = state[index] &+ v[index] }
  }
  var digest: [UInt8] = []
  for word in state {
    for shift in stride(from: 56, through: 0, by: -8) {
      digest.append(UInt8(truncatingIfNeeded: word >> UInt64(shift)))
    }
  }
  return Array(digest.prefix(length))
}

nonisolated(unsafe) private var hashType = Value.unbound

extension UnsafeMutablePointer where Pointee == ThreadState {
  func defineSHA512Module() {
    let module = defineModule(
      "_sha512",
      [
        NativeDefinition("sha512(string=b'', *, usedforsecurity=True)") { $0.makeHash($1[0], 64) },
        NativeDefinition("sha384(string=b'', *, usedforsecurity=True)") { $0.makeHash($1[0], 48) },
      ])
    hashType = define(
      TypeDefinition(
        name: "sha512", kind: .native, words: 3, flags: TypeFlags.notInstantiable, module: "_sha512",
        methods: hashMethods,
        attributes: [
          GetSetDefinition("name", { StringRef.make($0, $1.pointer.intWord(2) == 64 ? "sha512" : "sha384") }),
          GetSetDefinition("digest_size", { .int($1.pointer.intWord(2)) }),
          GetSetDefinition("block_size", { _, _ in .int(128) }),
        ]))
    module.namespace.set(name: StringRef.intern("SHA512Type"), hashType)
  }

  fileprivate func makeHash(_ data: Value, _ length: Int) -> Value {
    let fed = ByteArrayRef.make(self)
    let object = allocateInstance(TypeRef(hashType)).pointer
    object.setWord(1, fed.value)
    object.setIntWord(2, length)
    return data.isUnbound || feedHash(object, data) ? .object(object) : .error
  }

  fileprivate func feedHash(_ object: Raw, _ data: Value) -> Bool {
    guard let view = byteView(data) else {
      raise(
        .typeError,
        data.isKind(.string) ? "Strings must be encoded before hashing" : "object supporting the buffer API required")
      return false
    }
    let fed = ByteArrayRef(object.word(1))
    fed.replace(self, fed.count, fed.count, view.baseAddress, view.count)
    return true
  }
}

private let hashMethods: [NativeDefinition] = [
  NativeDefinition("update(self, obj, /)") { $0.feedHash($1[0].pointer, $1[1]) ? .none : .error },
  NativeDefinition("digest(self, /)") { thread, a in
    thread.makeBytes(sha512(ByteArrayRef(a[0].pointer.word(1)).buffer, length: a[0].pointer.intWord(2)))
  },
  NativeDefinition("hexdigest(self, /)") { thread, a in
    let digest = sha512(ByteArrayRef(a[0].pointer.word(1)).buffer, length: a[0].pointer.intWord(2))
    var text = TextBuffer(capacity: 128)
    for byte in digest {
      text.append(byte: hexDigit(byte >> 4))
      text.append(byte: hexDigit(byte & 15))
    }
    return text.makeString(thread)
  },
  NativeDefinition("copy(self, /)") { thread, a in
    let copy = thread.makeHash(.unbound, a[0].pointer.intWord(2))
    return thread.feedHash(copy.pointer, a[0].pointer.word(1)) ? copy : .error
  },
]
