// A map from interned names to small numbers, for the compiler's inner loops.
// Invariant: capacity is a power of two and at most half full; empty places hold the key -1.
// Nothing is ever removed.

import Syntax

struct NameMap {
  private var keys: [Int32] = []
  private var values: [Int32] = []
  private(set) var count = 0

  private func place(of id: Int32) -> Int {
    let mask = keys.count - 1
    var place = Int(truncatingIfNeeded: UInt32(bitPattern: id) &* 0x9E37_79B9 >> 7) & mask
    while keys[place] != id && keys[place] != -1 { place = (place + 1) & mask }
    return place
  }

  subscript(name: Name) -> Int? {
    get {
      if keys.isEmpty { return nil }
      let place = place(of: name.id)
      return keys[place] == -1 ? nil : Int(values[place])
    }
    set {
      guard let newValue else { return }
      if 2 * (count + 1) > keys.count { grow() }
      let place = place(of: name.id)
      if keys[place] == -1 {
        keys[place] = name.id
        count += 1
      }
      values[place] = Int32(newValue)
    }
  }

  private mutating func grow() {
    let old = zip(keys, values)
    let capacity = max(8, keys.count * 2)
    keys = [Int32](repeating: -1, count: capacity)
    values = [Int32](repeating: 0, count: capacity)
    for (key, value) in old where key != -1 {
      let place = place(of: key)
      keys[place] = key
      values[place] = value
    }
  }
}
