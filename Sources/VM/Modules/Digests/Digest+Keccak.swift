// Keccak-f[1600], the permutation of SHA-3 and SHAKE (FIPS 202). Lane (x, y) of the state is word x + 5y.

import CRuntime

/// The way of a lane in the steps ρ and π: where each next lane goes, and by how much it turns on the way.
private let places: [Int] = [10, 7, 11, 17, 18, 3, 5, 16, 8, 21, 24, 4, 15, 23, 19, 13, 12, 2, 20, 14, 22, 9, 6, 1]
private let turns: [UInt64] = (1...24).map { UInt64($0 * ($0 + 1) / 2 % 64) }

@inline(__always) private func rotate(_ x: UInt64, _ n: UInt64) -> UInt64 { x &<< n | x &>> (64 &- n) }

func permuteKeccak(_ state: UnsafeMutablePointer<UInt64>) {
  places.withUnsafeBufferPointer { places in
    turns.withUnsafeBufferPointer { turns in
      for round in 0..<24 {
        let c0 = state[0] ^ state[5] ^ state[10] ^ state[15] ^ state[20]
        let c1 = state[1] ^ state[6] ^ state[11] ^ state[16] ^ state[21]
        let c2 = state[2] ^ state[7] ^ state[12] ^ state[17] ^ state[22]
        let c3 = state[3] ^ state[8] ^ state[13] ^ state[18] ^ state[23]
        let c4 = state[4] ^ state[9] ^ state[14] ^ state[19] ^ state[24]
        let (d0, d1, d2) = (c4 ^ rotate(c1, 1), c0 ^ rotate(c2, 1), c1 ^ rotate(c3, 1))
        let (d3, d4) = (c2 ^ rotate(c4, 1), c3 ^ rotate(c0, 1))
        var row = 0
        while row < 25 {
          state[row] ^= d0
          state[row + 1] ^= d1
          state[row + 2] ^= d2
          state[row + 3] ^= d3
          state[row + 4] ^= d4
          row += 5
        }
        var carried = state[1]
        for index in 0..<24 {
          let place = places[index]
          let next = state[place]
          state[place] = rotate(carried, turns[index])
          carried = next
        }
        row = 0
        while row < 25 {
          let (a, b, c, d, e) = (state[row], state[row + 1], state[row + 2], state[row + 3], state[row + 4])
          state[row] = a ^ ~b & c
          state[row + 1] = b ^ ~c & d
          state[row + 2] = c ^ ~d & e
          state[row + 3] = d ^ ~e & a
          state[row + 4] = e ^ ~a & b
          row += 5
        }
        state[0] ^= keccakConstants[round]
      }
    }
  }
}

extension DigestState {
  func mixKeccak(_ bytes: UnsafePointer<UInt8>, _ count: Int, rate: Int) {
    for number in 0..<count {
      let block = UnsafeRawPointer(bytes + number * rate)
      for index in 0..<rate / 8 {
        words64[index] ^= block.loadUnaligned(fromByteOffset: index * 8, as: UInt64.self).littleEndian
      }
      permuteKeccak(words64)
    }
  }
}
