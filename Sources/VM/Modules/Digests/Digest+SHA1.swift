// SHA-1 (FIPS 180-4), for processors without instructions for it (CRuntime/digest.c).

import CRuntime

extension DigestState {
  func mixSHA1(_ bytes: UnsafePointer<UInt8>, _ count: Int) {
    let state = words32
    if vm_sha1_blocks(state, bytes, count) != 0 { return }
    withUnsafeTemporaryAllocation(of: UInt32.self, capacity: 80) { buffer in
      let schedule = buffer.baseAddress!
      @inline(__always) func rotate(_ x: UInt32, _ n: UInt32) -> UInt32 { x &<< n | x &>> (32 &- n) }
      for number in 0..<count {
        let block = UnsafeRawPointer(bytes + number * 64)
        for index in 0..<16 {
          schedule[index] = block.loadUnaligned(fromByteOffset: index * 4, as: UInt32.self).bigEndian
        }
        for index in 16..<80 {
          schedule[index] = rotate(
            schedule[index - 3] ^ schedule[index - 8] ^ schedule[index - 14] ^ schedule[index - 16], 1)
        }
        var (a, b, c, d, e) = (state[0], state[1], state[2], state[3], state[4])
        @inline(__always) func step(_ index: Int, _ mixed: UInt32, _ constant: UInt32) {
          let sum = rotate(a, 5) &+ mixed &+ e &+ constant &+ schedule[index]
          (e, d, c, b, a) = (d, c, rotate(b, 30), a, sum)
        }
        for index in 0..<20 { step(index, d ^ b & (c ^ d), 0x5A82_7999) }
        for index in 20..<40 { step(index, b ^ c ^ d, 0x6ED9_EBA1) }
        for index in 40..<60 { step(index, b & c | d & (b | c), 0x8F1B_BCDC) }
        for index in 60..<80 { step(index, b ^ c ^ d, 0xCA62_C1D6) }
        state[0] &+= a
        state[1] &+= b
        state[2] &+= c
        state[3] &+= d
        state[4] &+= e
      }
    }
  }
}
