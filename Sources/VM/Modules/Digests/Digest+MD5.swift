// MD5 (RFC 1321).

import CRuntime

private let shifts: [UInt32] = [7, 12, 17, 22, 5, 9, 14, 20, 4, 11, 16, 23, 6, 10, 15, 21]

extension DigestState {
  func mixMD5(_ bytes: UnsafePointer<UInt8>, _ count: Int) {
    let state = words32
    md5Constants.withUnsafeBufferPointer { constants in
      shifts.withUnsafeBufferPointer { shifts in
        for number in 0..<count {
          let block = UnsafeRawPointer(bytes + number * 64)
          @inline(__always) func word(_ index: Int) -> UInt32 {
            block.loadUnaligned(fromByteOffset: (index & 15) * 4, as: UInt32.self).littleEndian
          }
          var (a, b, c, d) = (state[0], state[1], state[2], state[3])
          @inline(__always) func step(_ round: Int, _ index: Int, _ mixed: UInt32, _ place: Int) {
            let sum = a &+ mixed &+ constants[index] &+ word(place)
            let shift = shifts[round * 4 + index & 3]
            (a, d, c) = (d, c, b)
            b = b &+ (sum &<< shift | sum &>> (32 &- shift))
          }
          for index in 0..<16 { step(0, index, d ^ b & (c ^ d), index) }
          for index in 16..<32 { step(1, index, c ^ d & (b ^ c), index &* 5 &+ 1) }
          for index in 32..<48 { step(2, index, b ^ c ^ d, index &* 3 &+ 5) }
          for index in 48..<64 { step(3, index, c ^ (b | ~d), index &* 7) }
          state[0] &+= a
          state[1] &+= b
          state[2] &+= c
          state[3] &+= d
        }
      }
    }
  }
}
