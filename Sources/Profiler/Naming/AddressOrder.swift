// Sorting by address. A program has a hundred thousand symbols, evenly spread: they are dealt into as many pieces of the
// address range, and each piece is sorted by itself. Sorting them as a whole took 4.7 of the 11 ms that reading the symbols
// of PitViper takes. Any input is sorted; an uneven one takes longer.

/// The elements in the order of `isBefore`, which must put a lower address first.
@inline(__always)
func orderedByAddress(
  _ elements: [UInt32], address: (UInt32) -> UInt64, isBefore: (UInt32, UInt32) -> Bool
) -> [UInt32] {
  guard !elements.isEmpty else { return [] }
  var lowest = UInt64.max
  var highest = 0 as UInt64
  for element in elements {
    lowest = min(lowest, address(element))
    highest = max(highest, address(element))
  }
  var shift = 0 as UInt64
  while (highest - lowest) >> shift >= elements.count { shift += 1 }
  func piece(_ element: UInt32) -> Int { Int((address(element) - lowest) >> shift) }

  /// After counting, where each piece begins; after dealing, where it ends.
  var places = [UInt32](repeating: 0, count: elements.count + 1)
  for element in elements { places[piece(element) + 1] += 1 }
  for index in 1..<places.count { places[index] += places[index - 1] }
  var ordered = elements
  for element in elements {
    let index = piece(element)
    ordered[Int(places[index])] = element
    places[index] += 1
  }
  var begin = 0
  for end in places.lazy.map(Int.init) where end > begin {
    if end - begin > 1 { ordered[begin..<end].sort(by: isBefore) }
    begin = end
  }
  return ordered
}
