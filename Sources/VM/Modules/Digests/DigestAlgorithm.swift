// The digest algorithms as a table, and the state of one computation in raw memory, so that it can lie in a leaf object
// and be copied byte by byte.
//
// What mixes a block into the state: Digest+MD5, +SHA1, +SHA2, +Keccak. BLAKE2 has parameters of its own: Blake2.swift.

import CRuntime
import Glibc

enum DigestAlgorithm: UInt8, CaseIterable {
  case md5, sha1, sha224, sha256, sha384, sha512, sha512_224, sha512_256
  case sha3_224, sha3_256, sha3_384, sha3_512, shake128, shake256

  enum Family { case md5, sha1, sha256, sha512, keccak }

  /// Sizes in bytes; the digest of an extendable-output function is as long as the caller wants.
  var row: (name: StaticString, digest: Int, block: Int, family: Family) {
    switch self {
    case .md5: ("md5", 16, 64, .md5)
    case .sha1: ("sha1", 20, 64, .sha1)
    case .sha224: ("sha224", 28, 64, .sha256)
    case .sha256: ("sha256", 32, 64, .sha256)
    case .sha384: ("sha384", 48, 128, .sha512)
    case .sha512: ("sha512", 64, 128, .sha512)
    case .sha512_224: ("sha512_224", 28, 128, .sha512)
    case .sha512_256: ("sha512_256", 32, 128, .sha512)
    case .sha3_224: ("sha3_224", 28, 144, .keccak)
    case .sha3_256: ("sha3_256", 32, 136, .keccak)
    case .sha3_384: ("sha3_384", 48, 104, .keccak)
    case .sha3_512: ("sha3_512", 64, 72, .keccak)
    case .shake128: ("shake_128", 0, 168, .keccak)
    case .shake256: ("shake_256", 0, 136, .keccak)
    }
  }

  var isExtendable: Bool { self == .shake128 || self == .shake256 }

  /// By a name as OpenSSL takes it: any case, `-` for `_`.
  init?(named name: String) {
    let plain = name.lowercased().replacingDashes
    let known = plain == "shake128" ? "shake_128" : plain == "shake256" ? "shake_256" : plain
    guard let found = DigestAlgorithm.allCases.first(where: { "\($0.row.name)" == known }) else { return nil }
    self = found
  }
}

extension String {
  fileprivate var replacingDashes: String { String(map { $0 == "-" ? "_" : $0 }) }
}

/// Layout: byte 0 algorithm, 8 bytes so far, 16 bytes waiting in the block, 24 state (25 words of 64 bits), 224 block.
struct DigestState {
  let memory: Raw
  static let bytes = 224 + 168

  var algorithm: DigestAlgorithm { DigestAlgorithm(rawValue: memory.load(as: UInt8.self)).unsafelyUnwrapped }
  private var length: UInt64 {
    get { memory.load(fromByteOffset: 8, as: UInt64.self) }
    nonmutating set { memory.storeBytes(of: newValue, toByteOffset: 8, as: UInt64.self) }
  }
  private var waiting: Int {
    get { memory.load(fromByteOffset: 16, as: Int.self) }
    nonmutating set { memory.storeBytes(of: newValue, toByteOffset: 16, as: Int.self) }
  }
  var words32: UnsafeMutablePointer<UInt32> { (memory + 24).assumingMemoryBound(to: UInt32.self) }
  var words64: UnsafeMutablePointer<UInt64> { (memory + 24).assumingMemoryBound(to: UInt64.self) }
  private var block: UnsafeMutablePointer<UInt8> { (memory + 224).assumingMemoryBound(to: UInt8.self) }

  func start(_ algorithm: DigestAlgorithm) {
    memset(memory, 0, DigestState.bytes)
    memory.storeBytes(of: algorithm.rawValue, as: UInt8.self)
    switch algorithm {
    case .md5: store([0x6745_2301, 0xEFCD_AB89, 0x98BA_DCFE, 0x1032_5476] as [UInt32])
    case .sha1: store([0x6745_2301, 0xEFCD_AB89, 0x98BA_DCFE, 0x1032_5476, 0xC3D2_E1F0] as [UInt32])
    case .sha224: store(sha224Start)
    case .sha256: store(sha256Start)
    case .sha384: store(sha384Start)
    case .sha512: store(sha512Start)
    case .sha512_224: store(sha512_224Start)
    case .sha512_256: store(sha512_256Start)
    default: break
    }
  }

  private func store(_ words: [UInt32]) { for index in 0..<words.count { words32[index] = words[index] } }
  private func store(_ words: [UInt64]) { for index in 0..<words.count { words64[index] = words[index] } }

  func update(_ source: UnsafeBufferPointer<UInt8>) {
    guard var bytes = source.baseAddress, source.count > 0 else { return }
    let row = algorithm.row
    var count = source.count
    length += UInt64(count)
    if waiting > 0 {
      let taken = min(count, row.block - waiting)
      memcpy(block + waiting, bytes, taken)
      waiting += taken
      bytes += taken
      count -= taken
      if waiting < row.block { return }
      mix(row.family, block, 1, row.block)
      waiting = 0
    }
    let whole = count / row.block
    if whole > 0 { mix(row.family, bytes, whole, row.block) }
    let rest = count - whole * row.block
    memcpy(block, bytes + whole * row.block, rest)
    waiting = rest
  }

  private func mix(_ family: DigestAlgorithm.Family, _ bytes: UnsafePointer<UInt8>, _ count: Int, _ size: Int) {
    switch family {
    case .md5: mixMD5(bytes, count)
    case .sha1: mixSHA1(bytes, count)
    case .sha256: mixSHA256(bytes, count)
    case .sha512: mixSHA512(bytes, count)
    case .keccak: mixKeccak(bytes, count, rate: size)
    }
  }

  /// Ends the computation: the first `count` bytes of the digest go to `target`. The state is of no use afterwards.
  func finish(_ target: UnsafeMutablePointer<UInt8>, _ count: Int) {
    let row = algorithm.row
    if row.family == .keccak {
      finishKeccak(target, count, rate: row.block)
      return
    }
    let bits = length &* 8
    let wide = row.family == .sha512
    block[waiting] = 0x80
    var used = waiting + 1
    if used > row.block - (wide ? 16 : 8) {
      memset(block + used, 0, row.block - used)
      mix(row.family, block, 1, row.block)
      used = 0
    }
    memset(block + used, 0, row.block - used)
    let place = UnsafeMutableRawPointer(block) + row.block - 8
    place.storeBytes(of: row.family == .md5 ? bits.littleEndian : bits.bigEndian, as: UInt64.self)
    if wide { block[row.block - 9] = UInt8(truncatingIfNeeded: length >> 61) }
    mix(row.family, block, 1, row.block)
    for index in 0..<count {
      switch row.family {
      case .md5: target[index] = UInt8(truncatingIfNeeded: words32[index / 4] >> UInt32(index % 4 * 8))
      case .sha512: target[index] = UInt8(truncatingIfNeeded: words64[index / 8] >> UInt64(56 - index % 8 * 8))
      default: target[index] = UInt8(truncatingIfNeeded: words32[index / 4] >> UInt32(24 - index % 4 * 8))
      }
    }
  }

  /// Pads with the domain bits of SHA-3 or SHAKE, then squeezes.
  private func finishKeccak(_ target: UnsafeMutablePointer<UInt8>, _ count: Int, rate: Int) {
    memset(block + waiting, 0, rate - waiting)
    block[waiting] = algorithm.isExtendable ? 0x1F : 0x06
    block[rate - 1] |= 0x80
    mixKeccak(block, 1, rate: rate)
    var written = 0
    while true {
      let part = min(rate, count - written)
      memcpy(target + written, words64, part)
      written += part
      if written >= count { return }
      permuteKeccak(words64)
    }
  }

  /// Runs `body` with a copy of this state on the native stack.
  func withCopy<Result>(_ body: (DigestState) -> Result) -> Result {
    withUnsafeTemporaryAllocation(byteCount: DigestState.bytes, alignment: 8) { buffer in
      memcpy(buffer.baseAddress!, memory, DigestState.bytes)
      return body(DigestState(memory: buffer.baseAddress!))
    }
  }
}
