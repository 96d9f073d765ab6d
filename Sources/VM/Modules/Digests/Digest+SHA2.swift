// SHA-2 (FIPS 180-4): SHA-256 and SHA-512, which the shorter ones are parts of. They are one algorithm on words of 32 and of
// 64 bits. Of SHA-256 many processors know the rounds themselves (CRuntime/digest.c).

import CRuntime

/// How far the words are rotated, and shifted where the last of the three says so; FIPS 180-4, sections 4.1.2 and 4.1.3.
private struct SHA2Distances {
  typealias Three = (Int, Int, Int)
  var large0: Three
  var large1: Three
  var small0: Three
  var small1: Three

  static var words32: SHA2Distances {
    SHA2Distances(large0: (2, 13, 22), large1: (6, 11, 25), small0: (7, 18, 3), small1: (17, 19, 10))
  }
  static var words64: SHA2Distances {
    SHA2Distances(large0: (28, 34, 39), large1: (14, 18, 41), small0: (1, 8, 7), small1: (19, 61, 6))
  }
}

extension DigestState {
  func mixSHA256(_ bytes: UnsafePointer<UInt8>, _ count: Int) {
    if vm_sha256_blocks(words32, bytes, count, sha256Constants) != 0 { return }
    mixSHA2(bytes, count, state: words32, constants: sha256Constants, .words32)
  }

  func mixSHA512(_ bytes: UnsafePointer<UInt8>, _ count: Int) {
    mixSHA2(bytes, count, state: words64, constants: sha512Constants, .words64)
  }

  /// Mixes `count` blocks of sixteen words into the eight words of the state. Inlined, so that the distances are constants.
  @inline(__always)
  private func mixSHA2<Word: FixedWidthInteger & UnsignedInteger>(
    _ bytes: UnsafePointer<UInt8>, _ count: Int, state: UnsafeMutablePointer<Word>, constants: [Word],
    _ distances: SHA2Distances
  ) {
    let size = MemoryLayout<Word>.size
    @inline(__always) func rotate(_ x: Word, _ n: Int) -> Word {
      x &>> Word(truncatingIfNeeded: n) | x &<< Word(truncatingIfNeeded: Word.bitWidth - n)
    }
    @inline(__always) func large(_ x: Word, _ by: SHA2Distances.Three) -> Word {
      rotate(x, by.0) ^ rotate(x, by.1) ^ rotate(x, by.2)
    }
    @inline(__always) func small(_ x: Word, _ by: SHA2Distances.Three) -> Word {
      rotate(x, by.0) ^ rotate(x, by.1) ^ x &>> Word(truncatingIfNeeded: by.2)
    }
    withUnsafeTemporaryAllocation(of: Word.self, capacity: constants.count) { buffer in
      let schedule = buffer.baseAddress!
      constants.withUnsafeBufferPointer { constants in
        for number in 0..<count {
          let block = UnsafeRawPointer(bytes + number * 16 * size)
          for index in 0..<16 {
            schedule[index] = Word(bigEndian: block.loadUnaligned(fromByteOffset: index * size, as: Word.self))
          }
          for index in 16..<constants.count {
            schedule[index] =
              schedule[index - 16] &+ small(schedule[index - 15], distances.small0) &+ schedule[index - 7]
              &+ small(schedule[index - 2], distances.small1)
          }
          var (a, b, c, d) = (state[0], state[1], state[2], state[3])
          var (e, f, g, h) = (state[4], state[5], state[6], state[7])
          for index in 0..<constants.count {
            let first = h &+ large(e, distances.large1) &+ (g ^ e & (f ^ g)) &+ constants[index] &+ schedule[index]
            let second = large(a, distances.large0) &+ (a & b | c & (a | b))
            (h, g, f, e) = (g, f, e, d &+ first)
            (d, c, b, a) = (c, b, a, first &+ second)
          }
          state[0] &+= a
          state[1] &+= b
          state[2] &+= c
          state[3] &+= d
          state[4] &+= e
          state[5] &+= f
          state[6] &+= g
          state[7] &+= h
        }
      }
    }
  }
}
