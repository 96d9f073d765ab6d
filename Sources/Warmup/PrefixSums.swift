// Sums of any stretch of a series, and of its squares, in constant time and nearly exact.
//
// Sums are compensated (Neumaier 1974, "Rundungsfehleranalyse einiger Verfahren zur Summation endlicher Summen", ZAMM 54) and
// both parts are kept; squares are split without error by a fused multiply-add. The numbers are centred on their median first:
// a variance does not change, and what cancels in Q − S²/m is small. The reference program uses floats of 80 bits instead.

struct PrefixSums {
  /// Number subtracted from each before summing.
  let center: Double
  let count: Int
  private var sums: [CompensatedSum]
  private var squares: [CompensatedSum]

  init(_ numbers: [Double]) {
    center = numbers.isEmpty ? 0 : Order.median(numbers)
    count = numbers.count
    var sum = CompensatedSum()
    var square = CompensatedSum()
    sums = [sum]
    squares = [square]
    sums.reserveCapacity(count + 1)
    squares.reserveCapacity(count + 1)
    for number in numbers {
      let distance = number - center
      let product = distance * distance
      sum.add(distance)
      square.add(product)
      square.add((-product).addingProduct(distance, distance))
      sums.append(sum)
      squares.append(square)
    }
  }

  /// Mean of the numbers from `start` to before `end`, which is more than `start`.
  func mean(_ start: Int, _ end: Int) -> Double { center + (sums[end] - sums[start]) / Double(end - start) }

  /// Variance of the numbers from `start` to before `end`, divided by their count; rounding may make it less than 0.
  @inline(__always) func variance(_ start: Int, _ end: Int) -> Double {
    let length = Double(end - start)
    return sums.withUnsafeBufferPointer { sums in
      squares.withUnsafeBufferPointer { squares in
        // Safety: callers pass 0 ≤ start < end ≤ count.
        let sum = sums[end] - sums[start]
        return ((squares[end] - squares[start]) - sum * sum / length) / length
      }
    }
  }
}

/// A sum and what its additions lost.
struct CompensatedSum {
  private(set) var total = 0.0
  private(set) var lost = 0.0

  var value: Double { total + lost }

  mutating func add(_ number: Double) {
    let next = total + number
    lost += abs(total) >= abs(number) ? (total - next) + number : (number - next) + total
    total = next
  }

  /// The sum of what was added between `right` and `left`.
  static func - (left: CompensatedSum, right: CompensatedSum) -> Double {
    (left.total - right.total) + (left.lost - right.lost)
  }
}
