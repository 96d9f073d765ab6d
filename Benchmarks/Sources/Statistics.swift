// Medians, geometric means and bootstrap intervals. Samples are grouped by process, because iterations of one process
// are not independent of each other: a resample first draws processes, then iterations within each.
import Foundation

/// An estimate with the 95 % interval of its bootstrap distribution.
struct Estimate: Codable {
  let value: Double
  let low: Double
  let high: Double
}

/// Seconds of iterations, one array per process.
typealias Samples = [[Double]]

func median(_ values: [Double]) -> Double {
  precondition(!values.isEmpty)
  let sorted = values.sorted()
  let middle = sorted.count / 2
  return sorted.count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
}

func geometricMean(_ values: [Double]) -> Double {
  precondition(!values.isEmpty)
  return exp(values.map { log($0) }.reduce(0, +) / Double(values.count))
}

/// A fixed generator (xorshift64*), so that the same samples always print the same interval.
struct FixedRandom: RandomNumberGenerator {
  private var state: UInt64 = 0x9E37_79B9_7F4A_7C15

  mutating func next() -> UInt64 {
    state ^= state >> 12
    state ^= state << 25
    state ^= state >> 27
    return state &* 2_685_821_657_736_338_717
  }
}

/// Resamples used for every interval.
let bootstrapResamples = 1000

/// The ratio of medians `baseline / subject`: how many times faster the subject is.
func speedup(of subject: Samples, over baseline: Samples) -> Estimate {
  geometricSpeedup([(subject, baseline)])
}

/// The geometric mean over programs of the ratio of medians `baseline / subject`.
func geometricSpeedup(_ pairs: [(subject: Samples, baseline: Samples)]) -> Estimate {
  let ratio = { (subject: Samples, baseline: Samples) in
    median(baseline.flatMap { $0 }) / median(subject.flatMap { $0 })
  }
  let value = geometricMean(pairs.map(ratio))
  var random = FixedRandom()
  var resampled: [Double] = []
  for _ in 0..<bootstrapResamples {
    resampled.append(
      geometricMean(pairs.map { ratio(resample($0.subject, &random), resample($0.baseline, &random)) }))
  }
  resampled.sort()
  let tail = bootstrapResamples / 40
  return Estimate(value: value, low: resampled[tail], high: resampled[bootstrapResamples - 1 - tail])
}

/// Draws as many processes as there are, with replacement, and iterations within each.
private func resample(_ samples: Samples, _ random: inout FixedRandom) -> Samples {
  var drawn: Samples = []
  for _ in samples.indices {
    let process = samples[Int.random(in: samples.indices, using: &random)]
    drawn.append(process.map { _ in process[Int.random(in: process.indices, using: &random)] })
  }
  return drawn
}
