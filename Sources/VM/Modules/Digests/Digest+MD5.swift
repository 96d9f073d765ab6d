// MD5 (RFC 1321).

import CRuntime

extension DigestState {
  func mixMD5(_ bytes: UnsafePointer<UInt8>, _ count: Int) {
    let state = words32
    md5Constants.withUnsafeBufferPointer { constants in
      let constants = constants.baseAddress.unsafelyUnwrapped
      for number in 0..<count {
        let block = UnsafeRawPointer(bytes + number * 64)
        var (a, b, c, d) = (state[0], state[1], state[2], state[3])
        /// One operation of RFC 1321: the new value of the first word.
        @inline(__always) func step(
          _ first: UInt32, _ second: UInt32, _ mixed: UInt32, _ index: Int, _ place: Int, _ shift: UInt32
        ) -> UInt32 {
          let word = block.loadUnaligned(fromByteOffset: (place & 15) &* 4, as: UInt32.self).littleEndian
          let sum = first &+ mixed &+ constants[index] &+ word
          return second &+ (sum &<< shift | sum &>> (32 &- shift))
        }
        /// Sixteen operations with four shifts; `mix` is the function of the round, `place` chooses the word.
        @inline(__always) func round(
          _ from: Int, _ s: (UInt32, UInt32, UInt32, UInt32), _ place: (Int) -> Int,
          _ mix: (UInt32, UInt32, UInt32) -> UInt32
        ) {
          var i = from
          while i < from &+ 16 {
            a = step(a, b, mix(b, c, d), i, place(i), s.0)
            d = step(d, a, mix(a, b, c), i &+ 1, place(i &+ 1), s.1)
            c = step(c, d, mix(d, a, b), i &+ 2, place(i &+ 2), s.2)
            b = step(b, c, mix(c, d, a), i &+ 3, place(i &+ 3), s.3)
            i &+= 4
          }
        }
        round(0, (7, 12, 17, 22), { $0 }, { $2 ^ $0 & ($1 ^ $2) })
        round(16, (5, 9, 14, 20), { $0 &* 5 &+ 1 }, { $1 ^ $2 & ($0 ^ $1) })
        round(32, (4, 11, 16, 23), { $0 &* 3 &+ 5 }, { $0 ^ $1 ^ $2 })
        round(48, (6, 10, 15, 21), { $0 &* 7 }, { $1 ^ ($0 | ~$2) })
        state[0] &+= a
        state[1] &+= b
        state[2] &+= c
        state[3] &+= d
      }
    }
  }
}
