// The module `_random`: the Mersenne Twister MT19937 (Matsumoto and Nishimura, 1998), seeded and read as CPython does,
// so that equal seeds give equal sequences.
//
// Layout of _random.Random: word 1 index into the state (small int), word 2 a rawArray of 624 UInt32.

import CRuntime
import Glibc

private struct Twister {
  static let size = 624
  static let shift = 397
  let pointer: Raw
  var state: UnsafeMutablePointer<UInt32> { (pointer.word(2).pointer + 16).assumingMemoryBound(to: UInt32.self) }
  var index: Int {
    get { pointer.intWord(1) }
    nonmutating set { pointer.setIntWord(1, newValue) }
  }

  /// Fills the state from one number.
  func seed(_ number: UInt32) {
    let state = self.state
    state[0] = number
    for place in 1..<Twister.size {
      let previous = state[place - 1]
      state[place] = 1_812_433_253 &* (previous ^ previous >> 30) &+ UInt32(place)
    }
    index = Twister.size
  }

  /// Fills the state from an array of numbers.
  func seed(_ key: [UInt32]) {
    seed(19_650_218)
    let state = self.state
    var i = 1
    var j = 0
    for _ in 0..<max(Twister.size, key.count) {
      let previous = state[i - 1]
      state[i] = (state[i] ^ (previous ^ previous >> 30) &* 1_664_525) &+ key[j] &+ UInt32(j)
      i += 1
      j += 1
      if i >= Twister.size {
        state[0] = state[Twister.size - 1]
        i = 1
      }
      if j >= key.count { j = 0 }
    }
    for _ in 1..<Twister.size {
      let previous = state[i - 1]
      state[i] = (state[i] ^ (previous ^ previous >> 30) &* 1_566_083_941) &- UInt32(i)
      i += 1
      if i >= Twister.size {
        state[0] = state[Twister.size - 1]
        i = 1
      }
    }
    state[0] = 0x8000_0000
  }

  /// The next 32 random bits.
  func next() -> UInt32 {
    var place = index
    if place >= Twister.size {
      regenerate()
      place = 0
    }
    index = place + 1
    var y = state[place]
    y ^= y >> 11
    y ^= y << 7 & 0x9D2C_5680
    y ^= y << 15 & 0xEFC6_0000
    return y ^ y >> 18
  }

  /// Without a branch on random bits, and in three ranges, so that no index has to be wrapped.
  private func regenerate() {
    let state = self.state
    @inline(__always) func renew(_ place: Int, _ following: Int, _ far: Int) {
      let y = state[place] & 0x8000_0000 | state[following] & 0x7FFF_FFFF
      state[place] = state[far] ^ y >> 1 ^ (0 &- (y & 1)) & 0x9908_B0DF
    }
    let wrapped = Twister.size - Twister.shift
    for place in 0..<wrapped { renew(place, place &+ 1, place &+ Twister.shift) }
    for place in wrapped..<Twister.size - 1 { renew(place, place &+ 1, place &- wrapped) }
    renew(Twister.size - 1, 0, Twister.shift - 1)
  }

  /// A double in [0, 1) with 53 random bits.
  func nextDouble() -> Double {
    let a = next() >> 5
    let b = next() >> 6
    return (Double(a) * 67_108_864 + Double(b)) * (1 / 9_007_199_254_740_992)
  }
}

extension UnsafeMutablePointer where Pointee == ThreadState {
  func defineRandomModule() {
    let module = defineModule("_random", doc: "Module implements the Mersenne Twister random number generator.", [])
    let type = define(
      TypeDefinition(
        name: "Random", kind: .native, words: 3, module: "_random", methods: randomMethods,
        doc: "Random() -> create a random number generator with its own internal state."))
    module.namespace.set(name: StringRef.intern("Random"), type)
  }

  /// Seeds from an int, from any object's hash, or (for None) from the system.
  fileprivate func seedRandom(_ twister: Twister, _ argument: Value) -> Bool {
    var number = argument.isUnbound || argument.isNone ? .none : unwrapInteger(argument)
    if number.isNone {
      var key = [UInt32](repeating: 0, count: Twister.size)
      var generator = SystemRandomNumberGenerator()
      for index in 0..<key.count { key[index] = generator.next() }
      twister.seed(key)
      return true
    }
    if number.isUnbound {
      let hash = self.hash(argument)
      if hash == hashFailed { return false }
      number = makeInt(UInt(bitPattern: hash))
    }
    var key: [UInt32] = []
    withLimbs(number) { limbs, count, _ in
      for index in 0..<count {
        key.append(UInt32(truncatingIfNeeded: limbs[index]))
        key.append(UInt32(truncatingIfNeeded: limbs[index] >> 32))
      }
    }
    while key.count > 1 && key.last == 0 { key.removeLast() }
    twister.seed(key.isEmpty ? [0] : key)
    return true
  }
}

private let randomMethods: [NativeDefinition] = [
  NativeDefinition(.staticMethod, "__new__(cls, /, *args, **kwargs)") { thread, a in
    let object = thread.allocateInstance(TypeRef(a[0])).pointer
    object.setWord(2, .object(makeRawArray(thread, bytes: Twister.size * 4)))
    object.setIntWord(1, Twister.size)
    let seed = TupleRef(a[1]).count > 0 ? TupleRef(a[1])[0] : Value.none
    return thread.seedRandom(Twister(pointer: object), seed) ? .object(object) : .error
  },
  NativeDefinition("seed(self, n=None, /)") { thread, a in
    thread.seedRandom(Twister(pointer: a[0].pointer), a[1]) ? .none : .error
  },
  NativeDefinition("random(self, /)") { $0.makeFloat(Twister(pointer: $1[0].pointer).nextDouble()) },
  NativeDefinition("getrandbits(self, k, /)") { thread, a in
    guard let bits = thread.index(a[1]) else { return .error }
    if bits < 0 { return thread.raise(.valueError, "number of bits must be non-negative") }
    let twister = Twister(pointer: a[0].pointer)
    if bits == 0 { return .int(0) }
    if bits <= 32 { return .int(Int(twister.next() >> UInt32(32 - bits))) }
    if bits > 1 << 32 { return thread.raise(.memoryError, "") }
    let words = (bits + 31) / 32
    let result = BigIntRef.allocate(thread, limbs: (words + 1) / 2)
    for index in 0..<((words + 1) / 2) { result.limbs[index] = 0 }
    // Least significant word first; the last one may be cut.
    for word in 0..<words {
      var part = twister.next()
      if word == words - 1 && bits % 32 != 0 { part >>= UInt32(32 - bits % 32) }
      result.limbs[word / 2] |= UInt(part) << UInt(word % 2 * 32)
    }
    return result.normalised(negative: false)
  },
  NativeDefinition("getstate(self, /)") { thread, a in
    let twister = Twister(pointer: a[0].pointer)
    let tuple = TupleRef.allocate(thread, count: Twister.size + 1)
    for index in 0..<Twister.size { tuple[index] = .int(Int(twister.state[index])) }
    tuple[Twister.size] = .int(twister.index)
    return tuple.value
  },
  NativeDefinition("setstate(self, state, /)") { thread, a in
    guard a[1].isKind(.tuple) else { return thread.raise(.typeError, "state vector must be a tuple") }
    let tuple = TupleRef(a[1])
    guard tuple.count == Twister.size + 1 else {
      return thread.raise(.valueError, "state vector is the wrong size")
    }
    var fresh: [UInt32] = []
    for index in 0..<Twister.size {
      guard let number = thread.index(tuple[index]) else { return .error }
      fresh.append(UInt32(truncatingIfNeeded: number))
    }
    guard let index = thread.index(tuple[Twister.size]) else { return .error }
    guard index >= 0, index <= Twister.size else { return thread.raise(.valueError, "invalid state") }
    let twister = Twister(pointer: a[0].pointer)
    for place in 0..<Twister.size { twister.state[place] = fresh[place] }
    twister.index = index
    return .none
  },
]
