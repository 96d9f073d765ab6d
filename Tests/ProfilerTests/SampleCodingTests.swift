// The bytes of a chunk: what goes in comes out, and malformed bytes are named and never read beyond.

import Testing

@testable import Profiler

@Suite struct SampleCodingTests {
  private func decode(_ bytes: [UInt8], start: Microseconds, period: Microseconds, count: Int, stackLimit: Int)
    -> (samples: [Sample], problem: String?)
  {
    var samples: [Sample] = []
    let problem = bytes.withUnsafeBytes {
      SampleCoding.decode($0, start: start, period: period, count: count, stackLimit: stackLimit) {
        samples.append(Sample(time: $0, stack: StackID($1), state: SampleState(rawValue: UInt8($2))!, weight: $3))
      }
    }
    return (samples, problem)
  }

  @Test(arguments: [1, 50, 997, 1_000_000] as [Microseconds])
  func roundTrip(period: Microseconds) {
    var generator = SystemRandomNumberGenerator()
    var time = Microseconds.random(in: 0...1_000_000_000, using: &generator)
    let samples = (0..<5000).map { _ -> Sample in
      // Times may also stand still or go back, as after a change of threads.
      time += Microseconds.random(in: -10...period * 3)
      let weight = Bool.random() ? Int(period) : Int.random(in: 0..<1 << 32)
      return Sample(
        time: time, stack: StackID(Int.random(in: 0..<1 << 30)), state: SampleState.allCases.randomElement()!,
        weight: weight)
    }
    let bytes = SampleCoding.encode(samples, period: period)
    let result = decode(bytes, start: samples[0].time, period: period, count: samples.count, stackLimit: 1 << 31)
    #expect(result.problem == nil)
    #expect(result.samples == samples)
  }

  @Test func regularSamplesTakeFewBytes() {
    let samples = (0..<1000).map {
      Sample(time: Microseconds($0) * 997, stack: StackID($0 % 500), state: .interpreting, weight: 997)
    }
    #expect(SampleCoding.encode(samples, period: 997).count < 3 * samples.count)
  }

  @Test func malformedBytes() {
    let good = SampleCoding.encode(
      [Sample(time: 5, stack: StackID(3), state: .native, weight: 10)], period: 10)
    #expect(decode(good, start: 5, period: 10, count: 1, stackLimit: 4).problem == nil)
    #expect(decode(good, start: 5, period: 10, count: 1, stackLimit: 3).problem?.contains("stack") == true)
    #expect(decode(good, start: 5, period: 10, count: 2, stackLimit: 4).problem?.contains("too early") == true)
    #expect(decode(good + [0], start: 5, period: 10, count: 1, stackLimit: 4).problem?.contains("more bytes") == true)
    let endless = [UInt8](repeating: 0xFF, count: 64)
    #expect(decode(endless, start: 0, period: 10, count: 1, stackLimit: 4).problem != nil)
    let unknownState: [UInt8] = [0, 3 << 5 | 13]
    #expect(decode(unknownState, start: 0, period: 10, count: 1, stackLimit: 4).problem?.contains("state") == true)
  }

  @Test func randomBytesNeverTrap() {
    for _ in 0..<2000 {
      let bytes = (0..<Int.random(in: 0...40)).map { _ in UInt8.random(in: 0...255) }
      _ = decode(
        bytes, start: .random(in: .min ... .max), period: .random(in: .min ... .max), count: .random(in: 0...30),
        stackLimit: 1 << 31)
    }
  }
}
