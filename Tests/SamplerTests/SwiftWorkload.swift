// Work in Swift and its runtime, parts of which have no unwind entries: dictionaries, strings, sorting by a closure.

@inline(never) func swiftWorkload(rounds: Int) -> Int {
  var sum = 0
  for round in 0..<rounds {
    var counts: [String: Int] = [:]
    for i in 0..<200 { counts["key \(i &* round & 63)", default: 0] += i }
    let words = counts.keys.sorted { $0.count == $1.count ? $0 < $1 : $0.count < $1.count }
    sum += words.joined(separator: ",").utf8.count
    let numbers = (0..<300).map { ($0 &* 7919) % 1009 }.sorted()
    sum += numbers[7] + Set(numbers).count
    sum += String(Double(round) * 1.1).count
  }
  return sum
}
