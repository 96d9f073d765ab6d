// SHA-2 (FIPS 180-4): SHA-256 and SHA-512, which the shorter ones are parts of. Of SHA-256 many processors know the
// rounds themselves (CRuntime/digest.c).

import CRuntime

extension DigestState {
  func mixSHA256(_ bytes: UnsafePointer<UInt8>, _ count: Int) {
    let state = words32
    if vm_sha256_blocks(state, bytes, count) != 0 { return }
    @inline(__always) func rotate(_ x: UInt32, _ n: UInt32) -> UInt32 { x &>> n | x &<< (32 &- n) }
    withUnsafeTemporaryAllocation(of: UInt32.self, capacity: 64) { buffer in
      let schedule = buffer.baseAddress!
      sha256Constants.withUnsafeBufferPointer { constants in
        for number in 0..<count {
          let block = UnsafeRawPointer(bytes + number * 64)
          for index in 0..<16 {
            schedule[index] = block.loadUnaligned(fromByteOffset: index * 4, as: UInt32.self).bigEndian
          }
          for index in 16..<64 {
            let (x, y) = (schedule[index - 15], schedule[index - 2])
            schedule[index] =
              schedule[index - 16] &+ (rotate(x, 7) ^ rotate(x, 18) ^ x &>> 3)
              &+ schedule[index - 7] &+ (rotate(y, 17) ^ rotate(y, 19) ^ y &>> 10)
          }
          var (a, b, c, d) = (state[0], state[1], state[2], state[3])
          var (e, f, g, h) = (state[4], state[5], state[6], state[7])
          for index in 0..<64 {
            let first =
              h &+ (rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25)) &+ (g ^ e & (f ^ g)) &+ constants[index]
              &+ schedule[index]
            let second = (rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22)) &+ (a & b | c & (a | b))
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

  func mixSHA512(_ bytes: UnsafePointer<UInt8>, _ count: Int) {
    let state = words64
    @inline(__always) func rotate(_ x: UInt64, _ n: UInt64) -> UInt64 { x &>> n | x &<< (64 &- n) }
    withUnsafeTemporaryAllocation(of: UInt64.self, capacity: 80) { buffer in
      let schedule = buffer.baseAddress!
      sha512Constants.withUnsafeBufferPointer { constants in
        for number in 0..<count {
          let block = UnsafeRawPointer(bytes + number * 128)
          for index in 0..<16 {
            schedule[index] = block.loadUnaligned(fromByteOffset: index * 8, as: UInt64.self).bigEndian
          }
          for index in 16..<80 {
            let (x, y) = (schedule[index - 15], schedule[index - 2])
            schedule[index] =
              schedule[index - 16] &+ (rotate(x, 1) ^ rotate(x, 8) ^ x &>> 7)
              &+ schedule[index - 7] &+ (rotate(y, 19) ^ rotate(y, 61) ^ y &>> 6)
          }
          var (a, b, c, d) = (state[0], state[1], state[2], state[3])
          var (e, f, g, h) = (state[4], state[5], state[6], state[7])
          for index in 0..<80 {
            let first =
              h &+ (rotate(e, 14) ^ rotate(e, 18) ^ rotate(e, 41)) &+ (g ^ e & (f ^ g)) &+ constants[index]
              &+ schedule[index]
            let second = (rotate(a, 28) ^ rotate(a, 34) ^ rotate(a, 39)) &+ (a & b | c & (a | b))
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
